"""The funnel of a long life beside what was published: of each group, which share came to what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from app.db.session import Database, Transaction
from app.db.tables import case, decision, infringement, milestone
from app.domain.regions import SANCTION
from app.domain.vocabulary import DecisionOutcome, InfringementStatus, Milestone
from tests.load.verdict import count_of

_FLEMISH = decision.c.case_id.in_(select(case.c.id).where(case.c.process != SANCTION))  # as SV 113 counts
SV113_1, SV113_2 = "SV 113 table 1, 2022", "SV 113 tables 1 and 2, 2022"


@dataclass(frozen=True)
class Ratio:
    """Of `whole` so many came to `part`: here, and as published (both in words, with the numbers)."""

    whole: str
    part: str
    here: str
    published: str
    source: str


def compare(database: Database) -> list[Ratio]:
    """Every ratio that was published, and the same of this database."""
    with database.read() as tx:
        return list(_ratios(tx))


def _ratios(tx: Transaction) -> Iterator[Ratio]:
    detected, registered, contract, attest = (
        _people(tx, kind)
        for kind in (Milestone.DETECTED, Milestone.REGISTERED, Milestone.CONTRACT, Milestone.CERTIFICATE)
    )
    yield _ratio("detected", detected, "registered", registered, 12_967, 42_377, SV113_1 + " (still rising)")
    yield _ratio("detected", detected, "registered", registered, 15_382, 35_637, "SV 113 table 1, 2021")
    yield _ratio("detected", detected, "contract", contract, 20_753, 42_377, SV113_2 + " (other cohorts)")
    yield _ratio("contract", contract, "attest", attest, 16_596, 20_753, "SV 113 tables 2 and 8, 2022")
    found = count_of(tx, infringement)
    forwarded = count_of(tx, infringement, infringement.c.received_on.is_not(None))
    dropped = count_of(tx, infringement, infringement.c.status == InfringementStatus.NOT_PURSUED)
    complied = count_of(tx, infringement, infringement.c.status == InfringementStatus.RECTIFIED)
    yield _ratio("infringement", found, "not pursued", dropped, 25, 100, "policy letter 2011: a quarter")
    yield _ratio("pursued", found - dropped, "complied", complied, 41, 100, "policy letter 2011")
    yield _ratio("contract", contract, "forwarded", forwarded, 1_223, 20_753, "SV 113 tables 2 and 10, 2022")
    decided = count_of(tx, decision, _FLEMISH)
    yield _ratio("forwarded", forwarded, "decided", decided, 884, 1_223, "SV 113 tables 10, 11 (running)")
    for outcome, number in (
        (DecisionOutcome.FINE, 401),
        (DecisionOutcome.NO_FINE, 176),
        (DecisionOutcome.NO_FOLLOW_UP, 307),
    ):
        here = count_of(tx, decision, decision.c.outcome == outcome, _FLEMISH)
        yield _ratio("decided", decided, outcome.value, here, number, 884, "SV 113 table 11, 2022")


def _ratio(whole: str, of: int, part: str, came: int, told: int, told_of: int, source: str) -> Ratio:
    return Ratio(whole, part, _share(came, of), _share(told, told_of), source)


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part:,}/{whole:,})" if whole else "-"


def _people(tx: Transaction, kind: Milestone) -> int:
    people = select(func.count(milestone.c.person_id.distinct())).where(milestone.c.kind == kind)
    return int(tx.execute(people).scalar_one())
