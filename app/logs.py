"""What the program says about itself, on standard error: ids and places in the code, never a person.

A traceback of a failed statement would print the row it could not write, and a console that shows local
variables would print everything around it. So an error is told by its kind and by where it happened.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any

import structlog

from app.domain.errors import DomainError


def configure() -> None:
    """For this process: our own lines and those of the libraries."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _place_the_error,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(_Placing("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def told(problem: BaseException) -> str:
    """An error and those that led to it: what kind, which code, and where; not one value."""
    lines = []
    seen: BaseException | None = problem
    while seen is not None:
        code = f" {seen.code}" if isinstance(seen, DomainError) else ""
        places = [
            f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(seen.__traceback__)
        ]
        lines.append(f"{type(seen).__module__}.{type(seen).__qualname__}{code} < {' < '.join(places[::-1])}")
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(lines)


def _place_the_error(
    _logger: Any, _method: str, line: structlog.types.EventDict
) -> structlog.types.EventDict:
    info = line.pop("exc_info", None)
    problem = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    return {**line, "error": told(problem)} if problem is not None else line


class _Placing(logging.Formatter):
    """The lines of Flask, the scheduler and other libraries, with errors told the same way."""

    def formatException(self, ei: Any) -> str:
        return told(ei[1])
