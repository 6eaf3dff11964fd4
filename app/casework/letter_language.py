"""In which language a letter is: of Flanders Dutch, but for an express request; of Brussels as chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.casework import releases
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.municipalities import find_municipality
from app.domain.vocabulary import Region

DUTCH, FRENCH = "nl", "fr"
CHOSEN = "taal"  # the case data that say which language the person chose, in Brussels


def of(region: str, data: Mapping[str, Any]) -> str:
    """The language of a letter that nobody asked otherwise (legal.md 2.4).

    Raises DomainError `brief_mist_gegeven` in Brussels while no language is chosen.
    """
    if region != Region.BRUSSELS:
        return DUTCH
    chosen = data.get(CHOSEN)
    if chosen not in (DUTCH, FRENCH):
        raise DomainError("brief_mist_gegeven", gegeven=f"gegevens.{CHOSEN}")
    return str(chosen)


def of_case(tx: Transaction, case_row: CaseRow) -> str:
    """The language of the next letter of a case. Raises as `of` does."""
    return of(_region(tx, case_row), case_row.data)


def french_on_request(tx: Transaction, case_row: CaseRow) -> bool:
    """Whether a letter of Flanders may be in French: the person lives in a municipality with facilities."""
    found = find_municipality(case_row.person["nis_code"])
    return found is not None and found.has_facilities and _region(tx, case_row) == Region.FLANDERS


def _region(tx: Transaction, case_row: CaseRow) -> str:
    return releases.load(tx, case_row.release_id).process(case_row.process).region
