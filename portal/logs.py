"""Logs: one line an event, JSON unless somebody reads along, and never a token, a code or an address in it."""

import hashlib
import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from structlog.stdlib import ProcessorFormatter

TOKENS = re.compile(r"(/(?:l|j|sign-in)/)[^\s/?\"'<>\\]+")
# What we sign ends in a number and a signature, wherever it stands.
SIGNED = re.compile(r"\b(link|sign-in)\.[\w-]{22}\.\d+\.[\w-]+")
ADDRESSES = re.compile(r"[^\s<>\"'=@,;:()\\]+@[\w.-]+")
# PostgreSQL repeats the row that it refuses.
ROWS = re.compile(r"(Key \([^)]*\)=|Failing row contains )\(.*\)")
EDIT_ID_LENGTH = 12


def without_secrets(text: str) -> str:
    """`text` with the tokens of links, all mail addresses and the contents of rows blanked."""
    without_tokens = SIGNED.sub("(token)", TOKENS.sub(r"\1(token)", text))
    return ROWS.sub(r"\1(row)", ADDRESSES.sub("(address)", without_tokens))


def edit_id(cid: object) -> str:
    """By which an edit is known again in the logs: a hash of its id, which only its sender knows."""
    return hashlib.sha256(str(cid).encode(errors="replace")).hexdigest()[:EDIT_ID_LENGTH]


def _blank(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: without_secrets(value) if isinstance(value, str) else value for key, value in event.items()}


def set_up_logs() -> None:
    """Send structlog's and the standard library's logs to the error stream."""
    begun: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    drawn: list[Any] = [structlog.processors.format_exc_info, _blank, _renderer()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            processors=[ProcessorFormatter.remove_processors_meta, *drawn],
            foreign_pre_chain=[*begun, structlog.stdlib.add_logger_name],
        )
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[*begun, *drawn],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _renderer() -> Any:
    if sys.stderr.isatty():
        return structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"])
    return structlog.processors.JSONRenderer(ensure_ascii=False)
