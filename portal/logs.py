"""Logs: one line an event, key=value, and never a token, a code or an address in it."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

TOKENS = re.compile(r"(/(?:l|j|sign-in)/)[^\s/?\"'<>]+")
ADDRESSES = re.compile(r"[^\s<>\"'=@,;:()]+@[\w.-]+")


def without_secrets(text: str) -> str:
    """`text` with the tokens of links and all mail addresses blanked."""
    return ADDRESSES.sub("(address)", TOKENS.sub(r"\1(token)", text))


class _Formatter(logging.Formatter):
    """Everything that other libraries log, tracebacks too, passes here."""

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def _blank(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: without_secrets(value) if isinstance(value, str) else value for key, value in event.items()}


def set_up_logs() -> None:
    """Send structlog's and the standard library's logs to the error stream."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter("timestamp=%(asctime)s level=%(levelname)s event=%(message)r logger=%(name)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _blank,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
