"""What is told to partners: every event once, in order, to who may read the case, and nothing personal."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert, update

from app.casework import moves, webhook_outbox, webhooks
from app.casework.actors import SYSTEM, Refused
from app.db.session import Database
from app.db.tables import (
    enrolment,
    person,
    webhook_cursor,
    webhook_delivery,
    webhook_event,
    webhook_hint,
)
from app.domain.errors import DomainError
from app.domain.webhook_events import FACTS, FOR_PARTNERS, WebhookEvent
from tests.casework.office import Office
from tests.casework.webhook_hooks import EVERYTHING, URL, admin, hook, told


def names(office: Office, case_id: int) -> list[str]:
    return [each["gebeurtenis"] for each in told(office, case_id)]


def test_the_story_of_a_case_is_told_in_order(office: Office) -> None:
    hook(office)
    case_id = office.registered()
    for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken"):
        office.clock(office.database.now() + timedelta(seconds=1))
        office.do(case_id, element)
    assert webhook_outbox.write_events(office.database) > 0
    found = told(office, case_id)
    assert [each["volgnummer"] for each in found] == list(range(1, len(found) + 1))
    number = office.case(case_id).number
    assert found[0] == {
        "id": f"{number}:1",
        "gebeurtenis": "dossier_begonnen",
        "volgnummer": 1,
        "op": "2026-11-02T08:00:00+00:00",
        "dossier": {"nummer": number, "proces": "inburgering", "organisatie": "in_gent"},
        "feiten": {},
    }
    kinds = [(each["gebeurtenis"], *_what(each)) for each in found]
    sent = kinds.index(("brief_verzonden", "uitnodiging_startgesprek"))
    taken = kinds.index(("bericht_verwerkt", "aangemeld"))
    reached = kinds.index(("mijlpaal_bereikt", "aangemeld"))
    opened = kinds.index(("taak_geopend", "aanmelding_registreren"))
    closed = kinds.index(("taak_gesloten", "aanmelding_registreren", "voltooid"))
    assert sent < taken < reached
    assert taken < opened < closed < kinds.index(("taak_geopend", "intake_voeren"))
    assert kinds[-1] == ("taak_geopend", "contract_ondertekenen")
    assert sorted(each["op"] for each in found) == [each["op"] for each in found]


def _what(found: dict[str, Any]) -> tuple[str, ...]:
    facts = found["feiten"]
    return tuple(facts[name] for name in ("brief", "bericht", "soort", "taak", "afloop") if name in facts)


def test_said_again_nothing_is_new(office: Office) -> None:
    hook(office)
    case_id = office.registered()
    assert webhook_outbox.write_events(office.database) > 0
    before = told(office, case_id)
    assert webhook_outbox.write_events(office.database) == 0
    with office.database.transaction() as tx:
        tx.execute(update(webhook_cursor).values(audit_id=0))  # everything once more
    assert webhook_outbox.write_events(office.database) == 0
    assert told(office, case_id) == before
    office.do(case_id, "aanmelding_registreren")
    webhook_outbox.write_events(office.database)
    assert told(office, case_id)[: len(before)] == before


def test_told_bit_by_bit_or_at_once_is_the_same_story(office: Office) -> None:
    hook(office)
    in_bits = office.detect()
    webhook_outbox.write_events(office.database)
    office.until(date(2026, 11, 4))
    webhook_outbox.write_events(office.database)
    office.record(in_bits, "aangemeld")
    webhook_outbox.write_events(office.database)
    office.clock(office.database.now() - timedelta(days=2))
    at_once = office.registered()
    webhook_outbox.write_events(office.database)
    assert names(office, in_bits) == names(office, at_once)


def test_nothing_personal_is_told(office: Office) -> None:
    hook(office, "abb_handhaving")
    hook(office)
    case_id, breach, file = office.fined(
        last_name="Quispel", first_name="Zebedeus", street="Doornzeledries", birth_date="1991-02-13"
    )
    webhook_outbox.write_events(office.database)
    bodies = " ".join(row.body for row in office.rows(webhook_event))
    number = office.rows(person)[0].national_number
    for secret in ("Quispel", "Zebedeus", "Doornzeledries", "1991-02-13", number, "geen reden op"):
        assert secret not in bodies
    for each in (json.loads(row.body) for row in office.rows(webhook_event)):
        assert tuple(each["feiten"]) == FACTS[each["gebeurtenis"]], "as the page says"
    notified = [each for each in told(office, file) if each["gebeurtenis"] == "besluit_betekend"]
    assert [each["feiten"] for each in notified] == [{"besluit": "boete", "betekend_op": "2027-04-21"}]
    assert "termijn_verstreken" in names(office, case_id)
    assert "dossier_begonnen" in names(office, breach)


def test_who_may_not_read_a_case_hears_nothing_of_it(office: Office) -> None:
    elsewhere, enforcement = hook(office, "atlas"), hook(office, "abb_handhaving")
    case_id = office.registered()
    webhook_outbox.write_events(office.database)
    assert office.rows(webhook_event) == []
    file = office.forwarded()[2]
    webhook_outbox.write_events(office.database)
    hearing = {row.webhook_id for row in office.rows(webhook_delivery)}
    assert hearing == {enforcement}, f"{elsewhere} hears nothing"
    assert names(office, case_id) == []
    assert names(office, file)[0] == "dossier_begonnen"


def test_a_case_that_moves_is_told_to_both_desks(office: Office) -> None:
    old, new = hook(office, "in_gent"), hook(office, "atlas")
    case_id = office.registered()
    webhook_outbox.write_events(office.database)
    with office.database.transaction() as tx:
        moves.move(tx, [case_id], "atlas", SYSTEM)
    office.do(case_id, "aanmelding_registreren")
    webhook_outbox.write_events(office.database)
    moved = [row for row in office.rows(webhook_event) if row.name == "dossier_overgedragen"]
    assert json.loads(moved[0].body)["feiten"] == {"van": "in_gent", "naar": "atlas"}
    hearing = office.rows(webhook_delivery, webhook_delivery.c.event_id == moved[0].id)
    assert {row.webhook_id for row in hearing} == {old, new}
    later = office.rows(webhook_delivery, webhook_delivery.c.event_id > moved[0].id)
    assert {row.webhook_id for row in later} == {new}


def _involve(office: Office, case_id: int, *, until: date | None = None) -> None:
    involved_by = admin(office).account_id
    with office.database.transaction() as tx:
        tx.execute(
            insert(enrolment).values(
                person_id=office.case(case_id).person_id,
                case_id=case_id,
                organisation="vdab",
                part="vdab",
                starts_on=tx.today - timedelta(days=30),
                ends_on=until,
                involved_at=tx.now,
                involved_by=involved_by,
            )
        )


def test_a_partner_hears_of_whom_it_guides_and_not_everything(office: Office) -> None:
    hook(office, "vdab")
    followed, other, before = office.registered(), office.registered(), office.registered()
    _involve(office, followed)
    _involve(office, before, until=office.database.now().date() - timedelta(days=1))
    for case_id in (followed, other, before):
        office.do(case_id, "aanmelding_registreren")
    webhook_outbox.write_events(office.database)
    assert names(office, before) == []
    assert set(names(office, followed)) <= FOR_PARTNERS
    assert names(office, followed) == ["mijlpaal_bereikt"]
    assert names(office, other) == []


def test_only_what_was_asked_for_from_then_on(office: Office) -> None:
    office.registered()
    office.clock(office.database.now() + timedelta(minutes=1))
    hook(office, events=[WebhookEvent.TASK_OPENED])
    case_id = office.rows(webhook_cursor) and office.detect()
    webhook_outbox.write_events(office.database)
    assert office.rows(webhook_event) == []
    office.until(date(2026, 11, 6))
    office.record(case_id, "aangemeld")
    webhook_outbox.write_events(office.database)
    assert {row.name for row in office.rows(webhook_event)} == {"taak_geopend"}


def test_many_cases_in_several_lots(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_outbox, "_NEW_LINES", webhook_outbox._NEW_LINES.limit(3))
    monkeypatch.setattr(webhook_outbox, "LINES", 3)
    hook(office)
    cases = [office.detect() for _ in range(4)]
    office.until(date(2026, 11, 4))
    for case_id in cases:
        office.record(case_id, "aangemeld")
    webhook_outbox.write_events(office.database)
    assert len({tuple(names(office, case_id)) for case_id in cases}) == 1
    assert office.rows(webhook_hint) == []


def test_where_nobody_has_a_webhook_nothing_is_written_or_asked(office: Office) -> None:
    case_id = office.registered()
    office.do(case_id, "aanmelding_registreren")
    assert office.rows(webhook_hint) == []
    with _statements(office.database) as said:
        assert webhook_outbox.write_events(office.database) == 0
    assert len([each for each in said if "webhook" in each]) == 1
    assert office.rows(webhook_event) == []


def test_a_step_says_nothing_about_webhooks(office: Office) -> None:
    case_id = office.registered()
    hook(office)
    with _statements(office.database) as said:
        office.do(case_id, "aanmelding_registreren")
    assert [each for each in said if "webhook" in each] == []


class _statements:
    """What is said to a database meanwhile."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._said: list[str] = []

    def __enter__(self) -> list[str]:
        sqlalchemy_event.listen(self._engine, "before_cursor_execute", self._hear)
        return self._said

    def __exit__(self, *_: object) -> None:
        sqlalchemy_event.remove(self._engine, "before_cursor_execute", self._hear)

    def _hear(self, _c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self._said.append(statement)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://partner.example/traject", "webhook_adres_ongeldig"),
        ("ftp://partner.example", "webhook_adres_ongeldig"),
        ("partner.example", "webhook_adres_ongeldig"),
        ("https://", "webhook_adres_ongeldig"),
        ("https://iemand:geheim@partner.example/", "webhook_adres_ongeldig"),
        ("https://partner.example/ x", "webhook_adres_ongeldig"),
        ("https://partner.example:99999/", "webhook_adres_ongeldig"),
        ("https://partner.example/" + "x" * 500, "webhook_adres_ongeldig"),
        ("https://localhost/", "webhook_adres_intern"),
        ("https://127.0.0.1/", "webhook_adres_intern"),
        ("https://[::1]/", "webhook_adres_intern"),
        ("https://10.0.0.8/", "webhook_adres_intern"),
        ("https://169.254.169.254/latest", "webhook_adres_intern"),
        ("https://[::ffff:10.0.0.8]/", "webhook_adres_intern"),
    ],
)
def test_an_address_inside_is_refused(small_office: Office, url: str, code: str) -> None:
    boss = admin(small_office)
    with small_office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        webhooks.make(tx, "in_gent", url, EVERYTHING, boss)
    assert refused.value.code == code


def test_who_may_not_and_what_is_missing(small_office: Office) -> None:
    desk = small_office.colleague("in_gent", "dossierbeheerder")
    boss = admin(small_office)
    with small_office.database.transaction() as tx:
        with pytest.raises(Refused):
            webhooks.make(tx, "in_gent", URL, EVERYTHING, desk)
        with pytest.raises(DomainError, match="organisatie_onbekend"):
            webhooks.make(tx, "nergens", URL, EVERYTHING, boss)
        with pytest.raises(DomainError, match="webhook_zonder_gebeurtenis"):
            webhooks.make(tx, "in_gent", URL, ["iets"], boss)
        with pytest.raises(DomainError, match="webhook_onbekend"):
            webhooks.pause(tx, 42, boss)
