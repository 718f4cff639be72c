"""The forms of this room."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from portal.access.models import Rights
from portal.config import settings
from portal.people.models import Participant
from portal.web.forms import Form, address, day, line

EVERYONE = "everyone"
CODE_LENGTH = 40
LABEL_LENGTH = 80
SHARED_DAYS_AT_MOST = 365


class SignInForm(Form):
    email = address(_("E-mail address"))


class CodeForm(Form):
    code = line(_("Code from the mail"), CODE_LENGTH)


class JoinForm(Form):
    code = line(_("Code"), CODE_LENGTH)


class PressForm(Form):
    """A button and nothing else: the check that the press came from our page."""


class LinkForm(Form):
    person = SelectField(_("For"), [InputRequired()])
    rights = SelectField(
        _("May"),
        [InputRequired()],
        choices=[
            SelectChoice(Rights.EDIT.value, _("See, comment and edit the plan")),
            SelectChoice(Rights.COMMENT.value, _("See and comment")),
            SelectChoice(Rights.VIEW.value, _("See only")),
        ],
    )
    label = line(_("Label"), LABEL_LENGTH, is_needed=False)
    expires_on = day(_("Works until"))

    def offer(self, people: list[Participant], today: date) -> None:
        """Fill in whom a link can be for, and from which day its dates count."""
        everyone = SelectChoice(EVERYONE, _("Everyone who has it (shared link)"))
        self.person.choices = [everyone, *(SelectChoice(person.id, person.name) for person in people)]
        self.today = today

    def validate_expires_on(self, field: DateField) -> None:
        if field.data is None:
            return
        days = SHARED_DAYS_AT_MOST if self.person.data == EVERYONE else settings().personal_link_days_at_most
        if field.data < self.today:
            raise ValidationError(_("This day is over. Choose today or a later day."))
        if field.data > self.today + timedelta(days=days):
            raise ValidationError(_("A link like this works for %(days)s days at most.", days=days))


class JoinLinkForm(Form):
    link = SelectField(_("Lets people in by"), [InputRequired()])

    def offer(self, choices: list[SelectChoice]) -> None:
        """Fill in by which links a code can let people in."""
        self.link.choices = choices
