"""What can move a case: a completed task, a message, a passed term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Complete:
    """A person has filled in the form of a user task; `free` is the text that stays out of the case data."""

    uid: str
    element: str
    values: Mapping[str, Any]
    free: Mapping[str, Any] = field(default_factory=dict)
    event = "taak_voltooid"


@dataclass(frozen=True)
class Deliver:
    """A message reaches the case."""

    uid: str
    element: str
    name: str
    payload: Mapping[str, Any]
    free: Mapping[str, Any] = field(default_factory=dict)
    event = "bericht_ontvangen"


@dataclass(frozen=True)
class Expire:
    """A term has passed."""

    uid: str
    element: str
    name: str
    event = "termijn_verstreken"


Event = Complete | Deliver | Expire
