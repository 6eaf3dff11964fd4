"""The one root of every refusal: a stable code with its facts; web and cli find the words for it."""

from __future__ import annotations

from typing import Any


class DomainError(Exception):
    """Something is refused. `code` names the reason, `facts` what a sentence about it needs."""

    code = "fout"

    def __init__(self, code: str | None = None, **facts: Any) -> None:
        self.code = code or type(self).code
        self.facts = facts
        super().__init__(self.code)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}: {details}" if details else self.code
