"""The words of forms: statuses, and the kinds of fields and files."""

from babel.numbers import format_decimal
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

from portal.intake.models import FormStatus

KILOBYTES_UP_TO = 1_000_000

STATUS_WORDS = {
    FormStatus.DRAFT: _l("Draft"),
    FormStatus.OPEN: _l("To fill in"),
    FormStatus.SUBMITTED: _l("Submitted"),
    FormStatus.RETURNED: _l("Sent back"),
    FormStatus.ACCEPTED: _l("Accepted"),
}
KIND_WORDS = {
    "text": _l("One line"),
    "long_text": _l("Several lines"),
    "number": _l("Number"),
    "date": _l("Date"),
    "choice": _l("One of several options"),
    "many_choices": _l("Any of several options"),
    "yes_no": _l("Yes or no"),
    "email": _l("E-mail address"),
    "file": _l("Files"),
}
FILE_KIND_WORDS = {
    "pdf": _l("PDF files"),
    "picture": _l("Pictures"),
    "document": _l("Documents"),
    "table": _l("Tables"),
    "archive": _l("ZIP archives"),
}


def size_words(size_bytes: int) -> str:
    """ "240 KB" or "1.5 MB", in the language of the page."""
    locale = get_locale() or "en"
    if size_bytes < KILOBYTES_UP_TO:
        return f"{max(1, round(size_bytes / 1_000))} KB"
    return f"{format_decimal(size_bytes / 1_000_000, '0.#', locale=locale)} MB"
