"""Names and addresses: how they are cleaned when typed, and how they are shortened when shown."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

from flask_babel import gettext as _

NAME_LENGTH = 100
ADDRESS_LENGTH = 254
ADDRESS = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\.]+(\.[^\s@<>\"(),:;\[\]\\.]+)+")

# What makes two names look like one, or turns a line around; the joiners that some scripts are written with stay.
INVISIBLE = frozenset(
    "\u00ad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2061\u2062\u2063\u2064\u206a\u206b\u206c\u206d"
    "\u206e\u206f\u3164\uffa0\ufff9\ufffa\ufffb"
)
BLANK_BRAILLE = "\u2800"


class Refused(Exception):
    """An action said no. `field` names what was wrong, `say` is the sentence to show beside it."""

    def __init__(self, field: str, say: str) -> None:
        super().__init__(say)
        self.field = field
        self.say = say


def clean_line(text: str | None) -> str:
    """`text` on one line: spaces folded, and characters that nobody can see or store taken out."""
    normal = unicodedata.normalize("NFC", (text or "").encode("utf-8", "ignore").decode())
    spaced = "".join(" " if letter.isspace() or letter == BLANK_BRAILLE else letter for letter in normal)
    return " ".join("".join(letter for letter in spaced if _is_seen(letter)).split())


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cs") and letter not in INVISIBLE


def _shows(letter: str) -> bool:
    """Whether it is to be seen alone, as letters, digits and signs are; accents and joiners are not."""
    return unicodedata.category(letter)[0] in "LNPS"


def clean_name(text: str, field: str = "name") -> str:
    """A name fit to store. Raises Refused if nobody can see it or it is too long."""
    name = clean_line(text)
    if not any(_shows(letter) for letter in name):
        raise Refused(field, _("A name is missing."))
    if len(name) > NAME_LENGTH:
        raise Refused(field, _("This name is longer than %(most)s characters.", most=NAME_LENGTH))
    return name


def clean_address(text: str | None, field: str = "email") -> str | None:
    """An e-mail address in lower case, or None when nothing was typed. Raises Refused if it cannot be one."""
    address = clean_line(text).lower()
    if not address:
        return None
    if len(address) > ADDRESS_LENGTH or not ADDRESS.fullmatch(address):
        raise Refused(field, _("This does not look like an e-mail address."))
    return address


def initials_of(name: str) -> str:
    """Two letters that stand for a person: the first of the first and of the last word."""
    words = [word for word in re.split(r"[\s\-]+", name) if word[:1].isalnum()] or name.split()
    if not words:
        return "?"
    if len(words) == 1:
        return words[0][:2].upper()
    return (words[0][0] + words[-1][0]).upper()


def first_names(names: Mapping[str, str]) -> dict[str, str]:
    """The shortest name for each id that nobody else here shares: Maria, else Maria L., else Maria Lindholm."""
    shown: dict[str, str] = {}
    waiting = dict(names)
    for shorten in (_first_word, _first_word_and_initial):
        short = {key: shorten(name) for key, name in names.items()}
        taken = Counter(value.casefold() for value in short.values())
        shown |= {key: short[key] for key in waiting if taken[short[key].casefold()] == 1}
        waiting = {key: name for key, name in waiting.items() if key not in shown}
    return shown | waiting


def _first_word(name: str) -> str:
    return name.split()[0] if name.split() else name


def _first_word_and_initial(name: str) -> str:
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name
