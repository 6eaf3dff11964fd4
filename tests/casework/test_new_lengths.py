"""A new length for terms that run already: looked at, chosen, applied once, taken back like any change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from app.casework import audit, new_length_requests, new_lengths, releases, term_changes
from app.casework.actors import Actor
from app.casework.new_lengths import Planned
from app.db.tables import audit as audit_rows
from app.db.tables import setting, suspension, term_change
from app.domain.errors import DomainError
from app.domain.vocabulary import TermStatus, Unit
from app.engine.bundle import from_folder
from tests.casework.office import ROOT, Office

CODE = "ondertekening_contract"
TERMS = "processes/vlaanderen/termijnen.toml"
OLD = date(2026, 12, 4)  # 30 calendar days after the offer of 4 November 2026
NEW = date(2026, 12, 21)  # 45 of them: a Saturday


def publish(office: Office, days: int) -> None:
    """A second release, published, in which the term of signing has another length."""
    files = from_folder(ROOT)
    old = f'code = "{CODE}"\nnaam = "Ondertekening van het contract"\nlengte = 30'
    text = files[TERMS].decode()
    assert old in text
    changed = {**files, TERMS: text.replace(old, old.replace("30", str(days))).encode()}
    with office.database.transaction() as tx:
        releases.publish(tx, releases.store(tx, changed, f"{days} dagen"))


@pytest.fixture
def offered(office: Office) -> Iterator[int]:
    """A contract waits to be signed until 4 December 2026."""
    case_id = office.offered()
    (found,) = office.terms(case_id, CODE)
    assert found.last_day == date(2026, 12, 4)
    yield case_id
    with office.database.read() as tx:
        assert audit.broken_at(tx, case_id) is None


@pytest.fixture
def owner(office: Office) -> Actor:
    return office.hire("abb", "proceseigenaar")


def _preview(office: Office) -> list[Planned]:
    with office.database.read() as tx:
        return list(new_lengths.preview(tx, CODE))


def _differing(office: Office) -> list[str]:
    with office.database.read() as tx:
        return [rule.code for rule in new_lengths.differing(tx)]


def test_without_a_choice_what_runs_goes_on_as_it_began(office: Office, offered: int) -> None:
    assert _preview(office) == []
    assert _differing(office) == []
    publish(office, 45)
    assert _differing(office) == [CODE]
    (planned,) = _preview(office)
    assert (planned.case_id, planned.before, planned.after, planned.days) == (offered, OLD, NEW, 17)
    assert not planned.over
    assert office.terms(offered, CODE)[0].last_day == OLD


def test_applied_it_counts_by_the_new_rule_and_says_why(office: Office, offered: int, owner: Actor) -> None:
    publish(office, 45)
    told: list[int] = []
    assert new_lengths.apply(office.database, CODE, " Ministerieel besluit. ", owner, told.append) == 1
    assert told == [1]
    (found,) = office.terms(offered, CODE)
    assert found.last_day == NEW
    assert found.explanation[1]["what"] == "nieuwe_regel"
    assert found.explanation[1]["facts"]["reden"] == "Ministerieel besluit."
    (change,) = office.rows(term_change)
    assert (change.kind, change.reason, change.account_id) == (
        "nieuwe_regel",
        "Ministerieel besluit.",
        owner.account_id,
    )
    (line,) = office.rows(audit_rows, audit_rows.c.event == "nieuwe_lengte_toegepast")
    assert line.data["verschoven"][0] | {"termijn": 0} == {
        "termijn": 0,
        "code": CODE,
        "van": OLD.isoformat(),
        "naar": NEW.isoformat(),
    }
    assert "besluit" not in str(line.data)
    assert _preview(office) == []
    assert _differing(office) == []
    assert new_lengths.apply(office.database, CODE, "nog eens", owner) == 0
    assert len(office.rows(term_change)) == 1


def test_it_is_taken_back_in_one_case_like_any_change(office: Office, offered: int, owner: Actor) -> None:
    publish(office, 45)
    new_lengths.apply(office.database, CODE, "Ministerieel besluit.", owner)
    (change,) = office.rows(term_change)
    manager = office.colleague("in_gent", "dossierbeheerder")
    with office.database.transaction() as tx:
        term_changes.withdraw_change(tx, change.id, "Was anders afgesproken.", manager)
    assert office.terms(offered, CODE)[0].last_day == OLD


def test_what_would_be_over_is_left_alone(office: Office, offered: int, owner: Actor) -> None:
    office.until(date(2026, 11, 25))
    publish(office, 10)
    (planned,) = _preview(office)
    assert planned.over
    assert new_lengths.apply(office.database, CODE, "Korter.", owner) == 0
    assert office.terms(offered, CODE)[0].last_day == OLD
    assert office.rows(term_change) == []
    assert office.incidents() == []


def test_a_shorter_length_that_still_lies_ahead_counts(office: Office, offered: int, owner: Actor) -> None:
    office.until(date(2026, 11, 10))
    publish(office, 10)
    assert [planned.days for planned in _preview(office)] == [-18]
    assert new_lengths.apply(office.database, CODE, "Korter.", owner) == 1
    assert office.terms(offered, CODE)[0].last_day == date(2026, 11, 16)


def test_what_was_granted_stays_granted(office: Office, offered: int, owner: Actor) -> None:
    manager = office.colleague("in_gent", "dossierbeheerder")
    (found,) = office.terms(offered, CODE)
    with office.database.transaction() as tx:
        term_changes.extend(tx, found.id, 10, Unit.CALENDAR_DAYS, "Tolk.", manager)
    publish(office, 45)
    (planned,) = _preview(office)
    assert planned.after == date(2026, 12, 29)  # 45 + 10 days
    new_lengths.apply(office.database, CODE, "Ministerieel besluit.", owner)
    assert office.terms(offered, CODE)[0].last_day == planned.after


def test_a_term_that_stands_still_takes_the_rule_along(office: Office, offered: int, owner: Actor) -> None:
    manager = office.colleague("in_gent", "dossierbeheerder")
    with office.database.transaction() as tx:
        term_changes.suspend(tx, offered, tx.today, None, "Ziek.", manager)
    publish(office, 45)
    (planned,) = _preview(office)
    assert (planned.before, planned.after, planned.days, planned.over) == (None, None, None, False)
    new_lengths.apply(office.database, CODE, "Ministerieel besluit.", owner)
    (pause,) = office.rows(suspension)
    with office.database.transaction() as tx:
        term_changes.end_suspension(tx, pause.id, pause.first_day + timedelta(9), manager)
    with office.database.read() as tx:
        begun = tx.today
    lasts = office.terms(offered, CODE)[0].last_day
    assert lasts > NEW
    assert lasts > begun


def test_only_a_process_owner_chooses_and_says_why(office: Office, offered: int, owner: Actor) -> None:
    publish(office, 45)
    lead = office.hire("in_gent", "teamverantwoordelijke")
    for who, reason, code in (
        (lead, "reden", "nieuwe_lengte_niet_voor_uw_rol"),
        (owner, "  ", "reden_ontbreekt"),
    ):
        with pytest.raises(DomainError) as refused:
            new_lengths.apply(office.database, CODE, reason, who)
        assert refused.value.code == code
        with pytest.raises(DomainError) as refused, office.database.transaction() as tx:
            new_length_requests.request(tx, CODE, reason, who)
        assert refused.value.code == code
    with pytest.raises(DomainError) as unknown:
        new_lengths.apply(office.database, "bestaat_niet", "reden", owner)
    assert unknown.value.code == "termijn_onbekend"
    assert office.rows(term_change) == []


def test_an_ended_term_is_left_alone(office: Office, offered: int, owner: Actor) -> None:
    publish(office, 45)
    office.do(offered, "contract_ondertekenen")
    assert office.terms(offered, CODE)[0].status == TermStatus.WITHDRAWN
    assert _preview(office) == []


def test_the_worker_applies_what_was_asked(office: Office, offered: int, owner: Actor) -> None:
    publish(office, 45)
    assert not new_length_requests.run_requested(office.database)
    with office.database.transaction() as tx:
        asked = new_length_requests.request(tx, CODE, "Ministerieel besluit.", owner)
    assert (asked.total, asked.done) == (1, 0)
    with pytest.raises(DomainError) as busy, office.database.transaction() as tx:
        new_length_requests.request(tx, CODE, "nog eens", owner)
    assert busy.value.code == "nieuwe_lengte_loopt"
    assert new_length_requests.run_requested(office.database)
    assert office.terms(offered, CODE)[0].last_day == NEW
    assert office.rows(term_change)[0].account_id == owner.account_id
    with office.database.read() as tx:
        assert new_length_requests.requested(tx) is None
    assert not new_length_requests.run_requested(office.database)


def test_a_crash_half_way_is_gone_on_with(
    office: Office, offered: int, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = office.offered(first_name="Omar")
    publish(office, 45)
    with office.database.transaction() as tx:
        new_length_requests.request(tx, CODE, "Ministerieel besluit.", owner)
    monkeypatch.setattr(new_lengths, "TOGETHER", 1)
    again, real = iter((False, True)), new_lengths._apply

    def apply(*given: object) -> bool:
        if next(again):
            raise SystemExit
        return real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as crash:
        crash.setattr(new_lengths, "_apply", apply)
        with pytest.raises(SystemExit):
            new_length_requests.run_requested(office.database)
    assert len(office.rows(term_change)) == 1
    with office.database.read() as tx:
        found = new_length_requests.requested(tx)
        assert found is not None
        assert (found.done, found.total) == (1, 2)
    assert new_length_requests.run_requested(office.database)
    assert sorted(row.term_id for row in office.rows(term_change)) == sorted(
        office.terms(case_id, CODE)[0].id for case_id in (offered, other)
    )
    assert office.rows(setting, setting.c.key == new_length_requests.KEY) == []
