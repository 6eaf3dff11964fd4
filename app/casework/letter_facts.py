"""What a letter may say: facts of person, case, terms and decision, as the templates name them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from app.casework import case_rows, letter_parties, releases, term_counting
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import account, answer, case, decision, letter, organisation, term
from app.domain.errors import DomainError
from app.domain.national_number import format_number
from app.domain.vocabulary import Region
from app.engine.release import Release

WITH_DECISION = {
    "besluit",
    "besluit_gewijzigd",
    "besluit_ingetrokken",
    "betalingsherinnering",
    "tweede_betalingsherinnering",
    "overdracht_belastingdienst",
    "brussel_sanctiebesluit",
    "brussel_betalingsherinnering",
}


_CASES: BindParameter[int] = bindparam("cases", expanding=True)
_TERMS = (
    select(term.c.case_id, term.c.code, term.c.last_day).where(term.c.case_id.in_(_CASES)).order_by(term.c.id)
)
_ANSWERS = (
    select(answer.c.case_id, answer.c["values"]).where(answer.c.case_id.in_(_CASES)).order_by(answer.c.id)
)
_SENT = (
    select(letter.c.case_id, letter.c.template, letter.c.sent_on)
    .where(letter.c.case_id.in_(_CASES), letter.c.sent_on.is_not(None), letter.c.translation_of.is_(None))
    .order_by(letter.c.id)
)


@dataclass(frozen=True)
class Around:
    """What stands around some letters: read once for all of them, by one query per kind."""

    cases: Mapping[int, CaseRow]
    organisations: Mapping[str, Any]
    last_days: Mapping[int, Mapping[str, date | None]]  # by case and the code of a term
    answers: Mapping[int, Mapping[str, Any]]  # by case; a later answer replaces an earlier one
    sent: Mapping[int, Mapping[str, str]]  # by case and template: the day on which the last one left
    newest: tuple[int, Release]


def look_around(tx: Transaction, case_ids: Sequence[int]) -> Around:
    """What the letters of these cases may say, but for a decision."""
    of = {"cases": list(case_ids)}
    last_days: dict[int, dict[str, date | None]] = defaultdict(dict)
    for found in tx.execute(_TERMS, of):
        last_days[found.case_id][found.code] = found.last_day
    answers: dict[int, dict[str, Any]] = defaultdict(dict)
    for found in tx.execute(_ANSWERS, of):
        answers[found.case_id] |= found._mapping["values"]
    sent: dict[int, dict[str, str]] = defaultdict(dict)
    for found in tx.execute(_SENT, of):
        sent[found.case_id][found.template] = found.sent_on.isoformat()
    return Around(
        case_rows.look_all(tx, case_ids),
        {row.code: row for row in tx.execute(select(organisation))},
        last_days,
        answers,
        sent,
        releases.current(tx),
    )


def gather(
    tx: Transaction, letter_row: Any, reference: str, around: Around | None = None
) -> tuple[dict[str, Any], Release, str]:
    """The facts of a letter, with the release whose template it uses and that template's region."""
    around = around or look_around(tx, [letter_row.case_id])
    row = around.cases[letter_row.case_id]
    release = releases.load(tx, row.release_id)
    region = release.process(row.process).region
    template, language = letter_row.template, letter_row.language
    parameters = release.parameters_on(tx.today)
    facts: dict[str, Any] = {
        "brief": {
            "kenmerk": reference,
            "datum": tx.today.isoformat(),
            "sjabloon": template,
            "taal": language,
            "aangetekend": letter_row.registered,
            "voorbeeld": is_example(release),
        },
        "persoon": person_facts(row.person),
        "afzender": letter_parties.sender(
            around.organisations, template, row.organisation, row.data, language
        ),
        "dossier": {"nummer": row.number, "agentschap_naam": _agency(tx, row, around, language)},
        "gegevens": row.data,
        "termijnen": _terms(tx, row, release, around),
        "parameters": parameters,
        "antwoorden": around.answers.get(row.id, {}),
        "verzonden": around.sent.get(row.id, {}),
    }
    service = letter_parties.addressee(around.organisations, template, parameters, language)
    if service is not None:
        facts["geadresseerde"] = service
    if region == Region.BRUSSELS:
        facts |= letter_parties.offices(around.organisations, row.data, language)
    if letter_row.french_asked_on is not None:
        facts["brief"]["verzoek_op"] = letter_row.french_asked_on.isoformat()
    if letter_row.translation_of is not None:
        return _as_sent(tx, letter_row.translation_of, facts), release, region
    if template in WITH_DECISION:
        facts["besluit"] = _decision(tx, row.id)
    return facts, release, region


