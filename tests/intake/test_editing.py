"""What the team does to a schema, and the small forms it does it with."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.intake import editing
from portal.intake.field_forms import form_of, read_field
from portal.intake.kinds import ChoiceField, NumberField
from portal.intake.schema import Schema, SchemaRefused, Section
from tests.intake.forms import ALL_KINDS, schema_of


@pytest.fixture
def schema(app: Flask) -> Schema:
    return schema_of(ALL_KINDS)


def order(schema: Schema) -> list[list[str]]:
    return [[field.id for field in section.fields] for section in schema.sections]


def test_a_field_moves_within_its_section_and_out_of_it_at_the_edge(schema: Schema) -> None:
    assert order(editing.move_field(schema, "story", -1))[0][:2] == ["story", "name"]
    assert order(editing.move_field(schema, "since", 1))[1][:2] == ["since", "host"]
    assert order(editing.move_field(schema, "host", -1))[0][-1] == "host"
    for field_id, by in (("name", -1), ("plan", 1)):
        assert order(editing.move_field(schema, field_id, by)) == order(schema)


def test_a_removed_field_comes_back_to_where_it_stood(schema: Schema) -> None:
    without = editing.remove_field(schema, "story")
    assert without.field("story") is None
    assert editing.restore_field(without, "story") == schema


def test_a_field_whose_section_is_gone_comes_back_to_the_last_one(schema: Schema) -> None:
    for field_id in order(schema)[0]:
        schema = editing.remove_field(schema, field_id)
    schema = editing.remove_section(schema, "systems")
    assert order(editing.restore_field(schema, "name"))[0][0] == "name"


def test_only_an_empty_section_goes(schema: Schema) -> None:
    assert editing.remove_section(schema, "systems") == schema
    more = editing.add_section(schema, Section(id="new", title="New"))
    assert editing.remove_section(more, "new") == schema


def test_sections_move_and_are_renamed(schema: Schema) -> None:
    moved = editing.move_section(schema, "access", -1)
    assert [section.id for section in moved.sections] == ["access", "systems"]
    assert editing.move_section(moved, "access", -1) == moved
    assert editing.rename_section(schema, "access", "Way in").sections[1].title == "Way in"


@pytest.mark.parametrize("act", [editing.remove_field, editing.restore_field, editing.remove_section])
def test_what_is_not_there_is_said_to_be_missing(schema: Schema, act: object) -> None:
    with pytest.raises(LookupError):
        act(schema, "nothing")  # type: ignore[operator]


def test_an_option_that_is_reworded_keeps_its_id_and_with_it_the_answers(schema: Schema) -> None:
    before = schema.field("host")
    typed = MultiDict({"label": "Where", "options": "Our own rooms\nCloud\nBoth"})
    after = read_field("choice", typed, before)
    assert isinstance(after, ChoiceField)
    assert [(one.id, one.label) for one in after.options][:2] == [("own", "Our own rooms"), ("cloud", "Cloud")]
    swapped = read_field("choice", MultiDict({"label": "Where", "options": "Cloud\nOwn rooms"}), before)
    assert isinstance(swapped, ChoiceField)
    assert [one.id for one in swapped.options] == ["cloud", "own"]


def test_an_option_put_between_others_takes_nobodys_id(schema: Schema) -> None:
    typed = MultiDict({"label": "Where", "options": "Own rooms\nOn a ship\nCloud"})
    after = read_field("choice", typed, schema.field("host"))
    assert isinstance(after, ChoiceField)
    assert [one.id for one in after.options][::2] == ["own", "cloud"]
    assert len({one.id for one in after.options}) == 3


def test_the_form_of_a_field_reads_back_as_the_field(schema: Schema) -> None:
    for field in schema.fields():
        shown = form_of(field).values
        typed: MultiDict[str, str] = MultiDict()
        for name, value in shown.items():
            if name == "required":
                typed.update({"required": "on"} if value else {})
            elif isinstance(value, list):
                typed.setlist(name, value)
            else:
                typed[name] = str(value)
        assert read_field(field.kind, typed, field) == field


def test_a_number_may_have_limits_in_words_of_the_page(app: Flask) -> None:
    field = read_field("number", MultiDict({"label": "Users", "minimum": "1", "maximum": "1,000", "unit": ""}))
    assert isinstance(field, NumberField)
    assert (field.minimum, field.maximum) == (1.0, 1000.0)


@pytest.mark.parametrize(
    ("kind", "typed", "name"),
    [
        ("text", {"label": " "}, "label"),
        ("hologram", {"label": "x"}, "kind"),
        ("number", {"label": "x", "minimum": "few"}, "minimum"),
        ("number", {"label": "x", "minimum": "9", "maximum": "1"}, "maximum"),
        ("file", {"label": "x", "most_files": "2.5"}, "most_files"),
        ("file", {"label": "x", "most_files": "1", "kinds": "exe"}, "kinds"),
        ("choice", {"label": "x", "options": "only one"}, "options"),
        ("text", {"label": "x", "help": "a\0b"}, "help"),
    ],
)
def test_a_field_that_cannot_be_is_refused_beside_what_is_wrong(
    app: Flask, kind: str, typed: dict[str, str], name: str
) -> None:
    with pytest.raises(SchemaRefused) as refused:
        read_field(kind, MultiDict(typed))
    assert name in refused.value.errors
