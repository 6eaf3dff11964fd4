"""The transfer of refusals from a municipality to the GGC as a package of files, each refusal once.

In Traject the GGC has the file on its own desk already; the package is for who reads it elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, exists, select

from app.casework import disclosures, letters
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.disclosures import Made, Told
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import case, disclosure, document, letter, organisation, person
from app.domain.errors import DomainError
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.regions import SANCTION
from app.domain.vocabulary import LetterStatus
from app.exchange import ggc
from app.exchange.ggc import Refusal
from app.letters import batch
from app.letters.proofs import Sending, proof

KIND, RECIPIENT = "ggc", Organisation.GGC
TRANSFER, ATTEST = "brussel_overdracht_ggc", "attest_van_verplichting"
NOTICES = {"aanmelding": "brussel_aanmaning_aanmelding", "voltooiing": "brussel_aanmaning_voltooiing"}
_NAMES = {  # on the proof of sending
    "nl": {
        ATTEST: "Attest van verplichting",
        NOTICES["aanmelding"]: "Aanmaning: niet aangemeld",
        NOTICES["voltooiing"]: "Aanmaning: traject niet voltooid",
    },
    "fr": {
        ATTEST: "Attestation d'obligation",
        NOTICES["aanmelding"]: "Mise en demeure : pas inscrit",
        NOTICES["voltooiing"]: "Mise en demeure : parcours non terminé",
    },
}

_trajectory = case.alias("trajectory")
_SENT_BEFORE = exists().where(disclosure.c.case_id == case.c.id, disclosure.c.recipient == RECIPIENT)
_REFUSED = (
    select(case.c.id)
    .join(_trajectory, _trajectory.c.id == case.c.parent_id)
    .where(case.c.process == SANCTION, _trajectory.c.organisation == bindparam("sender"), ~_SENT_BEFORE)
    .order_by(case.c.id)
)
_FILES = (
    select(
        case.c.id,
        case.c.number.label("sanction_number"),
        case.c.data,  # as the refusal was told: the trajectory goes on, and may be refused again
        case.c.started_at,
        _trajectory.c.id.label("trajectory_id"),
        _trajectory.c.number,
        person.c.id.label("person_id"),
        person.c.national_number,
        person.c.last_name,
        person.c.first_name,
    )
    .join(_trajectory, _trajectory.c.id == case.c.parent_id)
    .join(person, person.c.id == case.c.person_id)
    .where(case.c.id.in_(bindparam("cases", expanding=True)))
    .order_by(case.c.id)
)
_LETTERS = (
    select(letter, document.c.content, document.c.pages)
    .join(document, document.c.sha256 == letter.c.document)
    .where(
        letter.c.case_id == bindparam("of"),
        letter.c.template.in_((TRANSFER, ATTEST, *NOTICES.values())),
        letter.c.status != LetterStatus.CANCELLED,
        letter.c.translation_of.is_(None),
    )
    .order_by(letter.c.id)
)
_SENDER = select(organisation.c.name, organisation.c.kind).where(organisation.c.code == bindparam("code"))


@dataclass(frozen=True)
class Package:
    """A package as it was made."""

    id: int
    content: bytes
    counts: dict[str, int]


def waiting(tx: Transaction, sender: str | None) -> int:
    """How many refusals of a municipality were not in a package yet."""
    return len(tx.execute(_REFUSED, {"sender": sender}).all())


def make(tx: Transaction, sender: str, actor: Actor) -> Package | None:
    """A package of the refusals of a municipality that were in none yet; None when there are none.

    A refusal whose letter of transfer has not been made yet waits for the next one. Raises Refused,
    DomainError `geen_gemeente`, and what a damaged letter raises.
    """
    disclosures.check_may_make(actor)
    if actor is not SYSTEM and actor.organisation != sender:
        raise Refused("geen_recht")
    named = tx.execute(_SENDER, {"code": sender}).first()
    if named is None or named.kind != OrganisationKind.MUNICIPALITY:
        raise DomainError("geen_gemeente", organisatie=sender)
    found = [_put_together(tx, row, named.name) for row in _lock(tx, sender)]
    refusals = [each for each in found if each is not None]
    if not refusals:
        return None
    made = Made(
        kind=KIND,
        sender=sender,
        recipient=RECIPIENT,
        content=ggc.package((each.refusal for each in refusals), tx.now),
        media_type=disclosures.ZIP,
        told=[each.told for each in refusals],
        counts={"personen": len(refusals)},
    )
    file_id = disclosures.keep(tx, made, actor)
    return Package(file_id, made.content, dict(made.counts))


def file_name(row: Any) -> str:
    """What a package is called: its municipality, day and number."""
    return f"ggc-{row.sender}-{brussels_day(row.made_at).isoformat()}-{row.id}.zip"


@dataclass(frozen=True)
class _File:
    refusal: Refusal
    told: Told


def _lock(tx: Transaction, sender: str) -> Sequence[Any]:
    """The refusals that are in no package, locked: two packages at once never hold the same one."""
    candidates = list(tx.execute(_REFUSED, {"sender": sender}).scalars())
    tx.execute(select(case.c.id).where(case.c.id.in_(candidates)).order_by(case.c.id).with_for_update())
    still = list(tx.execute(_REFUSED, {"sender": sender}).scalars())
    return tx.execute(_FILES, {"cases": still}).all() if still else []


def _put_together(tx: Transaction, row: Any, sender_name: str) -> _File | None:
    """The papers of one refusal behind each other; None while its letter of transfer has not been made."""
    found = tx.execute(_LETTERS, {"of": row.trajectory_id}).all()
    transfer, attest = _last(found, TRANSFER, row), _last(found, ATTEST, row)
    notice = _last(found, NOTICES[row.data["weigering_over"]], row)
    if transfer is None:
        return None
    papers = [each for each in (transfer, attest, notice) if each is not None]
    language = str(row.data.get("taal") or "nl")
    sent = [each for each in papers if each.sent_on is not None and each.template != TRANSFER]
    proofs = [_proof(row, sender_name, language, sent, brussels_day(tx.now))] if sent else []
    contents = [letters.verified(each.id, bytes(each.content), each.document) for each in papers]
    pdf = batch.merge([*contents, *(each.content for each in proofs)])
    refusal = Refusal(
        case_number=row.number,
        sanction_number=row.sanction_number,
        national_number=row.national_number,
        last_name=row.last_name,
        first_name=row.first_name,
        language=language,
        handed_over_on=_day(row.data, "overhandigd_op"),
        registered_on=_day(row.data, "aangemeld_op"),
        refused_on=_day(row.data, "weigering_op"),
        notice_sent_on=notice.sent_on if notice is not None else None,
        registered_number=notice.registered_number if notice is not None else None,
        pdf=pdf,
        pages=sum(each.pages for each in papers) + sum(each.pages for each in proofs),
        sha256=disclosures.digest(pdf),
    )
    told = {"dossier": row.number, "stukken": [each.template for each in papers]}
    return _File(refusal, Told(row.person_id, told, row.id))


def _last(found: Sequence[Any], template: str, row: Any) -> Any:
    """The letter of a template for this refusal: the last one asked for before the GGC's file began.

    One that was made anew in place of a cancelled one came after it.
    """
    all_of = [each for each in found if each.template == template]
    before = [each for each in all_of if each.requested_at <= row.started_at]
    return before[-1] if before else next(iter(all_of), None)


def _proof(row: Any, sender_name: str, language: str, sent: Sequence[Any], day: date) -> Any:
    sendings = [
        Sending(
            _NAMES[language][each.template],
            each.reference,
            each.sent_on,
            each.registered,
            each.registered_number,
            brussels_day(each.sent_noted_at) if each.sent_noted_at else None,
            each.document,
        )
        for each in sent
    ]
    return proof(sender_name, row.number, language, sendings, day=day)


def _day(data: Any, name: str) -> date | None:
    return date.fromisoformat(data[name]) if data.get(name) else None
