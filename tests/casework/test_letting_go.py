"""Letting go, by two people, of what failed: a term, a message, a letter; never the case's only road on."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import letter_making, messages, timers
from app.casework.actors import Actor
from app.db.tables import letter, message, subscription
from app.domain.errors import DomainError
from tests.casework.broken import FLEMISH, publish
from tests.casework.office import Office
from tests.casework.two_people import TERM, approve, look, propose

MESSAGE = {f"{FLEMISH}inbreuk.bpmn": ("&quot;rechtgezet&quot;", "onbekende_status")}


@pytest.fixture
def lead(office: Office) -> Actor:
    return office.hire("in_gent", "teamverantwoordelijke")


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.hire("in_gent", "dossierbeheerder")


@pytest.fixture
def stuck(office: Office) -> int:
    """A case whose term has passed and whose step failed."""
    publish(office, TERM)
    case_id = office.detect()
    office.until(date(2027, 2, 4))
    return case_id


def test_a_term_is_let_go(office: Office, stuck: int, manager: Actor, lead: Actor) -> None:
    repair_id = propose(office, manager, None)
    preview = look(office, repair_id)
    assert {line.what for line in set(preview.before) - set(preview.after)} == {"termijn"}
    version = office.case(stuck).version
    approve(office, repair_id, lead)
    (term_row,) = office.terms(stuck)
    assert (term_row.status, term_row.fires_at) == ("vervallen", None)
    assert office.incidents() == []
    assert timers.fire_due(office.database) == 0
    assert office.case(stuck).version == version  # the diagram took no step
    office.record(stuck, "aangemeld")  # the case goes on by its other road
    assert office.open(stuck) == ["aanmelding_registreren"]


def test_the_only_road_on_is_not_let_go(office: Office, stuck: int, manager: Actor) -> None:
    with office.database.transaction() as tx:
        tx.execute(subscription.delete().where(subscription.c.case_id == stuck))
    with pytest.raises(DomainError, match="termijn_nodig"):
        propose(office, manager, None)


def test_a_message_is_let_go(office: Office, manager: Actor, lead: Actor) -> None:
    publish(office, MESSAGE)
    case_id, breach = office.noticed()
    office.record(case_id, "aangemeld")
    (left,) = office.rows(message, message.c.status == "wachtend")
    repair_id = propose(office, manager, None)
    assert [line.what for line in set(look(office, repair_id).before)].count("bericht") == 1
    approve(office, repair_id, lead)
    assert [row.status for row in office.rows(message, message.c.id == left.id)] == ["onbestelbaar"]
    assert office.incidents() == []
    assert messages.sweep(office.database) == 0
    assert office.case(breach).status == "lopend"


def test_a_letter_is_let_go_unless_the_case_waits_for_it(office: Office, manager: Actor) -> None:
    case_id = office.detect(last_name="Testmans \U000f1234")
    letter_making.make_requested(office.database)
    with pytest.raises(DomainError, match="brief_nodig"):  # it starts the term of registration
        propose(office, manager, None)
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "gevraagd")]
    office.record(case_id, "aangemeld")
    (row,) = office.rows(letter)
    assert row.status == "geannuleerd"
