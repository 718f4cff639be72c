"""The kinds of fields. Each is one class that knows its settings and its answers; a new kind is one more class.

An answer is what JSON can hold; None stands for no answer.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic import Field as Limit

from portal.files.uploads import DOCUMENTS
from portal.intake.cleaning import (
    DIGITS,
    LONGEST_NUMBER,
    WrongAnswer,
    number_words,
    of_length,
    parsed_number,
    storable,
)
from portal.web.filters import full_day
from portal.web.forms import ADDRESS, ADDRESS_LENGTH

LINE_LENGTH = 500
# With its base it must fit one frame of a socket, whatever the script.
TEXT_LENGTH = 5_000
LABEL_LENGTH = 200
HELP_LENGTH = 1_000
MOST_OPTIONS = 50
MOST_FILES = 20
FIRST_YEAR, LAST_YEAR = 1900, 2199

FILE_KINDS: dict[str, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "picture": (".png", ".jpg", ".jpeg", ".gif", ".webp"),
    "document": (".docx", ".odt", ".pptx", ".odp", ".txt", ".md"),
    "table": (".xlsx", ".ods", ".csv"),
    "archive": (".zip",),
}

Id = Annotated[str, Limit(pattern=r"^[A-Za-z0-9_-]{1,22}$")]
Label = Annotated[str, Limit(min_length=1, max_length=LABEL_LENGTH)]


class Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FieldOf(Strict):
    """What all fields share. `control` names the macro that draws it, `settings` what its kind adds in the editor."""

    id: Id
    kind: str = ""
    label: Label
    help: str = Limit("", max_length=HELP_LENGTH)
    required: bool = False

    control: ClassVar[str] = "line"
    input_type: ClassVar[str] = "text"
    settings: ClassVar[tuple[str, ...]] = ()
    is_merged: ClassVar[bool] = False

    def clean(self, value: Any) -> Any:
        """The answer as it is kept, from what a script or a form sent. Raises WrongAnswer."""
        raise NotImplementedError

    def from_form(self, sent: Sequence[str]) -> Any:
        """What a plain form sent, as clean() takes it."""
        return sent[0] if sent else None

    def typed(self, answer: Any) -> str:
        """The answer as its control holds it."""
        return "" if answer is None else str(answer)

    def words(self, answer: Any) -> str:
        """The answer as people read it."""
        return self.typed(answer)


class TextField(FieldOf):
    """One line."""

    kind: Literal["text"] = "text"
    most: ClassVar[int] = LINE_LENGTH
    is_merged: ClassVar[bool] = True

    def clean(self, value: Any) -> str | None:
        return of_length(" ".join(storable(value).split()), self.most)


class LongTextField(FieldOf):
    """Several lines."""

    kind: Literal["long_text"] = "long_text"
    control: ClassVar[str] = "lines"
    most: ClassVar[int] = TEXT_LENGTH
    is_merged: ClassVar[bool] = True

    def clean(self, value: Any) -> str | None:
        lines = storable(value).replace("\r\n", "\n").replace("\r", "\n")
        return of_length(lines.strip(), self.most)


class EmailField(FieldOf):
    """An e-mail address, in lower case."""

    kind: Literal["email"] = "email"
    input_type: ClassVar[str] = "email"
    most: ClassVar[int] = ADDRESS_LENGTH

    def clean(self, value: Any) -> str | None:
        address = of_length(storable(value).strip().lower(), self.most)
        if address is not None and not ADDRESS.fullmatch(address):
            raise WrongAnswer(_("This does not look like an e-mail address, such as anna@example.com."))
        return address


class NumberField(FieldOf):
    """A number within its limits, in its unit."""

    kind: Literal["number"] = "number"
    control: ClassVar[str] = "number"
    settings: ClassVar[tuple[str, ...]] = ("minimum", "maximum", "unit")
    most: ClassVar[int] = LONGEST_NUMBER
    minimum: float | None = Limit(None, ge=-(10**DIGITS), le=10**DIGITS)
    maximum: float | None = Limit(None, ge=-(10**DIGITS), le=10**DIGITS)
    unit: str = Limit("", max_length=20)

    @model_validator(mode="after")
    def _limits_in_order(self) -> "NumberField":
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("limits_crossed")
        return self

    def clean(self, value: Any) -> int | float | None:
        number = parsed_number(value)
        if number is None:
            return None
        if self.minimum is not None and number < self.minimum:
            raise WrongAnswer(_("At least %(number)s, please.", number=number_words(self.minimum)))
        if self.maximum is not None and number > self.maximum:
            raise WrongAnswer(_("At most %(number)s, please.", number=number_words(self.maximum)))
        return number

    def typed(self, answer: Any) -> str:
        return "" if answer is None else number_words(answer, is_grouped=False)

    def words(self, answer: Any) -> str:
        return f"{number_words(answer)} {self.unit}".strip() if answer is not None else ""


class DateField(FieldOf):
    """A day, as ISO text."""

    kind: Literal["date"] = "date"
    control: ClassVar[str] = "date"

    def clean(self, value: Any) -> str | None:
        text = storable(value).strip()
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise WrongAnswer(_("That is not a date.")) from None
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise WrongAnswer(
                _("Choose a date between %(first)s and %(last)s.", first=str(FIRST_YEAR), last=str(LAST_YEAR))
            )
        return day.isoformat()

    def words(self, answer: Any) -> str:
        return full_day(date.fromisoformat(answer)) if answer else ""


class Option(Strict):
    id: Id
    label: Label


class ChoiceField(FieldOf):
    """One of the options."""

    kind: Literal["choice"] = "choice"
    control: ClassVar[str] = "choice"
    settings: ClassVar[tuple[str, ...]] = ("options",)
    options: list[Option] = Limit(min_length=2, max_length=MOST_OPTIONS)

    @model_validator(mode="after")
    def _options_differ(self) -> "ChoiceField":
        if len({one.id for one in self.options}) < len(self.options):
            raise ValueError("options_same")
        if len({one.label for one in self.options}) < len(self.options):
            raise ValueError("options_same")
        return self

    def clean(self, value: Any) -> Any:
        chosen = storable(value)
        if not chosen:
            return None
        if chosen not in {one.id for one in self.options}:
            raise WrongAnswer(_("Choose one of the answers offered."))
        return chosen

    def words(self, answer: Any) -> str:
        return next((one.label for one in self.options if one.id == answer), "")


class ManyChoicesField(ChoiceField):
    """Any number of the options."""

    kind: Literal["many_choices"] = "many_choices"  # type: ignore[assignment]
    control: ClassVar[str] = "many"

    def clean(self, value: Any) -> list[str] | None:
        chosen = [] if value is None else value
        known = [one.id for one in self.options]
        if not isinstance(chosen, list) or not all(isinstance(one, str) and one in known for one in chosen):
            raise WrongAnswer(_("Choose among the answers offered."))
        return [one for one in known if one in chosen] or None

    def from_form(self, sent: Sequence[str]) -> Any:
        return list(sent)

    def words(self, answer: Any) -> str:
        return ", ".join(one.label for one in self.options if one.id in (answer or ()))


class YesNoField(FieldOf):
    kind: Literal["yes_no"] = "yes_no"
    control: ClassVar[str] = "yes_no"

    def clean(self, value: Any) -> bool | None:
        if value is None or isinstance(value, bool):
            return value
        raise WrongAnswer(_("Choose yes or no."))

    def from_form(self, sent: Sequence[str]) -> Any:
        known = {"yes": True, "no": False, "": None}
        return known.get(sent[0], sent[0]) if sent else None

    def typed(self, answer: Any) -> str:
        return "" if answer is None else "yes" if answer else "no"

    def words(self, answer: Any) -> str:
        return "" if answer is None else _("Yes") if answer else _("No")


class FileField(FieldOf):
    """Files, at most `most_files` of them; no `kinds` means any that are taken at all."""

    kind: Literal["file"] = "file"
    control: ClassVar[str] = "file"
    settings: ClassVar[tuple[str, ...]] = ("most_files", "kinds")
    most_files: int = Limit(1, ge=1, le=MOST_FILES)
    kinds: list[Literal["pdf", "picture", "document", "table", "archive"]] = []

    @property
    def taken(self) -> dict[str, str]:
        """Endings and media types that this field takes."""
        if not self.kinds:
            return DOCUMENTS
        return {ending: DOCUMENTS[ending] for kind in self.kinds for ending in FILE_KINDS[kind]}

    @property
    def endings(self) -> list[str]:
        return list(self.taken)

    def clean(self, value: Any) -> Any:
        # Files come and go one by one, each with its own check; nobody names a list of them.
        raise WrongAnswer(_("Files are uploaded, not typed."))

    def typed(self, answer: Any) -> str:
        return ""

    def words(self, answer: Any) -> str:
        return ", ".join(file["name"] for file in answer or ())


FormField = Annotated[
    TextField
    | LongTextField
    | NumberField
    | DateField
    | ChoiceField
    | ManyChoicesField
    | YesNoField
    | EmailField
    | FileField,
    Limit(discriminator="kind"),
]
KINDS: dict[str, type[FieldOf]] = {
    "text": TextField,
    "long_text": LongTextField,
    "number": NumberField,
    "date": DateField,
    "choice": ChoiceField,
    "many_choices": ManyChoicesField,
    "yes_no": YesNoField,
    "email": EmailField,
    "file": FileField,
}
