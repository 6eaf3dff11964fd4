"""The duty in Brussels: what the table of the release says of somebody, the check kept, the case it opens.

The municipality looks when it issues a permit (ordinance of 11-5-2017, replaced by that of 20-7-2023): at
its counter (`obligation_checks`), or by a row of its extract (`taking_in`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert

from app.casework import classifications, steps
from app.casework.actors import Actor
from app.casework.classifications import Found
from app.casework.steps import Opening
from app.db.session import Transaction
from app.db.tables import obligation_check
from app.domain.organisations import municipality_code
from app.domain.target_group import feel_facts
from app.domain.vocabulary import Obligation, Region, Trajectory
from app.engine.release import Release
from app.engine.runtime import Situation

TABLE, START = "verplichting", "inschrijving_nagekeken"
GROUND = "vrijstellingsgrond"  # what of the case, beside the person, the table reads
_LITERALS = re.compile(r'"([^"]+)"')
OPENING = (Obligation.OBLIGED, Obligation.UNDETERMINED)  # of the second a colleague decides in the case
LANGUAGES = ("nl", "fr")
_USUAL = (
    "fr"  # four of five who signed in Brussels did so at a French-language office (SV 280): an assumption
)

_INSERT = insert(obligation_check)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the table says: the outcome (`Obligation`), the reason, and the row with its legal basis.

    `conditions` are the questions of the table by their labels, with what is known about each.
    """

    outcome: str
    reason: str
    rule: str
    basis: str
    conditions: Mapping[str, Any]

    @property
    def opens(self) -> bool:
        """Whether a trajectory belongs to it."""
        return self.outcome in OPENING


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody who was looked at; `news` when the outcome is another than the last, `runs` the open case."""

    person: Mapping[str, Any]
    looked: Looked
    news: bool
    runs: int | None = None
    grounds: str | None = None
    language: str | None = None

    @property
    def opens(self) -> bool:
        return self.news and self.runs is None and self.looked.opens


def is_ready(release: Release) -> bool:
    """Whether the release knows the law of Brussels."""
    return TABLE in release.tables and Trajectory.BRUSSELS in release.processes


def look(release: Release, person_row: Mapping[str, Any], grounds: str | None, today: date) -> Looked:
    """What the table says of these facts. Raises EngineError, DomainError `tabel_onbekend`."""
    context = Situation(feel_facts(person_row, today), today).names(release) | {GROUND: grounds}
    decided = release.table(TABLE).decide(context)
    return Looked(
        outcome=Obligation(decided.outputs["verplichting"]).value,
        reason=str(decided.outputs["reden"]),
        rule=decided.rule,
        basis=decided.description,
        conditions=decided.inputs,
    )


def language_of(person_row: Mapping[str, Any]) -> str:
    """Of the letters to who has not chosen: the contact language where that is Dutch or French."""
    contact = person_row["contact_language"]
    return contact if contact in LANGUAGES else _USUAL


def grounds(release: Release) -> dict[str, str]:
    """The grounds of exemption that the table asks after, each with the reason that it gives."""
    table = release.table(TABLE)
    column, reason = table.inputs.index(GROUND), table.outputs.index("reden")
    return {
        code: rule.results[reason].strip('"')
        for rule in table.rules
        for code in _LITERALS.findall(rule.tests[column])
    }


@dataclass(frozen=True, slots=True)
class Kept:
    """A check in the books, and the case that it opened or that ran already."""

    check_id: int
    case_id: int | None


def keep(
    tx: Transaction,
    checks: Sequence[Check],
    release_id: int,
    release: Release,
    actor: Actor,
    run_id: int | None = None,
) -> list[Kept]:
    """Keep these checks, and open the trajectories that they ask for. Raises EngineError."""
    opening = [each for each in checks if each.opens]
    begun = steps.begin_all(tx, release_id, [_opening(tx, release, each) for each in opening], actor)
    opened = {row.person_id: row.id for row in begun}
    cases = [each.runs or opened.get(each.person["id"]) for each in checks]
    rows = [_row(tx, each, case_id, actor, run_id) for each, case_id in zip(checks, cases, strict=True)]
    ids = tx.insert_ids(_INSERT, rows)
    found = [
        Found(each.person, each.looked.outcome, case_id)
        for each, case_id in zip(checks, cases, strict=True)
        if each.news
    ]
    classifications.keep(tx, found, Region.BRUSSELS)
    return [Kept(check_id, case_id) for check_id, case_id in zip(ids, cases, strict=True)]


def _opening(tx: Transaction, release: Release, check: Check) -> Opening:
    said = {
        "nagekeken_op": tx.today.isoformat(),
        GROUND: check.grounds,
        "taal": check.language or language_of(check.person),
    }
    desk = municipality_code(check.person["nis_code"])
    return Opening(release.process(Trajectory.BRUSSELS), START, said, check.person, desk)


def _row(
    tx: Transaction, check: Check, case_id: int | None, actor: Actor, run_id: int | None
) -> dict[str, Any]:
    return {
        "person_id": check.person["id"],
        "organisation": municipality_code(check.person["nis_code"]),
        "checked_on": tx.today,
        "recorded_at": tx.now,
        "outcome": check.looked.outcome,
        "reason": check.looked.reason,
        "rule": check.looked.rule,
        "grounds": check.grounds,
        "language": check.language or language_of(check.person),
        "case_id": case_id,
        "account_id": actor.account_id,
        "run_id": run_id,
    }