def _as_sent(tx: Transaction, letter_id: int, today: dict[str, Any]) -> dict[str, Any]:
    """The facts of a letter that left, for its translation: what it said, to the address of now.

    The last days of its terms are those of now, for they were not known when it was made.
    """
    found = tx.execute(select(letter).where(letter.c.id == letter_id)).one()
    if found.facts is None:
        raise DomainError("brief_mist_gegeven", gegeven="brief.vertaling_van")
    of = {"kenmerk": found.reference, "verzonden_op": found.sent_on.isoformat()}
    said = found.facts | {name: today[name] for name in ("persoon", "termijnen")}
    said["parameters"] = today["parameters"] | found.facts["parameters"]
    said["brief"] = today["brief"] | {"vertaling_van": of}
    return dict(said)


def is_example(release: Release) -> bool:
    """Whether something in the release is still an assumption: its letters then say VOORBEELD."""
    unconfirmed_terms = any(not rule.source.confirmed for rule in release.terms)
    return unconfirmed_terms or any(not parameter.source.confirmed for parameter in release.parameters)


def person_facts(person: Mapping[str, Any]) -> dict[str, Any]:
    """Name and address as they stand on an envelope."""
    number = " ".join(part for part in (person["street"], person["house_number"]) if part)
    box = f" bus {person['box']}" if person["box"] else ""
    town = " ".join(part for part in (person["postcode"], person["municipality"]) if part)
    return {
        "naam": person["last_name"],
        "voornaam": person["first_name"] or "",
        "adresregels": [line for line in (number + box, town) if line],
        "rijksregisternummer": format_number(person["national_number"]),
    }


def _agency(tx: Transaction, row: CaseRow, around: Around, language: str) -> str:
    """Whose trajectory it is, also where another desk (enforcement, the GGC) writes the letter."""
    code, parent = row.organisation, row.parent_id
    while parent is not None:
        above = tx.execute(select(case.c.organisation, case.c.parent_id).where(case.c.id == parent)).one()
        code, parent = above.organisation, above.parent_id
    return letter_parties.name_of(around.organisations[code or ""], language)


def _terms(tx: Transaction, row: CaseRow, release: Release, around: Around) -> dict[str, Any]:
    """Each term by its code: the law of today, and the last day in this case where there is one."""
    last_days = around.last_days.get(row.id, {})
    newest_id, newest = around.newest
    codes = {rule.code for rule in release.terms if rule.in_force_on(tx.today)}
    facts = {}
    for code in sorted(codes):
        rule = term_counting.law_on(release, row.release_id, newest, newest_id, code, tx.today).rule
        day = last_days.get(code)
        facts[code] = {
            "naam": rule.name,
            "lengte": rule.length,
            "eenheid": rule.unit.value,
            "doorschuiven": rule.roll,
            "uiterste_datum": None if day is None else day.isoformat(),
            "basis": rule.basis,
            "bron": rule.source.value,
        }
    return facts


def _decision(tx: Transaction, case_id: int) -> dict[str, Any]:
    officer, signer = account.alias("officer"), account.alias("signer")
    found = tx.execute(
        select(decision, officer.c.name.label("officer_name"), signer.c.name.label("signer_name"))
        .join(officer, officer.c.id == decision.c.decided_by)
        .join(signer, signer.c.id == decision.c.signed_by)
        .where(decision.c.case_id == case_id)
    ).first()
    if found is None:
        raise DomainError("brief_mist_gegeven", gegeven="besluit")
    return {
        "besluit": found.outcome,
        "bedrag_centen": found.amount_cents,
        "type": found.type,
        "rang": found.rank,
        "beslist_op": found.decided_on.isoformat(),
        "beslist_door": found.officer_name,
        "ondertekend_door": found.signer_name,
        "motivering": found.motivation,
    }
