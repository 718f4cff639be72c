"""The forms of this room."""

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal.access.models import Rights
from portal.config import settings
from portal.mail.outbox import is_address
from portal.people.models import Participant
from portal.people.naming import clean_line

EVERYONE = "everyone"
LABEL_LENGTH = 80
SHARED_DAYS_AT_MOST = 365


def tidy(text: str | None) -> str:
    return clean_line(text or "")


def lower_tidy(text: str | None) -> str:
    return tidy(text).lower()


class SignInForm(FlaskForm):
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Type your e-mail address."))], filters=[lower_tidy])

    def validate_email(self, field: EmailField) -> None:
        if not is_address(field.data):
            raise ValidationError(_l("This is not an e-mail address. It looks like anna@company.com."))


class CodeForm(FlaskForm):
    code = StringField(
        _l("Code from the mail"), [InputRequired(_l("Type the code from the mail.")), Length(max=40)], filters=[tidy]
    )


class JoinForm(FlaskForm):
    code = StringField(_l("Code"), [InputRequired(_l("Type the code.")), Length(max=40)], filters=[tidy])


class PressForm(FlaskForm):
    """A button and nothing else: the check that the press came from our page."""


class LinkForm(FlaskForm):
    person = SelectField(_l("For"), [InputRequired()])
    rights = SelectField(
        _l("May"),
        [InputRequired()],
        choices=[
            (Rights.EDIT.value, _l("See, comment and edit the plan")),
            (Rights.COMMENT.value, _l("See and comment")),
            (Rights.VIEW.value, _l("See only")),
        ],
        default=Rights.EDIT.value,
    )
    label = StringField(_l("Label"), [Length(max=LABEL_LENGTH)], filters=[tidy])
    expires_on = DateField(_l("Works until"), [Optional()])

    def offer(self, people: list[Participant], today: date) -> None:
        """Fill in whom a link can be for, and from which day its dates count."""
        everyone = (EVERYONE, _l("Everyone who has it (shared link)"))
        self.person.choices = [everyone, *((person.id, person.name) for person in people)]
        self.today = today

    def validate_expires_on(self, field: DateField) -> None:
        days = settings().personal_link_days_at_most if self.person.data != EVERYONE else SHARED_DAYS_AT_MOST
        if field.data < self.today:
            raise ValidationError(_l("This day is over. Choose today or a later day."))
        if field.data > self.today + timedelta(days=days):
            raise ValidationError(_l("A link like this works for %(days)s days at most.", days=days))


class JoinLinkForm(FlaskForm):
    link = SelectField(_l("Lets people in by"), [InputRequired()])

    def offer(self, choices: list[tuple[str, Any]]) -> None:
        self.link.choices = choices
