"""Topics: what can be followed live. A feature registers one kind; everything here is the same for all of them.

A topic's name is `<kind>:<id>`. Each audience has its own sequence, its own room, and never hears of another's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

AUDIENCES = ("team", "customer")

Answering = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Behind:
    """What a viewer has missed: the head of the audience's sequence, and the operations; None when too many."""

    seq: int
    operations: list[dict[str, Any]] | None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who follows a topic: the audience they are in, and who they are."""

    audience: str
    workspace_id: str
    participant_id: str | None
    link_id: str | None
    member_id: str | None


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of topic answers.

    `enter(id, browser sessions)` says who each of them is there and leaves out who may not. `read(id, audience, seq,
    revision)` gives what they missed, from memory where it reaches `revision`. `snapshot(workspace)` says where the
    whole is found. `do(id, visitor, asker, message, answer)` does what an `op` asks and answers by `answer`, at
    once or when it is saved. `hidden(id, rows)` says which of these rows are the team's alone. `left(id)` hears that
    a follower went. Where a topic `ends_alone`, who may no longer follow it keeps their line and all else that they
    follow.
    """

    enter: Callable[[str, set[str]], dict[str, Visitor]]
    read: Callable[[str, str, int, int | None], Behind]
    snapshot: Callable[[str], str]
    do: Callable[[str, Visitor, "Asker", Any, Answering], None]
    hidden: Callable[[str, set[str]], set[str]]
    left: Callable[[str], None] | None = None
    ends_alone: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """The browser session behind a socket, and the language it reads."""

    session_id: str
    language: str


def register_kind(app: Flask, name: str, kind: Kind) -> None:
    """Make topics of this kind known."""
    app.extensions.setdefault("onward.topics", {})[name] = kind


def find(topic: Any) -> tuple[Kind, str] | None:
    """The kind and the id that a topic's name stands for; None for anything else."""
    if not isinstance(topic, str) or len(topic) > 64:
        return None
    name, _, topic_id = topic.partition(":")
    kind = current_app.extensions.get("onward.topics", {}).get(name)
    return (kind, topic_id) if kind and topic_id else None
