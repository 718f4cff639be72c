"""The forms of this room. Rules that need the database are asked in people's actions."""

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateField, SelectChoice, SelectField, ValidationError

from portal.people.models import Member, WorkspaceStatus
from portal.people.naming import NAME_LENGTH
from portal.people.words import STATUSES
from portal.web.forms import Form, address, colour, day, language, line, text, time_zone, yes_no

TEXT_LENGTH = 2_000
PHONE_LENGTH = 40


class NameForm(Form):
    """A person by name alone."""

    name = line(_l("Name"), NAME_LENGTH)


class ListingForm(Form):
    """What somebody is in this onboarding."""

    role = line(_l("Role here"), NAME_LENGTH, is_needed=False)
    ask_about = line(_l("What to ask them"), is_needed=False)


class PersonForm(ListingForm):
    """A contact."""

    name = line(_l("Name"), NAME_LENGTH)
    email = address(_l("E-mail address"), is_needed=False)
    phone = line(_l("Phone"), PHONE_LENGTH, is_needed=False)


class ListMemberForm(ListingForm):
    """A member of the team who takes part here."""

    member = SelectField(_l("Member"))

    def offer(self, members: list[Member]) -> None:
        """Fill in who can be chosen."""
        self.member.choices = [SelectChoice(member.id, member.name) for member in members]


class SettingsForm(Form):
    name = line(_l("Name of this onboarding"), NAME_LENGTH)
    status = SelectField(_l("Status"))
    csm_id = SelectField(_l("Who leads it on our side"))
    language = language(_l("Language"))
    timezone = time_zone(_l("Time zone"))
    signed_on = day(_l("Signed on"))
    kickoff_on = day(_l("Kickoff"))
    go_live_on = day(_l("Go-live target"))

    def offer(self, members: list[Member], status: WorkspaceStatus) -> None:
        """Fill in who can lead, and what the status can become: complete is said where first value and go-live are."""
        self.status.choices = [
            SelectChoice(one.value, label)
            for one, label in STATUSES.items()
            if one is not WorkspaceStatus.COMPLETE or status is WorkspaceStatus.COMPLETE
        ]
        known = [SelectChoice(member.id, member.name) for member in members]
        self.csm_id.choices = [SelectChoice("", _l("Nobody yet")), *known]

    def hold_go_live(self, committed: date | None) -> None:
        """The day that both sides hold each other to is not this form's to move; a form without it leaves it."""
        self.committed = committed
        if committed and not self.go_live_on.data:
            self.go_live_on.data = committed

    def validate_go_live_on(self, field: DateField) -> None:
        committed = getattr(self, "committed", None)
        if committed and field.data != committed:
            raise ValidationError(_l("Both sides hold each other to this day: propose another one to the customer."))
        kickoff_on = self.kickoff_on.data
        if field.data and kickoff_on and field.data < kickoff_on:
            raise ValidationError(_l("The go-live cannot come before the kickoff."))


class CountriesForm(Form):
    """Whose public holidays count."""

    team_country = SelectField(_l("Our country"))
    customer_country = SelectField(_l("The customer’s country"))

    def offer(self, countries: list[tuple[str, str]]) -> None:
        """Fill in which countries can be chosen."""
        known = [SelectChoice(code, name) for code, name in countries]
        self.team_country.choices = [SelectChoice("", _l("As the time zone says")), *known]
        self.customer_country.choices = [SelectChoice("", _l("As the time zone says")), *known]


class PeriodForm(Form):
    """A stretch of days."""

    first_on = day(_l("First day"), is_needed=True)
    last_on = day(_l("Last day"))
    name = line(_l("Why"), NAME_LENGTH, is_needed=False)

    @property
    def said(self) -> tuple[date, date | None, str]:
        return self.first_on.data, self.last_on.data, self.name.data or ""


class DefaultBrandForm(Form):
    name = line(_l("Our name"), NAME_LENGTH, is_needed=False)
    logo = FileField(_l("Our logo"))
    drop_logo = yes_no(_l("Take our logo away"))
    colour = colour(_l("Colour"))
    welcome = text(_l("Welcome"), TEXT_LENGTH)
    footer = line(_l("Line at the foot of each page"), is_needed=False)


class BrandForm(DefaultBrandForm):
    customer_logo = FileField(_l("The customer’s logo"))
    drop_customer_logo = yes_no(_l("Take the customer’s logo away"))


class OwnNameForm(Form):
    own_name = line(_l("Your name"), NAME_LENGTH)


class MemberForm(Form):
    name = line(_l("Name"), NAME_LENGTH)
    email = address(_l("E-mail address"))
    is_admin = yes_no(_l("Admin: may change the team and the default brand"))
