"""What the program says about itself, on standard error: ids and places in the code, never a person.

A traceback of a failed statement would print the row it could not write, and a console that shows local
variables would print everything around it. So an error is told by its kind and by where it happened.

One line for each event: keys and values to read along, or JSON to collect (TRAJECT_LOG_FORMAT=json).
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Mapping
from typing import Any

import structlog

from app.domain.errors import DomainError


def configure(environ: Mapping[str, str] = os.environ) -> None:
    """For this process: our own lines and those of the libraries, in one format."""
    render: structlog.types.Processor = structlog.processors.KeyValueRenderer(
        key_order=["timestamp", "level", "event"]
    )
    if environ.get("TRAJECT_LOG_FORMAT", "").lower() == "json":
        render = structlog.processors.JSONRenderer(ensure_ascii=False)
    in_common: list[structlog.types.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _place_the_error,
    ]
    structlog.configure(
        processors=[*in_common, render],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *in_common],
        )
    )
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
    if isinstance(info, tuple):  # as the libraries give it
        info = info[1]
    problem = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    return {**line, "error": told(problem)} if problem is not None else line
