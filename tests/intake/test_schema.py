"""Schemas and answers: what is taken, what is refused, and in which words."""

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from portal.intake.cleaning import WrongAnswer
from portal.intake.kinds import KINDS
from portal.intake.library import LANGUAGES, templates
from portal.intake.progress import problems_of, progress_of
from portal.intake.schema import SchemaRefused, read_schema
from tests.intake.forms import ALL_KINDS, schema_of

OPTIONS = [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]


def one_field(**field: Any) -> dict[str, Any]:
    return {"sections": [{"id": "s", "title": "S", "fields": [{"id": "f", "label": "Label", **field}]}]}


def field_of(**field: Any) -> Any:
    return next(read_schema(one_field(**field)).fields())


def test_a_schema_comes_back_from_the_store_as_it_was(app: Flask) -> None:
    schema = schema_of(ALL_KINDS)
    assert read_schema(schema.to_store()) == schema
    assert {field.kind for field in schema.fields()} == set(KINDS)


@pytest.mark.parametrize(
    ("field", "name", "say"),
    [
        ({"kind": "text", "label": ""}, "label", "This is still missing."),
        ({"kind": "text", "label": "x" * 201}, "label", "At most 200 characters, please."),
        ({"kind": "text", "id": "has space"}, "id", "This cannot be read."),
        ({"kind": "text", "id": "x" * 23}, "id", "This cannot be read."),
        ({"kind": "text", "required": "yes"}, "required", "This cannot be read."),
        ({"kind": "text", "colour": "red"}, "colour", "This does not belong here."),
        ({"kind": "hologram"}, "fields", "There is no such kind of field."),
        ({"kind": "choice", "options": OPTIONS[:1]}, "options", "At least 2, please."),
        ({"kind": "choice", "options": [OPTIONS[0], OPTIONS[0]]}, "options", "Two options are the same."),
        ({"kind": "number", "minimum": 2.0, "maximum": 1.0}, "maximum", "The largest number is smaller"),
        ({"kind": "file", "most_files": 21}, "most_files", "At most 20, please."),
        ({"kind": "file", "kinds": ["exe"]}, "kinds", "This cannot be read."),
    ],
)
def test_a_schema_that_breaks_a_rule_is_refused_in_words(
    app: Flask, field: dict[str, Any], name: str, say: str
) -> None:
    with pytest.raises(SchemaRefused) as refused:
        read_schema(one_field(**field))
    assert refused.value.errors[name].startswith(say)


def test_two_fields_cannot_have_the_same_id(app: Flask) -> None:
    twice = one_field(kind="text")
    twice["sections"].append({"id": "t", "title": "T", "fields": twice["sections"][0]["fields"]})
    with pytest.raises(SchemaRefused, match="same id"):
        read_schema(twice)


