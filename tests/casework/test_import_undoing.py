"""A wrong file is taken back whole or not at all; afterwards it is as if it never came."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.casework import audit, import_undo_previews, import_undoing, imports, letters, people, walk_in
from app.casework.actors import SYSTEM, Actor, Refused
from app.db.session import Database
from app.db.tables import (
    case,
    import_run,
    letter,
    milestone,
    person,
    person_history,
    person_token,
    subscription,
    task,
    term,
)
from app.domain.errors import DomainError
from app.insight.search import find
from tests.casework.months import (
    ADMINISTRATOR,
    WRONG,
    ask_undo,
    changed,
    file_with,
    people_of,
    sample,
    standing,
    take_in,
    undo,
)
from tests.casework.office import MONDAY, Office
from tests.databases import SqliteServer
from tests.exchange.extracts import GOOD

NOVEMBER = "2026-11-15"
AALST = "41002"
_MORE = {
    "straat": "Veldstraat",
    "huisnummer": "1",
    "titel_van": "2026-08-01",
    "titel_tot": "2031-08-01",
    "eerste_inschrijving_belgie": "2026-09-01",
}


def _one(**changes: str) -> list[dict[str, str]]:
    return [{**GOOD, **_MORE, **changes}]


def _hindrances(office: Office, run_id: int) -> list[str]:
    with office.database.read() as tx:
        found = import_undo_previews.hindrances(tx, run_id)
    return [each.why.value for each in found]


def _refusal(office: Office, run_id: int, reason: str = WRONG, typed: str = "uittreksel.csv") -> str:
    with pytest.raises(DomainError) as refused, office.database.transaction() as tx:
        import_undoing.request(tx, run_id, reason, typed, ADMINISTRATOR)
    return refused.value.code


def test_as_if_the_wrong_file_never_came(office: Office, database_server: Any) -> None:
    """A good month, a wrong one that is taken back, the right one: as the good and the right one alone."""
    chance, rows = random.Random(20261122), sample()
    good, more = rows[:110], rows[110:190]
    wrong = changed(good[:80], chance, NOVEMBER) + changed(more[:60], chance, NOVEMBER)
    right = changed(good[40:] + more[20:], chance, "2026-11-30") + sample("register_2026-11.csv")[:40]
    with database_server.database() as other:
        Office(other)
        for month in (good, right):
            take_in(other, month)
        expected = standing(other)
    take_in(office.database, good)
    before = standing(office.database)
    run_id = take_in(office.database, wrong)
    assert standing(office.database) != before
    undo(office.database, run_id)
    assert standing(office.database) == before
    take_in(office.database, right)
    assert standing(office.database) == expected
    with office.database.read() as tx:
        chains = [audit.broken_at(tx, case_id) for case_id in tx.execute(select(case.c.id)).scalars()]
    assert set(chains) == {None}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), months=st.integers(1, 3))
def test_every_person_is_as_before(sqlite_server: SqliteServer, seed: int, months: int) -> None:
    """Whatever months came before, and whatever the wrong one says."""
    chance, rows = random.Random(seed), sample()
    with sqlite_server.database() as database:
        Office(database)
        for month in range(months):
            take_in(database, changed(chance.sample(rows[:60], 25), chance, f"2026-1{month}-28"))
        before = standing(database)
        wrong = changed(chance.sample(rows[:80], 40), chance, f"2027-0{chance.randrange(1, 9)}-01")
        undo(database, take_in(database, wrong + changed(wrong[:5], chance, "2027-10-01")))
        assert standing(database) == before


def test_what_the_case_of_a_wrong_file_leaves(office: Office) -> None:
    run_id = take_in(office.database, _one())
    (row,) = office.rows(case)
    office.until(MONDAY)
    assert office.letters(row.id) == [("uitnodiging_startgesprek", "gemaakt")]
    undo(office.database, run_id)
    (row,) = office.rows(case)
    assert (row.status, row.outcome, row.state) == ("beeindigd", "invoer_teruggedraaid", None)
    (cancelled,) = office.rows(letter)
    assert (cancelled.status, cancelled.cancel_reason) == ("geannuleerd", WRONG)
    assert office.rows(task, task.c.status == "open") == []
    assert {each.status for each in office.rows(term)} == {"vervallen"}
    assert office.rows(subscription) == office.rows(milestone) == office.rows(person_token) == []
    with office.database.read() as tx:
        assert audit.broken_at(tx, row.id) is None
        desk = Actor(1, "Desk", "in_gent", frozenset({"dossierbeheerder"}))
        assert find(tx, desk, GOOD["naam"]).total == find(tx, desk, GOOD["rijksregisternummer"]).total == 0
    (run,) = office.rows(import_run)
    assert (run.status, run.undo_reason, run.undo_total, run.undo_done) == ("teruggedraaid", WRONG, 1, 1)


def test_who_is_gone_is_new_again_at_the_desk(office: Office) -> None:
    run_id = take_in(office.database, _one())
    (row,) = office.rows(person)
    undo(office.database, run_id)
    desk = office.hire("in_gent", "trajectbegeleider")
    with pytest.raises(DomainError, match="persoon_teruggedraaid"), office.database.transaction() as tx:
        walk_in.register(tx, row.id, desk)
    facts = {"national_number": row.national_number, "last_name": "Anders", "nationality": "Marokko"}
    with office.database.transaction() as tx:
        made = walk_in.create_person(tx, {**facts, "nis_code": "44021"}, desk)
    assert made["id"] == row.id
    (again,) = office.rows(person)
    assert (again.last_name, again.status, again.street) == ("Anders", "actief", None)


def test_the_same_file_again_opens_everything_again(office: Office) -> None:
    rows = _one() + _one(rijksregisternummer="90051700155", geboortedatum="1990-05-17", nis_gemeente="21004")
    first = take_in(office.database, rows)
    undo(office.database, first)
    second = take_in(office.database, rows)
    told = {run.id: run.counts for run in office.rows(import_run)}
    assert told[first] == told[second]
    undo(office.database, second)
    assert people_of(office.database) == {}


def test_a_file_before_another_that_was_taken_back(office: Office) -> None:
    """The last first; then the one before is free again."""
    first = take_in(office.database, _one())
    second = take_in(office.database, _one(straat="Elders", extractiedatum=NOVEMBER))
    assert _hindrances(office, first) == ["later_gewijzigd"]
    undo(office.database, second)
    assert _hindrances(office, first) == []
    undo(office.database, first)
    assert people_of(office.database) == {}


def test_moved_by_a_wrong_file_and_back(office: Office) -> None:
    take_in(office.database, _one(nis_gemeente=AALST))
    office.until(MONDAY)
    run_id = take_in(office.database, _one(extractiedatum=NOVEMBER, straat="Elders", mutatie="verhuisd"))
    (row,) = office.rows(case)
    assert row.organisation == "in_gent"
    with office.database.read() as tx:
        assert import_undo_previews.look(tx, run_id, office.rows(import_run)[-1].counts).moved == 1
    undo(office.database, run_id)
    assert office.case(row.id).organisation == "va_oost_vlaanderen"
    (again,) = office.rows(letter)
    assert (again.organisation, again.status, again.document) == ("va_oost_vlaanderen", "gevraagd", None)
    kept = [(each.field, each.old_value, each.new_value) for each in office.rows(person_history)]
    assert ("street", "Veldstraat", "Elders") in kept
    assert ("street", "Elders", "Veldstraat") in kept


def test_a_letter_with_the_wrong_address_is_made_anew(office: Office) -> None:
    take_in(office.database, _one())
    run_id = take_in(office.database, _one(extractiedatum=NOVEMBER, straat="Dwaalstraat"))
    office.until(MONDAY)
    (made,) = office.rows(letter)
    assert "Dwaalstraat" in str(made.facts)
    undo(office.database, run_id)
    office.until(MONDAY + timedelta(days=1))
    (sent,) = office.rows(letter)
    assert "Veldstraat" in str(sent.facts)


# -- what prevents it ----------------------------------------------------------------------------------------


def test_a_letter_that_left(office: Office) -> None:
    run_id = take_in(office.database, _one())
    office.until(MONDAY)
    with office.database.transaction() as tx:
        letters.create_batch(tx, SYSTEM, "in_gent")
    assert _hindrances(office, run_id) == ["brief_vertrokken"]
    before = standing(office.database)
    assert _refusal(office, run_id) == "import_vastgezet"
    assert standing(office.database) == before


def test_a_letter_that_left_with_the_wrong_facts(office: Office) -> None:
    take_in(office.database, _one())
    run_id = take_in(office.database, _one(extractiedatum=NOVEMBER, straat="Dwaalstraat"))
    office.until(MONDAY + timedelta(days=2))
    assert _hindrances(office, run_id) == ["brief_vertrokken"]


def test_work_that_was_done(office: Office) -> None:
    run_id = take_in(office.database, _one(verblijfsstatuut="overige"))
    (row,) = office.rows(case)
    office.do(row.id, "doelgroep_bepalen")
    assert _hindrances(office, run_id) == ["er_is_gewerkt"]
    assert _refusal(office, run_id) == "import_vastgezet"


def test_a_case_that_ended_by_it(office: Office) -> None:
    take_in(office.database, _one())
    run_id = take_in(office.database, _one(extractiedatum=NOVEMBER, mutatie="geschrapt"))
    assert _hindrances(office, run_id) == ["dossier_beeindigd"]


def test_a_correction_by_hand(office: Office) -> None:
    run_id = take_in(office.database, _one())
    (row,) = office.rows(person)
    desk = office.hire("in_gent", "dossierbeheerder")
    with office.database.transaction() as tx:
        people.change(tx, dict(row._mapping), {"street": "Beter"}, tx.today, account_id=desk.account_id)
    assert _hindrances(office, run_id) == ["later_gewijzigd"]


def test_a_case_that_a_colleague_opened_since(office: Office) -> None:
    run_id = take_in(office.database, _one(verblijfsstatuut="asielzoeker"))
    (row,) = office.rows(person)
    office.detect(row.id)
    assert _hindrances(office, run_id) == ["ander_dossier"]


def test_what_was_asked_wrongly(office: Office) -> None:
    run_id = take_in(office.database, _one())
    assert _refusal(office, 99) == "import_onbekend"
    assert _refusal(office, run_id, reason="  ") == "reden_ontbreekt"
    assert _refusal(office, run_id, typed="iets anders") == "bevestiging_klopt_niet"
    with pytest.raises(Refused), office.database.transaction() as tx:
        import_undoing.request(tx, run_id, WRONG, "uittreksel.csv", SYSTEM)
    with office.database.transaction() as tx:
        waiting = imports.request(tx, file_with(_one(straat="Anders")), "later.csv")
    assert _refusal(office, run_id) == "import_bezig"
    imports.run(office.database, waiting)
    undo(office.database, waiting)
    undo(office.database, run_id)
    assert _refusal(office, run_id) == "import_niet_terug_te_draaien"


def test_a_run_that_kept_no_trace(office: Office) -> None:
    run_id = take_in(office.database, _one())
    with office.database.transaction() as tx:
        tx.execute(import_run.update().values(counts=import_run.c.counts))
        told = imports.report(tx, run_id)["counts"] | {"new": 2}
        tx.execute(import_run.update().values(counts=told))
    assert _refusal(office, run_id) == "import_zonder_spoor"


# -- by the worker -------------------------------------------------------------------------------------------


class PowerCut(Exception):
    pass


def test_half_way_and_on(office: Office) -> None:
    rows = sample()
    take_in(office.database, rows[:150])
    before = standing(office.database)
    chance = random.Random(1)
    run_id = take_in(office.database, changed(rows[:250], chance, NOVEMBER))
    ask_undo(office.database, run_id)

    def cut(done: int, total: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        import_undoing.run(office.database, run_id, cut)
    (_, row) = office.rows(import_run)
    assert (row.status, row.undo_done) == ("terugdraaien", import_undoing.BATCH)
    with office.database.transaction() as tx:
        later = imports.request(tx, file_with(rows[:5]), "later.csv")
    with pytest.raises(DomainError, match="import_bezig"):
        imports.run(office.database, later)
    assert imports.run_requested(office.database) == 2  # the rest of this one, then the later file
    assert standing(office.database) == before
    assert [run.status for run in office.rows(import_run)] == ["klaar", "teruggedraaid", "klaar"]


def test_nobody_is_counted_as_detected(sqlite_database: Database) -> None:
    office = Office(sqlite_database)
    undo(office.database, take_in(office.database, sample()[:20]))
    with office.database.read() as tx:
        assert tx.execute(select(func.count()).select_from(milestone)).scalar_one() == 0


# -- a corrected address -------------------------------------------------------------------------------------


def _correct(office: Office, **address: str) -> None:
    (row,) = office.rows(person)
    desk = office.hire("in_gent", "dossierbeheerder")
    with office.database.transaction() as tx:
        people.change(tx, dict(row._mapping), address, tx.today, account_id=desk.account_id)


def _register_says(office: Office, day: date, **changes: str) -> tuple[str, str]:
    take_in(office.database, _one(extractiedatum=day.isoformat(), huisnummer="1", **changes))
    (row,) = office.rows(person)
    return row.street, row.house_number


def test_a_corrected_address_stays_until_the_register_says_something_new(office: Office) -> None:
    take_in(office.database, _one(huisnummer="1"))
    _correct(office, street="Nieuwstraat", house_number="7")
    days = [date(2026, 11, 30) + timedelta(days=31 * month) for month in range(5)]
    assert _register_says(office, days[0]) == ("Nieuwstraat", "7")
    assert _register_says(office, days[1], naam="Anders") == ("Nieuwstraat", "7")
    wrong = take_in(office.database, _one(huisnummer="3", extractiedatum=days[2].isoformat()))
    undo(office.database, wrong)
    assert _register_says(office, days[2], naam="Anders") == ("Nieuwstraat", "7")
    assert _register_says(office, days[3], straat="Derde straat") == ("Derde straat", "1")
    assert _register_says(office, days[4]) == ("Veldstraat", "1")


def test_what_the_register_confirms_is_its_own_word(office: Office) -> None:
    """Somebody who later moves back to the first address is not kept at the corrected one."""
    take_in(office.database, _one())
    _correct(office, street="Nieuwstraat")
    take_in(office.database, _one(straat="Nieuwstraat", extractiedatum="2026-11-30"))
    take_in(office.database, _one(extractiedatum="2026-12-31"))
    assert office.rows(person)[0].street == "Veldstraat"
