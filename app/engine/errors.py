"""What can go wrong inside a step: each becomes an incident that can be tried again."""

from __future__ import annotations

from typing import Any

from app.domain.errors import DomainError


class EngineError(DomainError):
    """A step cannot be taken; nothing of it has happened. `element` is the id in the diagram."""

    code = "stap_mislukt"

    def __init__(self, code: str, element: str | None = None, **facts: Any) -> None:
        super().__init__(code, **facts)
        self.element = element


class FeelError(EngineError):
    """An expression failed: unknown name, null where true or false is needed, a syntax error, too long."""


class NotWaiting(EngineError):
    """Nobody waits (any more) for this task, message or term."""

    def __init__(self, **facts: Any) -> None:
        super().__init__("wacht_niet", **facts)
