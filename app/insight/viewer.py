"""Who looks, and how the rooms below are reached from here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.db.session import Transaction
from app.engine.release import Release

Releases = Callable[[Transaction, int], Release]  # a release by the id of its row


class Viewer(Protocol):
    """Somebody who is signed in: the account, the organisation's code and the roles as values of Role."""

    @property
    def account_id(self) -> int | None: ...

    @property
    def organisation(self) -> str | None: ...

    @property
    def roles(self) -> frozenset[str]: ...
