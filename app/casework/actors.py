"""Who acts: an account with its roles, or Traject itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.errors import DomainError


@dataclass(frozen=True)
class Actor:
    """The account behind a request; `account_id` is None when the clock, an import or a message acts."""

    account_id: int | None = None
    name: str = "Traject"
    organisation: str | None = None
    roles: frozenset[str] = field(default_factory=frozenset)


SYSTEM = Actor()


class Refused(DomainError):
    """This account may not do this; the code says why."""
