"""Trying many incidents again: each once, by whichever worker, gone on with after a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.casework import incidents, letter_making, messages, people, repair, retry_runs
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.retry_runs import RetryRun
from app.db.tables import incident, lease, letter
from app.db.trouble import Stopped
from app.domain.errors import DomainError
from tests.casework.broken import FLEMISH, publish
from tests.casework.office import Office
from tests.casework.threads import at_once

UNPRINTABLE = "Testmans \U000f1234"


@pytest.fixture
def admin(office: Office) -> Actor:
    return office.hire("abb", "beheerder")


def _fail(office: Office, number: int, **facts: Any) -> list[int]:
    """So many cases whose letter cannot be made."""
    cases = [office.detect(last_name=UNPRINTABLE, **facts) for _ in range(number)]
    letter_making.make_requested(office.database)
    return cases


def _correct(office: Office, case_id: int) -> None:
    with office.database.transaction() as tx:
        known = people.get(tx, office.case(case_id).person_id)
        people.change(tx, known, {"last_name": "Testmans"}, tx.today)


def _ask(office: Office, actor: Actor, **chosen: str | None) -> int:
    with office.database.transaction() as tx:
        return retry_runs.request(tx, chosen, actor)


def _stand(office: Office, run_id: int) -> RetryRun:
    with office.database.read() as tx:
        return retry_runs.get(tx, run_id)


def test_all_of_a_group_each_once(office: Office, admin: Actor) -> None:
    cases = _fail(office, 5)
    for case_id in cases[:3]:
        _correct(office, case_id)
    run_id = _ask(office, admin, code="brief_teken_niet_afdrukbaar", place="uitnodiging_startgesprek")
    told: list[tuple[int, int]] = []
    retry_runs.run(office.database, run_id, lambda done, total: told.append((done, total)))
    assert told == [(number, 5) for number in range(1, 6)]
    stand = _stand(office, run_id)
    assert (stand.total, stand.done, stand.failed, stand.left_alone, stand.solved) == (5, 5, 2, 0, 3)
    assert stand.finished_at is not None
    assert [row.case_id for row in office.incidents()] == cases[3:]
    assert [row.attempts for row in office.rows(incident)] == [1, 1, 1, 2, 2]
    assert [row.status for row in office.rows(letter)] == ["gemaakt"] * 3 + ["gevraagd"] * 2
    retry_runs.run(office.database, run_id)
    assert retry_runs.run_requested(office.database) == 0
    assert _stand(office, run_id) == stand


def test_two_workers_at_once_try_each_once(office: Office, admin: Actor) -> None:
    for case_id in _fail(office, 8)[::2]:
        _correct(office, case_id)
    run_id = _ask(office, admin)
    again = at_once(*(lambda: retry_runs.run(office.database, run_id) for _ in range(2)))
    assert again == [None, None]
    stand = _stand(office, run_id)
    assert (stand.done, stand.failed, stand.solved) == (8, 4, 4)
    assert sorted(row.attempts for row in office.rows(incident)) == [1] * 4 + [2] * 4


def test_what_a_crash_left_is_gone_on_with(
    office: Office, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    for case_id in _fail(office, 6)[::2]:
        _correct(office, case_id)
    run_id = _ask(office, admin)
    with monkeypatch.context() as patched:
        patched.setattr(repair, "again", _stops_at(repair.again, 5))
        with pytest.raises(Stopped):
            retry_runs.run_requested(office.database)
    half = _stand(office, run_id)
    assert (half.done, half.failed, half.finished_at) == (4, 2, None)
    assert retry_runs.run_requested(office.database) == 1
    stand = _stand(office, run_id)
    assert (stand.done, stand.failed, stand.solved) == (6, 3, 3)
    assert sorted(row.attempts for row in office.rows(incident)) == [1] * 3 + [2] * 3
    assert office.rows(lease, lease.c.name == f"retry:{run_id}") == []


def _stops_at(again: Callable[..., None], number: int) -> Callable[..., None]:
    tried: list[int] = []

    def stop(tx: Any, found: Any) -> None:
        tried.append(found.id)
        again(tx, found)
        if len(tried) == number:
            raise Stopped

    return stop


def test_only_what_was_chosen_and_was_there(office: Office, admin: Actor) -> None:
    _fail(office, 2)
    elsewhere = _fail(office, 1, nis_code="11002", postcode="2000", municipality="Antwerpen")
    run_id = _ask(office, admin, organisation="in_gent")
    _fail(office, 1)  # after it was asked
    retry_runs.run(office.database, run_id)
    assert _stand(office, run_id).done == 2
    assert [row.attempts for row in office.rows(incident)] == [2, 2, 1, 1]
    with office.database.transaction() as tx, pytest.raises(DomainError, match="niets_opnieuw_te_proberen"):
        retry_runs.request(tx, {"code": "feel_fout"}, admin)
    with office.database.transaction() as tx, pytest.raises(DomainError, match="niets_opnieuw_te_proberen"):
        retry_runs.request(tx, {"organisation": None}, admin)
    assert len(elsewhere) == 1


def test_a_term_that_nobody_knew_is_never_passed_with_the_others(office: Office, admin: Actor) -> None:
    """Trying it lets it pass, against the person: that is decided case by case."""
    (case_id,) = _fail(office, 1)
    (asked,) = office.rows(letter)
    with office.database.transaction() as tx:
        late = DomainError("termijn_te_laat_bekend", termijn="aanmelding", uiterste_dag="2026-11-01")
        incidents.open_incident(tx, case_id, late, {"termijn": office.terms(case_id)[0].id})
    with office.database.transaction() as tx, pytest.raises(DomainError, match="per_dossier"):
        retry_runs.request(tx, {"code": "termijn_te_laat_bekend"}, admin)
    run_id = _ask(office, admin)
    retry_runs.run(office.database, run_id)
    assert _stand(office, run_id).total == 1
    assert {row.kind: row.attempts for row in office.incidents()} == {"brief": 2, "termijn": 1}
    assert asked.status == "gevraagd"


def test_what_a_person_must_do_first_is_left_alone(office: Office, admin: Actor) -> None:
    case_id = office.offered()
    with office.database.transaction() as tx:
        task_id = office.task(case_id, "contract_ondertekenen")
        incidents.open_incident(tx, case_id, DomainError("feel_fout"), {"taak": task_id})
    run_id = _ask(office, admin)
    retry_runs.run(office.database, run_id)
    stand = _stand(office, run_id)
    assert (stand.done, stand.failed, stand.left_alone, stand.solved) == (1, 0, 1, 0)
    assert office.incidents()[0].attempts == 1


def test_a_message_that_reached_nobody_again_is_one_attempt(office: Office, admin: Actor) -> None:
    publish(office, {f"{FLEMISH}inbreuk.bpmn": ("&quot;rechtgezet&quot;", "onbekende_status")})
    case_id, _ = office.noticed()
    office.record(case_id, "aangemeld")
    run_id = _ask(office, admin, kind="bericht")
    retry_runs.run(office.database, run_id)
    assert _stand(office, run_id).failed == 1
    assert office.incidents()[0].attempts == 2
    assert messages.sweep(office.database) == 0


def test_who_may_ask_and_one_run_at_a_time(office: Office, admin: Actor) -> None:
    _fail(office, 1)
    lead = office.hire("in_gent", "teamverantwoordelijke")
    with office.database.transaction() as tx, pytest.raises(Refused):
        retry_runs.request(tx, {}, lead)
    _ask(office, admin)
    with office.database.transaction() as tx, pytest.raises(DomainError, match="opnieuw_proberen_loopt"):
        retry_runs.request(tx, {}, SYSTEM)
    with office.database.read() as tx:
        found = retry_runs.newest(tx)
        assert found is not None
        assert found.finished_at is None
        with pytest.raises(DomainError, match="opnieuw_proberen_onbekend"):
            retry_runs.get(tx, 99)
