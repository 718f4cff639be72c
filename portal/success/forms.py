"""What is typed on the page of what done means."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectChoice, SelectField

from portal.people.queries import Face
from portal.web.forms import Form, day, text

WORDS_LENGTH = 2_000


class MeaningForm(Form):
    words = text(_l("What it means here"), WORDS_LENGTH)
    base = HiddenField()


class SignForm(Form):
    words = HiddenField()


class ReachForm(Form):
    reached_on = day(_l("Since which day"), is_needed=True)
    evidence = text(_l("What shows it"), WORDS_LENGTH)


class AskForm(Form):
    person = SelectField(_l("Whom to ask"))

    def offer(self, contacts: list[Face]) -> None:
        """Fill in who can be asked."""
        self.person.choices = [SelectChoice(face.id, face.name) for face in contacts]
