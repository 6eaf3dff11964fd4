"""Letters made and sent by several at once: each once, and none revived."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import letter_making, letters
from app.db.tables import document, letter
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.threads import at_once


def test_two_workers_make_each_letter_once(office: Office) -> None:
    for _ in range(12):
        office.detect()
    found = at_once(*[lambda: letter_making.make_requested(office.database)] * 2)
    assert not [each for each in found if isinstance(each, Exception)], found
    made = office.rows(letter)
    assert {row.status for row in made} == {"gemaakt"}
    assert len({row.document for row in made}) == len(office.rows(document)) == 12
    assert len({row.reference for row in made}) == 12
    assert office.incidents() == []


def test_a_letter_that_is_cancelled_while_it_is_being_made_stays_cancelled(office: Office) -> None:
    cases = [office.detect() for _ in range(4)]
    office.colleague("in_gent", "trajectbegeleider")  # hired before, not in the race

    def register() -> None:
        for case_id in cases:
            office.record(case_id, "aangemeld")

    found = at_once(lambda: letter_making.make_requested(office.database), register)
    assert not [each for each in found if isinstance(each, Exception)], found
    assert {row.status for row in office.rows(letter)} == {"geannuleerd"}
    letter_making.make_requested(office.database)
    assert {row.status for row in office.rows(letter)} == {"geannuleerd"}


def test_a_sent_date_counts_once(office: Office) -> None:
    case_id = office.detect()
    letter_making.make_requested(office.database)
    (made,) = office.rows(letter)

    def send(day: date = date(2026, 11, 2)) -> None:
        with office.database.transaction() as tx:
            letters.mark_sent(tx, made.id, day)

    assert at_once(send, send) == [None, None]
    after = dump(office.database)
    send()
    office.until(date(2026, 11, 4))
    with pytest.raises(DomainError) as refused:
        send(date(2026, 11, 3))
    assert refused.value.code == "brief_al_verzonden"
    assert dump(office.database, without={"setting"}) == {k: v for k, v in after.items() if k != "setting"}
    assert len(office.terms(case_id)) == 1


def test_a_letter_sent_while_the_person_dies(office: Office) -> None:
    """Sent or cancelled, whichever comes first; never both, and nothing breaks."""
    for _ in range(4):
        case_id = office.detect()
        letter_making.make_requested(office.database)
        made = office.rows(letter)[-1]

        def send(of: int = made.id) -> str:
            with office.database.transaction() as tx:
                try:
                    letters.mark_sent(tx, of, date(2026, 11, 2))
                except DomainError as refused:
                    return refused.code
            return "verzonden"

        def die(of: int = case_id) -> object:
            return office.register_says(of, Mutation.DECEASED)

        found = at_once(send, die)
        assert found[0] in ("verzonden", "brief_niet_te_verzenden"), found
        assert found[1] == "changed", found
        after = office.rows(letter)[-1]
        assert after.status == ("verzonden" if found[0] == "verzonden" else "geannuleerd")
        assert office.case(case_id).outcome == "vervallen"
        assert office.incidents() == []
