"""A request of the policy table with ids in it that are another workspace's, an internal task's, or nobody's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import unified_diff

from werkzeug.test import TestResponse

from portal import database
from tests import factories
from tests.policy_table import ROUTES
from tests.world import PLACEHOLDER, AtHand, World

# What belongs to one workspace. Everything else an address names is the installation's, or a number or a word.
OF_A_WORKSPACE = frozenset(
    {
        "task_id",
        "other_task_id",
        "phase_id",
        "participant_id",
        "link_id",
        "form_id",
        "upload_id",
        "message_id",
        "assignment_id",
        "agreed_id",
        "plan_id",
    }
)
# Records of another workspace that a question after an address might name.
IDS_IN_QUESTIONS = ("task_id", "phase_id", "participant_id", "form_id", "message_id", "agreed_id", "upload_id")

# What differs between two answers to the same question: nonces, form tokens, and the new ids that forms carry.
RANDOM = re.compile(r'nonce="[^"]*"|nonce-[\w+/=-]+|"[\w-]{20,}\.[\w.-]{20,}"|name="m" value="[^"]*"')


ADDRESS = re.compile(r"/w/[^\"'\s<&]*")


@dataclass(frozen=True)
class Variant:
    """Which ids of a request are replaced, by what; `in_path` says whether one of them stands in the address."""

    name: str
    foreign: Mapping[str, str]
    missing: Mapping[str, str]
    in_path: bool
    # Whether it is about an internal task, which the team may read.
    is_internal: bool = False


class Strangers:
    """Ids of another workspace's records, and of an internal task of one's own; each made once."""

    def __init__(self, world: World) -> None:
        self._other = AtHand(world, world.other, "foreign")
        self.internal = factories.make_task(world.workspace, visibility="internal", title="An internal step").id
        self.nobody = database.new_id()

    def id_of(self, name: str) -> str:
        if name == "upload_id":
            self._other.fill("{form_id}")
        return str(self._other.fill(f"{{{name}}}"))


def named_in(thing: object) -> Iterator[str]:
    """The names in braces that a form, a JSON or an address holds."""
    if isinstance(thing, str):
        yield from PLACEHOLDER.findall(thing)
    elif isinstance(thing, Mapping):
        for part in thing.values():
            yield from named_in(part)
    elif isinstance(thing, list):
        for part in thing:
            yield from named_in(part)


def variants_of(key: str, strangers: Strangers) -> Iterator[Variant]:
    """One for each id of the request, and one for all of them at once."""
    row = ROUTES[key]
    in_path = set(named_in(key)) - {"workspace_id"}
    in_words = set(named_in(row.form)) | set(named_in(row.json))
    ids = sorted((in_path | in_words) & OF_A_WORKSPACE)
    for name in ids:
        yield Variant(name, {name: strangers.id_of(name)}, {name: database.new_id()}, name in in_path)
        if name in ("task_id", "other_task_id"):
            internal, never = {name: strangers.internal}, {name: database.new_id()}
            yield Variant(f"internal {name}", internal, never, name in in_path, is_internal=True)
    if len(ids) > 1:
        foreign = {name: strangers.id_of(name) for name in ids}
        yield Variant("all", foreign, {name: database.new_id() for name in ids}, any(name in in_path for name in ids))


def differences(one: tuple[int, str], other: tuple[int, str]) -> list[str]:
    """Where two answers differ, line by line."""
    lines = [[str(status), *text.splitlines()] for status, text in (one, other)]
    return [] if one == other else list(unified_diff(*lines, lineterm="", n=0))


def said(response: TestResponse, *ids: str) -> tuple[int, str]:
    """Status and body without what is random in every answer, and without the ids that were asked for."""
    text = ADDRESS.sub("/w/", RANDOM.sub("", response.data.decode(errors="replace")))
    for an_id in ids:
        text = text.replace(an_id, "ID")
    return response.status_code, text
