"""What was not written, and why, in words."""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

GONE = _l("This message is no longer there.")
LOCKED_OUT = _l("This link no longer works. Ask your contact for a new one.")
READ_ONLY = _l("You can read this conversation, but not write in it.")
MALFORMED = _l("The message could not be read. Load the page again and send it once more.")
ALREADY_SAID = _l("This message is there already, in other words. Load the page again and write it anew.")
EMPTY = _l("Write a few words first.")
UNSTORABLE_WORDS = _l("The text holds characters that cannot be stored. Type it again without them.")
TASK_GONE = _l("This task is no longer there, so the comment was not kept with it.")
TEAM_ONLY_TASK = _l("Only your team sees this task. Write a note for the team instead.")
NOT_YOURS = _l("You can change only what you wrote yourself.")
NOT_YOURS_TO_REMOVE = _l("You can remove only what you wrote yourself.")
CHANGED_MEANWHILE = _l("You changed this message in another window meanwhile.")


def too_long(longest: int) -> LazyString:
    """The words for a text of more than `longest` characters."""
    return _l("Use at most %(longest)s characters.", longest=longest)


class Refused(Exception):
    """Nothing was written. `code` is the wire's word, `words` the sentence, `field` what is wrong with the message.

    `current` is what a message says by now, where it was changed from under an edit.
    """

    def __init__(self, code: str, words: LazyString, field: str | None = None, current: str | None = None) -> None:
        super().__init__(code)
        self.code, self.words, self.field, self.current = code, words, field, current

    @property
    def say(self) -> str:
        return str(self.words)

    def to_wire(self) -> dict[str, Any]:
        """The acknowledgement as the wire carries it, in the language of the request."""
        told: dict[str, Any] = {"ok": False, "err": self.code, "say": self.say}
        if self.field:
            told["field"] = self.field
        if self.current is not None:
            told["current"] = self.current
        return told
