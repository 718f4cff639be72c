"""Fields that clean and check what is typed."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from portal.web import forms


class Everything(forms.Form):
    name = forms.line("Name", most=10)
    about = forms.text("About", most=20)
    mail = forms.address("E-mail", is_needed=False)
    colour = forms.colour("Colour")
    language = forms.language("Language")
    zone = forms.time_zone("Time zone")
    starts = forms.day("Starts")


GOOD = {"name": "Anna", "language": "en", "zone": "Europe/Berlin"}


def filled(app: Flask, **typed: Any) -> Everything:
    with app.test_request_context(method="POST", data=MultiDict({**GOOD, **typed})):
        form = Everything()
        form.validate()
        # Sentences are made when they are read, in the language of the request.
        for field in form:
            field.errors = [str(error) for error in field.errors]
        return form


def test_what_is_typed_is_tidied(app: Flask) -> None:
    form = filled(app, name="  Anna \t B ", about=" one\r\ntwo\rthree ", mail=" Anna@Example.COM ", colour=" #AABBCC ")
    assert form.errors == {}
    assert (form.name.data, form.about.data) == ("Anna B", "one\ntwo\nthree")
    assert (form.mail.data, form.colour.data) == ("anna@example.com", "#aabbcc")


def test_what_is_not_needed_may_be_left_empty(app: Flask) -> None:
    form = filled(app, about="", mail="", colour="", starts="")
    assert form.errors == {}
    assert form.starts.data is None


@pytest.mark.parametrize("name", ["", "   ", "\t\n"])
def test_a_needed_line_is_asked_for(app: Flask, name: str) -> None:
    assert filled(app, name=name).errors == {"name": ["This is still missing."]}


def test_a_long_line_is_refused_with_its_limit_and_kept(app: Flask) -> None:
    form = filled(app, name="Annabella Bergström")
    assert form.errors == {"name": ["At most 10 characters, please."]}
    assert form.name.data == "Annabella Bergström"


@pytest.mark.parametrize("name", ["a\x00b", "a\x07b", "a\ud800b"])
def test_what_cannot_be_stored_is_refused(app: Flask, name: str) -> None:
    with app.test_request_context(method="POST"):
        form = Everything(formdata=MultiDict({**GOOD, "name": name}))
        assert not form.validate()
        assert list(form.errors) == ["name"]


@pytest.mark.parametrize("colour", ["red", "#abc", "#12345g", "1c5c9e", "#1c5c9e;}", "#1c5c9e0"])
def test_a_colour_is_six_digits(app: Flask, colour: str) -> None:
    assert filled(app, colour=colour).errors == {"colour": ["A colour is six digits after a #, such as #1c5c9e."]}


@pytest.mark.parametrize("mail", ["anna", "anna@", "@b.de", "a@b", "a b@c.de", "a@b.de, c@d.de", "a@b.de\nBcc: x@y.de"])
def test_an_address_looks_like_one(app: Flask, mail: str) -> None:
    assert list(filled(app, mail=mail).errors) == ["mail"]


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_is_one_of_our_time(app: Flask, day: str) -> None:
    assert filled(app, starts=day).errors == {"starts": ["Choose a date between 2000 and 2199."]}
    assert filled(app, starts="2026-12-09").errors == {}


@pytest.mark.parametrize("sent", [[], 3, "x", None, {"name": 3}, {"name": ["Anna"]}])
def test_a_scripts_json_is_no_form(app: Flask, sent: Any) -> None:
    with app.test_request_context(method="POST", json=sent):
        form = Everything()
        assert not form.validate()
        assert form.name.data in (None, "")


@pytest.mark.parametrize("field", ["language", "zone"])
def test_a_choice_nobody_offered_is_refused(app: Flask, field: str) -> None:
    assert list(filled(app, **{field: "../../etc/passwd"}).errors) == [field]


def test_a_refusal_stands_beside_its_field_or_above_the_form(app: Flask) -> None:
    form = filled(app)
    form.refuse("name", "There is one already.")
    form.refuse("no such field", "Not now.")
    assert form.name.errors == ["There is one already."]
    assert form.form_errors == ["Not now."]


def test_time_zones_are_places() -> None:
    zones = dict(forms.zone_choices())
    assert (zones["UTC"], zones["America/New_York"]) == ("UTC", "America/New York")
    assert not [zone for zone in zones if zone.startswith("Etc/")]
