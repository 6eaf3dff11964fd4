"""The audit trail: it holds, and whatever is changed afterwards is found at its line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select

from app.casework import audit as trail
from app.db.session import Transaction
from app.db.tables import account, audit, case
from app.domain.vocabulary import Mutation
from tests.casework.office import Office

FIELDS = ("seq", "at", "account_id", "event", "data", "hash")


def _broken(office: Office, case_id: int) -> int | None:
    with office.database.read() as tx:
        return trail.broken_at(tx, case_id)


def test_every_chain_holds_and_ends_at_the_head_of_its_case(office: Office) -> None:
    _, _, file = office.fined()
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=100)
    other = office.offered()
    office.register_says(other, Mutation.DECEASED)
    for row in office.rows(case):
        assert _broken(office, row.id) is None
        lines = office.rows(audit, audit.c.case_id == row.id)
        assert [line.seq for line in lines] == list(range(1, row.version + 1))
        assert (row.audit_seq, row.audit_hash) == (lines[-1].seq, lines[-1].hash)
    assert {row.account_id for row in office.rows(audit, audit.c.case_id == file)} > {None}


def test_a_line_says_who_did_what_and_by_which_rule(small_office: Office) -> None:
    case_id = small_office.registered()
    small_office.do(case_id, "aanmelding_registreren", opmerking_registratie="Niets bijzonders.")
    begun, registered, done = small_office.rows(audit, audit.c.case_id == case_id)
    assert (begun.event, begun.data["element"], begun.account_id) == (
        "bericht_ontvangen",
        "persoon_gedetecteerd",
        None,
    )
    assert [decided["tabel"] for decided in begun.data["beslist"]] == ["doelgroep", "bevoegd_agentschap"]
    assert (registered.event, registered.data["naam"]) == ("bericht_ontvangen", "aangemeld")
    assert done.event == "taak_voltooid"
    assert done.account_id in {row.id for row in small_office.rows(account)}
    assert done.data == {
        "element": "aanmelding_registreren",
        "gepasseerd": [
            "aanmelding_registreren",
            "attest_van_aanmelding_of_niet",
            "attest_aanmelding_versturen",
            "aanmelding_geregistreerd",
            "registratie",
            "contract_begonnen",
        ],
    }


@pytest.fixture
def chain(small_office: Office) -> tuple[Office, int]:
    """A case with six lines, and another beside it."""
    small_office.offered()
    case_id = small_office.offered()
    assert len(small_office.rows(audit, audit.c.case_id == case_id)) == 5
    return small_office, case_id


@contextmanager
def _tampered(office: Office) -> Iterator[Transaction]:
    """A write transaction of which nothing remains."""
    with office.database.engine.connect() as connection:
        yield Transaction(office.database, connection, office.database.now())
        connection.rollback()


def _changed(field: str, value: Any, how: int) -> Any:
    if field == "seq":
        return value + 100 + how
    if field == "at":
        return value + timedelta(milliseconds=1 + how)
    if field == "account_id":
        return None if value is not None else 1
    if field == "event":
        return value[: how % len(value)] + "x" + value[how % len(value) + 1 :]
    if field == "data":
        return {**value, f"erbij{how}": how}
    return bytes([value[0] ^ (1 + how % 255)]) + value[1:]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=some.integers(0, 4), field=some.sampled_from(FIELDS), how=some.integers(0, 40))
def test_any_edit_is_found_at_its_line(chain: tuple[Office, int], line: int, field: str, how: int) -> None:
    office, case_id = chain
    with _tampered(office) as tx:
        rows = tx.execute(select(audit).where(audit.c.case_id == case_id).order_by(audit.c.seq)).all()
        old = rows[line]._mapping[field]
        new = _changed(field, old, how)
        assert new != old
        tx.execute(audit.update().where(audit.c.id == rows[line].id).values({field: new}))
        assert trail.broken_at(tx, case_id) == line + 1
    assert _broken(office, case_id) is None


@pytest.mark.parametrize("line", range(5))
def test_a_line_taken_away_is_missed(chain: tuple[Office, int], line: int) -> None:
    office, case_id = chain
    with _tampered(office) as tx:
        ids = tx.execute(select(audit.c.id).where(audit.c.case_id == case_id).order_by(audit.c.seq)).scalars()
        tx.execute(audit.delete().where(audit.c.id == ids.all()[line]))
        assert trail.broken_at(tx, case_id) == line + 1


def test_all_lines_taken_away_are_missed(chain: tuple[Office, int]) -> None:
    office, case_id = chain
    with _tampered(office) as tx:
        tx.execute(audit.delete().where(audit.c.case_id == case_id))
        assert trail.broken_at(tx, case_id) == 1


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pair=some.lists(some.integers(0, 4), min_size=2, max_size=2, unique=True))
def test_a_swapped_pair_is_found_at_the_first(chain: tuple[Office, int], pair: list[int]) -> None:
    office, case_id = chain
    with _tampered(office) as tx:
        rows = tx.execute(select(audit).where(audit.c.case_id == case_id).order_by(audit.c.seq)).all()
        one, other = (rows[index] for index in pair)
        for row, seq in ((one, -1), (other, one.seq), (one, other.seq)):
            tx.execute(audit.update().where(audit.c.id == row.id).values(seq=seq))
        assert trail.broken_at(tx, case_id) == min(pair) + 1


def test_a_line_moved_to_another_case_is_found_in_both(chain: tuple[Office, int]) -> None:
    office, case_id = chain
    other = office.rows(case, case.c.id != case_id)[0].id
    with _tampered(office) as tx:
        last = select(audit.c.id).where(audit.c.case_id == case_id, audit.c.seq == 5)
        moved = tx.execute(last).scalar_one()
        tx.execute(audit.update().where(audit.c.id == moved).values(case_id=other, seq=6))
        assert trail.broken_at(tx, case_id) == 5
        assert trail.broken_at(tx, other) == 6


def test_a_line_added_at_the_end_is_found(chain: tuple[Office, int]) -> None:
    office, case_id = chain
    with _tampered(office) as tx:
        last = tx.execute(select(audit).where(audit.c.case_id == case_id, audit.c.seq == 5)).one()
        trail.append(tx, case_id, 6, last.hash, None, "taak_voltooid", {"element": "verzonnen"})
        assert trail.broken_at(tx, case_id) == 6
