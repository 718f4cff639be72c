import pytest
from flask import Flask
from flask_babel import Babel

from portal.people.naming import Refused, clean_address, clean_line, clean_name, first_names, initials_of


@pytest.fixture(autouse=True)
def _words():
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Maria Lindholm", "ML"), ("Cher", "CH"), ("Ana María de la Cruz", "AC"), ("Jean-Luc", "JL"), ("!", "!")],
)
def test_initials_are_of_the_first_and_last_word(name, initials):
    assert initials_of(name) == initials


def test_a_first_name_that_nobody_shares_stands_alone():
    assert first_names({"a": "Maria Lindholm", "b": "Tom Okafor"}) == {"a": "Maria", "b": "Tom"}


def test_two_who_share_a_first_name_get_an_initial():
    assert first_names({"a": "Maria Lindholm", "b": "maria Perez"}) == {"a": "Maria L.", "b": "maria P."}


def test_who_shares_the_initial_too_is_named_in_full():
    names = {"a": "Maria Lindholm", "b": "Maria Lopez", "c": "Maria Perez"}
    assert first_names(names) == {"a": "Maria Lindholm", "b": "Maria Lopez", "c": "Maria P."}


def test_a_name_is_cleaned_of_what_nobody_sees():
    assert clean_name("  Maria\u0000 \n Lindholm\ud800 ") == "Maria Lindholm"


def test_two_names_that_look_alike_are_one():
    assert [clean_name(f"Maria{blank}") for blank in ("\u3164", "\u2800", "\u115f", "\u2063", "\u200b")] == [
        "Maria"
    ] * 5


@pytest.mark.parametrize(
    "name", ["李", "محمد", "राज", "می\u200cخواهم", "渡邉\U000e0100", "ⴰⵎⵉⵏ", "!", "👩\u200d🔧", "⠍⠁⠗⠊⠁"]
)
def test_a_name_in_any_script_stays_as_it_is(name):
    assert clean_name(name) == name


BLANK = [
    "\u3164",
    "\u2800\u2800",
    "\u115f\u1160",
    "\uffa0",
    "\u17b4",
    "\u200d\u200c",
    "\u0301",
    "\ufe0f",
    "\U000e0041",
    "\u0378",
]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 101, *BLANK])
def test_a_name_that_is_none_is_refused_with_its_field(text):
    with pytest.raises(Refused) as refused:
        clean_name(text, "person")
    assert refused.value.field == "person"


def test_an_address_is_stored_in_lower_case():
    assert clean_address(" Maria@Harbor.Example ") == "maria@harbor.example"
    assert clean_address("  ") is None


@pytest.mark.parametrize(
    "text", ["maria", "maria@", "@harbor.example", "a b@c.de", "a@b", "a@b..de", "a,b@c.de", "<a@b.de>"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Refused):
        clean_address(text)


@pytest.mark.parametrize("letter", ["\u200b", "\u202e", "\u2066", "\ufeff", "\u00ad"])
def test_two_names_that_look_alike_are_alike(letter: str) -> None:
    assert clean_line(f"Maria{letter} Lind{letter}") == "Maria Lind"


def test_the_joiners_of_other_scripts_stay() -> None:
    assert clean_line("نام\u200cخانوادگی") == "نام\u200cخانوادگی"
