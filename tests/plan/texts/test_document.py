"""Texts as bytes: what leads from one to another, and what is refused."""

import pytest
from pycrdt import Doc, Map, Text

from portal.plan.texts import document

TEXTS = ["", "one", "Grüße 😀\n\n- one\n- two 😀😁", "x" * 20_000, "a\nb\nc\nd", "b\na\nd\n", "😁\n😀 two"]


def typed(updates: list[bytes], at: int, words: str) -> bytes:
    """What a browser sends when somebody types `words`."""
    doc: Doc = Doc()
    text = doc.get("text", type=Text)
    for update in updates:
        doc.apply_update(update)
    before = doc.get_state()
    text.insert(at, words)
    return bytes(doc.get_update(before))


@pytest.mark.parametrize("before", TEXTS)
@pytest.mark.parametrize("after", TEXTS)
def test_an_edit_leads_from_any_text_to_any_other(before: str, after: str) -> None:
    whole = document.whole_of(before)
    assert document.text_of([whole]) == before
    assert document.text_of([whole, document.edit_to([whole], after)]) == after


def test_two_who_type_at_once_keep_every_letter_in_whatever_order_it_arrives() -> None:
    whole = document.whole_of("Hello")
    one, other = typed([whole], 0, "Maria: "), typed([whole], 5, " world")
    assert document.text_of([whole, one, other]) == document.text_of([whole, other, one]) == "Maria: Hello world"
    assert document.text_of([document.joined([whole, one, other])]) == "Maria: Hello world"


def test_an_edit_of_one_line_leaves_what_is_typed_into_another() -> None:
    whole = document.whole_of("first\nsecond\nthird")
    meanwhile = typed([whole], 18, "!")
    edit = document.edit_to([whole], "FIRST\nsecond\nthird")
    assert document.text_of([whole, edit, meanwhile]) == "FIRST\nsecond\nthird!"


@pytest.mark.parametrize("nonsense", [b"", b"\x00", b"\x01\x02\x03", b"\xff" * 40, b"{}", b"\x01" * 999])
def test_nonsense_is_refused_and_harms_nothing(nonsense: bytes) -> None:
    whole = document.whole_of("Hello")
    try:
        text = document.text_of([whole, nonsense])
    except document.Unreadable:
        text = "Hello"
    assert text == "Hello"
    assert document.text_of([whole]) == "Hello"


def test_what_is_more_than_letters_is_refused() -> None:
    whole = document.whole_of("Hello")
    embedding: Doc = Doc()
    text = embedding.get("text", type=Text)
    embedding.apply_update(whole)
    text.insert_embed(2, {"image": "x"})
    other: Doc = Doc()
    other.apply_update(whole)
    other["junk"] = Map({"a": 1})
    for doc in (embedding, other):
        with pytest.raises(document.Unreadable):
            document.text_of([whole, doc.get_update()])


def test_a_panic_is_an_ordinary_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    # It deletes letters that are not there, on which the library panics.
    monkeypatch.setattr(document, "_changes", lambda before, after: [(0, 5, ""), (0, 5, "")])
    with pytest.raises(document.Unreadable):
        document.edit_to([document.whole_of("Hello")], "")


def test_many_lines_alike_count_as_one_change_since_comparing_them_would_take_minutes() -> None:
    before, after = "a\nb\n" * 500, "b\nb\na\n" * 300
    whole = document.whole_of(f"Title\n{before}end")
    edit, meanwhile = document.edit_to([whole], f"Title\n{after}end"), typed([whole], 5, "!")
    assert document.text_of([whole, edit, meanwhile]) == f"Title!\n{after}end"
