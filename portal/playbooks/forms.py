"""The form that starts an onboarding."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import DateField, FieldList, FormField, RadioField, SelectChoice, SelectField, StringField, ValidationError
from wtforms import Form as PlainForm

from portal.people.models import Customer, Member, Side
from portal.people.naming import NAME_LENGTH
from portal.people.roles import ROLES
from portal.playbooks.library import Playbook
from portal.web.forms import Form, address, day, language, line, time_zone

LIKELY_ROLES = ("project_lead", "technical_lead", "sponsor", "expert")
CONTACT_ROWS = len(LIKELY_ROLES)
NEW_CUSTOMER = ""
NOBODY = ""


class ContactRow(PlainForm):
    """One person of the customer; a row without a name is left out."""

    name = line(_l("Name"), NAME_LENGTH, is_needed=False)
    role = SelectField(_l("Role"), choices=[SelectChoice(key, label) for key, label in ROLES[Side.CUSTOMER].items()])
    email = address(_l("E-mail address"), is_needed=False)

    def validate_email(self, field: StringField) -> None:
        if field.data and not self.name.data:
            raise ValidationError(_l("Whose address is this? The name is missing."))


class OnboardingForm(Form):
    customer_id = SelectField(_l("Customer"), default=NEW_CUSTOMER)
    customer_name = line(_l("Its name, if the customer is new"), NAME_LENGTH, is_needed=False)
    name = line(_l("Name of this onboarding"), NAME_LENGTH, is_needed=False)
    playbook = RadioField(_l("Playbook"))
    csm_id = SelectField(_l("Who leads it on our side"))
    implementation_id = SelectField(_l("Who implements"))
    trainer_id = SelectField(_l("Who trains"))
    signed_on = day(_l("Signed on"))
    kickoff_on = day(_l("Kickoff"))
    go_live_on = day(_l("Go-live target"))
    language = language(_l("Language"))
    timezone = time_zone(_l("Time zone"))
    contacts = FieldList(FormField(ContactRow), min_entries=CONTACT_ROWS, max_entries=CONTACT_ROWS)

    def offer(self, customers: Sequence[Customer], members: Sequence[Member], playbooks: Sequence[Playbook]) -> None:
        """Fill in what can be chosen."""
        known = [SelectChoice(one.id, one.name) for one in customers]
        self.customer_id.choices = [SelectChoice(NEW_CUSTOMER, _l("A new customer")), *known]
        # Its own label says when it may be left empty, and the first customer's may not.
        self.customer_name.flags.is_conditional = True
        if not known:
            self.customer_name.label.text = _l("Name of the customer")
        self.csm_id.choices = [SelectChoice(member.id, member.name) for member in members]
        for others in (self.implementation_id, self.trainer_id):
            others.choices = [SelectChoice(NOBODY, _l("Nobody yet")), *self.csm_id.choices]
        self.playbook.choices = [SelectChoice(one.key, one.name.in_language("en")) for one in playbooks]
        if not self.is_submitted():
            for row, role in zip(self.contacts, LIKELY_ROLES, strict=True):
                row.form.role.data = role

    def validate_customer_name(self, field: StringField) -> None:
        if not field.data and self.customer_id.data == NEW_CUSTOMER:
            raise ValidationError(_l("Name the new customer, or choose one above."))

    def validate_go_live_on(self, field: DateField) -> None:
        kickoff_on = self.kickoff_on.data
        if field.data and kickoff_on and field.data < kickoff_on:
            raise ValidationError(_l("The go-live cannot come before the kickoff."))
