"""A case and the cases it is linked to, for who may read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import case, organisation
from app.domain.errors import DomainError
from app.domain.permissions import sees, works_on
from app.insight.viewer import Viewer

_COLUMNS = [
    case.c.id,
    case.c.number,
    case.c.process,
    case.c.release_id,
    case.c.person_id,
    case.c.parent_id,
    case.c.organisation,
    case.c.status,
    case.c.outcome,
    case.c.data,
    case.c.version,
    case.c.started_at,
    case.c.ended_at,
    organisation.c.name.label("organisation_name"),
]
_CASES = select(*_COLUMNS).outerjoin(organisation, organisation.c.code == case.c.organisation)
_ONE = _CASES.where(case.c.id == bindparam("case"))
_CHILDREN = _CASES.where(case.c.parent_id.in_(bindparam("cases", expanding=True))).order_by(case.c.id)


@dataclass(frozen=True)
class Opened:
    """A case that the viewer may read; `works` when they may also act in it.

    `relatives` are the cases from which it came and those that came from it, oldest first; `readable` holds
    the ids of those that the viewer may open.
    """

    row: Any
    works: bool
    ancestors: tuple[Any, ...]
    descendants: tuple[Any, ...]
    readable: frozenset[int]

    @property
    def relatives(self) -> tuple[Any, ...]:
        return self.ancestors + self.descendants


def open_case(tx: Transaction, viewer: Viewer, case_id: int) -> Opened:
    """Raises DomainError `dossier_onbekend`, `geen_toegang`."""
    row = tx.execute(_ONE, {"case": case_id}).first()
    if row is None:
        raise DomainError("dossier_onbekend", dossier=case_id)
    ancestors, descendants = _above(tx, row), _below(tx, [row.id])
    family = {each.id: each for each in (*ancestors, row, *descendants)}
    if not _reads(viewer, row, family):
        raise DomainError("geen_toegang", dossier=case_id)
    return Opened(
        row=row,
        works=works_on(viewer.organisation, row.organisation, viewer.roles),
        ancestors=tuple(ancestors),
        descendants=tuple(descendants),
        readable=frozenset(each.id for each in family.values() if _reads(viewer, each, family)),
    )


def _above(tx: Transaction, row: Any) -> list[Any]:
    found: list[Any] = []
    while row.parent_id is not None:
        row = tx.execute(_ONE, {"case": row.parent_id}).one()
        found.insert(0, row)
    return found


def _below(tx: Transaction, ids: Sequence[int]) -> list[Any]:
    found: list[Any] = []
    while ids:
        children = tx.execute(_CHILDREN, {"cases": list(ids)}).all()
        found.extend(children)
        ids = [child.id for child in children]
    return found


def _reads(viewer: Viewer, row: Any, family: Mapping[int, Any]) -> bool:
    """A case is linked to those above and below it, not to the other branches of its family."""
    linked = [
        other.organisation for other in family.values() if _is_above(row, other, family) or
        _is_above(other, row, family)
    ]  # fmt: skip
    return sees(viewer.organisation, row.organisation, viewer.roles, linked_to=linked)


def _is_above(row: Any, other: Any, family: Mapping[int, Any]) -> bool:
    """Whether `other` stands somewhere above `row`."""
    parent = row.parent_id
    while parent is not None and parent in family:
        if parent == other.id:
            return True
        parent = family[parent].parent_id
    return False