@pytest.mark.parametrize(
    "nonsense", [None, [], "x", 3, {"sections": 1}, {"sections": [[]]}, {"sections": [{"id": "s"}]}]
)
def test_what_is_no_schema_at_all_is_refused(app: Flask, nonsense: object) -> None:
    with pytest.raises(SchemaRefused):
        read_schema(nonsense)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ({"kind": "text"}, "  two   words ", "two words"),
        ({"kind": "text"}, "", None),
        ({"kind": "text"}, None, None),
        ({"kind": "long_text"}, " a\r\nb \n", "a\nb"),
        ({"kind": "email"}, " Anna@Example.COM ", "anna@example.com"),
        ({"kind": "number"}, "1,234.5", 1234.5),
        ({"kind": "number"}, "12,5", 12.5),
        ({"kind": "number"}, " 1 000 ", 1000),
        ({"kind": "number"}, 0.125, 0.125),
        ({"kind": "number"}, 7.0, 7),
        ({"kind": "date"}, "2026-12-24", "2026-12-24"),
        ({"kind": "choice", "options": OPTIONS}, "b", "b"),
        ({"kind": "many_choices", "options": OPTIONS}, ["b", "a", "b"], ["a", "b"]),
        ({"kind": "many_choices", "options": OPTIONS}, [], None),
        ({"kind": "yes_no"}, False, False),
    ],
)
def test_an_answer_is_kept_clean(app: Flask, field: dict[str, Any], given: Any, kept: Any) -> None:
    answer = field_of(**field).clean(given)
    assert (answer, type(answer)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ({"kind": "text"}, "x" * 501),
        ({"kind": "text"}, "a\0b"),
        ({"kind": "text"}, "\ud800"),
        ({"kind": "text"}, 5),
        ({"kind": "text"}, ["a"]),
        ({"kind": "long_text"}, "x" * 5_001),
        ({"kind": "email"}, "anna at example"),
        ({"kind": "number"}, "twelve"),
        ({"kind": "number"}, True),
        ({"kind": "number"}, float("nan")),
        ({"kind": "number"}, float("inf")),
        ({"kind": "number"}, "1e9"),
        ({"kind": "number"}, "9" * 400),
        ({"kind": "number"}, 10**15),
        ({"kind": "number", "minimum": 1.0}, 0),
        ({"kind": "number", "maximum": 5.0}, "6"),
        ({"kind": "date"}, "tomorrow"),
        ({"kind": "date"}, "0001-01-01"),
        ({"kind": "date"}, "2026-02-30"),
        ({"kind": "choice", "options": OPTIONS}, "c"),
        ({"kind": "many_choices", "options": OPTIONS}, ["a", "c"]),
        ({"kind": "many_choices", "options": OPTIONS}, "a"),
        ({"kind": "many_choices", "options": OPTIONS}, [["a"]]),
        ({"kind": "yes_no"}, "yes"),
        ({"kind": "yes_no"}, 1),
        ({"kind": "file"}, [{"id": "x", "name": "y", "size": 1}]),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence(app: Flask, field: dict[str, Any], given: Any) -> None:
    with pytest.raises(WrongAnswer) as wrong:
        field_of(**field).clean(given)
    assert len(wrong.value.say) > 10


def test_numbers_are_read_and_shown_as_the_language_writes_them(app: Flask) -> None:
    number = field_of(kind="number", unit="km")
    with force_locale("de"):
        assert (number.clean("1.234,5"), number.clean("1.234"), number.clean("12.5")) == (1234.5, 1234, 12.5)
        assert (number.typed(1234.5), number.words(1234.5)) == ("1234,5", "1.234,5 km")
        assert number.clean(number.typed(12.125)) == 12.125
    assert (number.typed(1234.5), number.words(1234.5)) == ("1234.5", "1,234.5 km")
    assert number.clean(number.typed(12.125)) == 12.125


def test_progress_counts_what_is_asked_now(app: Flask) -> None:
    progress = progress_of(schema_of(ALL_KINDS), {"name": "x", "sso": None, "gone": "y", "users": 0})
    assert (progress.answered, progress.total, progress.needed_left) == (2, 9, 1)


def test_what_keeps_a_form_from_being_submitted_is_named_in_its_order(app: Flask) -> None:
    problems = problems_of(schema_of(ALL_KINDS), {"host": "an option that is gone"})
    assert list(problems) == ["name", "host", "sso"]
    assert problems["name"] == "This is still needed."


def test_the_built_in_forms_are_whole_in_both_languages(app: Flask) -> None:
    assert set(templates()) == {"kickoff", "technical"}
    for template in templates().values():
        english, german = (template.schema_in(language) for language in LANGUAGES)
        assert [field.id for field in english.fields()] == [field.id for field in german.fields()]
        assert english.count >= 10
        assert len({field.id for field in english.fields()}) == english.count
        same = [a.label for a, b in zip(english.fields(), german.fields(), strict=True) if a.label == b.label]
        assert same == []
