"""Nothing about a person is where it cannot be wiped: state, case data, audit, messages, logs, incidents."""

from __future__ import annotations

import logging
import re
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from app import logs
from app.casework import tasks
from app.db.tables import answer, audit, case, decision, incident, message
from app.domain.vocabulary import Mutation
from tests.casework.office import Office

FACTS: dict[str, Any] = {
    "last_name": "Zonderlingenberg",
    "first_name": "Quirijna",
    "national_number": "90051700131",
    "street": "Vuurkruisenlaantje",
    "house_number": "9173",
    "birth_date": "1990-05-17",
}
TEXT = "Woont bij haar zus Wilhelmientje"
SECRETS = (*FACTS.values(), "90.05.17-001.31", TEXT, "Wilhelmientje")


@pytest.fixture(autouse=True)
def _as_in_production(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """The log as the command line sets it up; afterwards as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.configure()
    yield
    structlog.reset_defaults()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
    for handler in handlers:
        root.addHandler(handler)
    root.setLevel(level)


def _unpacked(state: bytes | None) -> bytes:
    """The state as text as far as it is: compressed or not, every string in it is readable then."""
    if state is None:
        return b""
    for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
        for start in range(3):
            try:
                return zlib.decompress(state[start:], wbits) + state
            except zlib.error:
                continue
    return state


def _found(rows: list[Any]) -> list[str]:
    text = "\n".join(str(row) for row in rows)
    return [secret for secret in SECRETS if secret in text]


def _look_everywhere(office: Office) -> list[str]:
    with office.database.read() as tx:
        kept = [tuple(row) for row in tx.execute(select(case.c.number, case.c.data, case.c.outcome))]
        kept += [(_unpacked(state),) for state in tx.execute(select(case.c.state)).scalars()]
        kept += [tuple(row) for row in tx.execute(select(audit.c.event, audit.c.data))]
        kept += [tuple(row) for row in tx.execute(select(message.c.key, message.c.name, message.c.payload))]
        kept += [tuple(row) for row in tx.execute(select(incident.c.facts, incident.c.command))]
    return _found(kept)


def test_state_is_readable_by_this_test(small_office: Office) -> None:
    """Otherwise the search below would find nothing for the wrong reason."""
    case_id = small_office.detect(**FACTS)
    state = small_office.case(case_id).state
    assert re.search(rb"[a-z_]{5,}", _unpacked(state)), "say here how a state is packed"


def test_a_whole_life_leaves_no_personal_fact(office: Office, capfd: pytest.CaptureFixture[str]) -> None:
    case_id = office.detect(**FACTS)
    office.until(date(2027, 2, 8))
    breach = office.child(case_id)
    assert _look_everywhere(office) == []
    office.do(breach, "inbreuk_vaststellen", vaststelling=TEXT)
    office.do(breach, "ingebrekestelling_ondertekenen", opmerking_ingebrekestelling=TEXT)
    office.until(date(2027, 3, 15))
    office.do(breach, "dossier_overdragen", vaststellingsformulier=TEXT)
    file = office.child(breach)
    office.do(file, "dossier_onderzoeken", bevindingen=TEXT)
    office.until(date(2027, 3, 18))
    office.record(file, "verweer_ontvangen", verweer_samenvatting=TEXT)
    office.do(file, "besluit_nemen", bedrag=75, afwijking_reden=TEXT, motivering=TEXT)
    office.do(file, "besluit_ondertekenen")
    office.until(date(2027, 3, 25))
    office.register_says(case_id, Mutation.CHANGE, street="Wilhelmientje")
    office.register_says(case_id, Mutation.DECEASED)
    assert _look_everywhere(office) == []
    said = capfd.readouterr()
    assert _found([said.out, said.err]) == []
    with office.database.read() as tx:  # the texts are kept, where they can be wiped
        kept = tx.execute(select(answer.c["values"])).scalars().all()
        motivation = tx.execute(select(decision.c.motivation)).scalar_one()
    assert sum(TEXT in str(values) for values in kept) >= 5
    assert motivation == TEXT


def test_what_a_library_logs_names_nobody(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure()  # again, on the stream that this test reads
    try:
        raise ValueError(TEXT)
    except ValueError:
        logging.getLogger("flask").exception("unexpected_error")
        structlog.get_logger().exception("job_failed", job="x")
    said = capfd.readouterr().err
    assert said.count("builtins.ValueError < test_personal_facts.py:") == 2
    assert _found([said]) == []


def test_a_step_that_fails_says_nothing_about_the_person(
    office: Office, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What fails after the commit is logged with its traceback: no names, no letters, no texts."""
    case_id = office.registered(**FACTS)

    def fail(*_: Any, **__: Any) -> None:
        with office.database.transaction() as tx:
            tx.execute(answer.insert().values(case_id=0, element=None, values={"t": TEXT}, at=tx.now))

    monkeypatch.setattr(tasks.messages, "deliver_around", fail)
    office.do(case_id, "aanmelding_registreren", opmerking_registratie=TEXT)
    said = capfd.readouterr()
    assert "after_commit_failed" in said.out + said.err
    assert _found([said.out, said.err]) == []
    assert office.open(case_id) == ["intake_voeren"]
