"""What time does to messages of partners: kept too long, emptied, given back by a case that ended."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import kept_messages, messages, partner_upkeep
from app.clock import midnight
from app.db.tables import message
from app.domain.vocabulary import Mutation
from tests.casework.office import MONDAY, Office
from tests.casework.test_partner_messages import kept, number_of, result, tell
from tests.casework.test_partner_messages import office as office  # with a school


def test_what_is_kept_too_long_lies_in_the_tray(office: Office) -> None:
    case_id = office.detect()
    tell(office, number_of(office, case_id), "mo_resultaat", **result(MONDAY))
    office.clock(midnight(date(2027, 1, 31)))
    assert partner_upkeep.tidy(office.database) == 0
    office.clock(midnight(date(2027, 2, 1)))
    assert partner_upkeep.tidy(office.database) == 1
    (row,) = kept(office)
    assert (row.status, row.reason, row.desk) == ("postvak", "niet_gehoord", "in_gent")
    assert partner_upkeep.tidy(office.database) == 0


def test_what_was_settled_long_ago_is_emptied_and_its_key_still_counts(office: Office) -> None:
    case_id = office.detect()
    number = number_of(office, case_id)
    first = tell(office, number)
    office.clock(midnight(date(2027, 11, 4)))
    assert partner_upkeep.tidy(office.database) == 1
    (row,) = kept(office)
    assert (row.payload, row.national_number, row.wiped_at is not None) == ({}, None, True)
    assert (row.status, row.case_id, row.name) == ("bezorgd", case_id, "aangemeld")
    assert tell(office, number, on=MONDAY).id == first.id


def test_a_failed_step_whose_case_ended_comes_back_to_the_tray(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = office.detect()

    def fail(*_: Any) -> None:
        raise RuntimeError("proef")

    with monkeypatch.context() as patch:
        patch.setattr(kept_messages.steps, "advance", fail)
        tell(office, number_of(office, case_id))
    office.register_says(case_id, Mutation.DECEASED)
    messages.sweep(office.database)
    messages.deliver(office.database, office.rows(message)[0].id)
    assert office.rows(message)[0].status == "onbestelbaar"
    assert (kept(office)[0].status, kept(office)[0].reason) == ("postvak", "dossier_beeindigd")
