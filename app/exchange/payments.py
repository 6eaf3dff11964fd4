"""What the Vlaamse Belastingdienst collected, and what it gave up: one payment of one file per row.

`dossiernummer;betaald_op;bedrag;referentie;status;reden`; the last two may be missing or empty. Only what the
file itself tells is decided here; whose file it is, and whether it waits for a payment, is for who knows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from app.domain.errors import DomainError
from app.exchange import handed_in
from app.exchange.csv_in import CsvFile, Record, RefusedError, open_csv, read_day
from app.exchange.register import Rejection

KIND = "betalingen"
REQUIRED = ("dossiernummer", "betaald_op", "bedrag", "referentie")
COLUMNS = (*REQUIRED, "status", "reden")
LONGEST_REFERENCE = 40  # characters
_CASE_NUMBER = re.compile(r"[A-Z]{3}-[0-9]{4}-[0-9]{6,12}")
_EURO = re.compile(r"(?P<euro>[0-9]{1,7})(?:[.,](?P<cents>[0-9]{1,2}))?")


class Outcome(StrEnum):
    """What the tax service says of the debt; empty says no more than that this much was paid."""

    COLLECTED = "geind"
    IRRECOVERABLE = "oninvorderbaar"


class Reason(StrEnum):
    """Why a debt is given up: the answers of the form `oninvorderbaar_gemeld`."""

    INSOLVENT = "insolvent"
    STRUCK_OFF = "geschrapt"
    TIME_BARRED = "verjaard"
    OTHER = "andere"


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of `cents` on `day`; with a `given_up` the tax service stops, and `cents` may be 0.

    `reference` names the payment at who sent it: the same one again is the same payment. `number` is the row
    in the file, the header being row 1; `content` the line as it came.
    """

    number: int
    case_number: str
    day: date
    cents: int
    reference: str
    given_up: Reason | None
    content: str

    @property
    def says(self) -> tuple[str, date, int, Reason | None]:
        """All that makes it this payment, but for its reference."""
        return self.case_number, self.day, self.cents, self.given_up


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """A file whose header is in order; iterate it for its rows, again from the start each time."""

    file: CsvFile
    warnings: list[str]
    kind: str = KIND

    def __iter__(self) -> Iterator[PaymentRow | Rejection]:
        return handed_in.rows_of(self.file, self._row, lambda row: row.reference, _refuse_contradiction)

    def _row(self, record: Record) -> PaymentRow:
        cells = handed_in.cells_of(self.file, record, COLUMNS, REQUIRED)
        given_up = _given_up(cells.get("status", ""), cells.get("reden", ""))
        cents = _cents(cells["bedrag"])
        if not cents and given_up is None:
            raise RefusedError("bedrag", "Een betaling is meer dan 0 euro.")
        if len(cells["referentie"]) > LONGEST_REFERENCE:
            raise RefusedError("referentie", f"Dit veld is langer dan {LONGEST_REFERENCE} tekens.")
        return PaymentRow(
            record.number,
            _case_number(cells["dossiernummer"]),
            read_day("betaald_op", cells["betaald_op"]),
            cents,
            cells["referentie"],
            given_up,
            record.content,
        )


def read(stream: BinaryIO) -> PaymentFile:
    """Checks encoding and header; the rows are read when the result is iterated.

    Raises DomainError `kolom_ontbreekt` (column, columns) and what `open_csv` raises, before any row.
    """
    file = open_csv(stream)
    missing = [name for name in REQUIRED if name not in file.columns]
    if missing:
        raise DomainError("kolom_ontbreekt", column=missing[0], columns=missing)
    return PaymentFile(file, file.unknown(COLUMNS))


def _case_number(text: str) -> str:
    if not _CASE_NUMBER.fullmatch(text):
        raise RefusedError("dossiernummer", "Dit is geen nummer van een dossier, zoals HHV-2026-000123.")
    return text


def _cents(text: str) -> int:
    found = _EURO.fullmatch(text)
    if found is None:
        raise RefusedError("bedrag", "Dit is geen bedrag in euro, zoals 100 of 62.50.")
    return int(found["euro"]) * 100 + int((found["cents"] or "").ljust(2, "0"))


def _given_up(status: str, reason: str) -> Reason | None:
    if status and status not in set(Outcome):
        raise RefusedError("status", "Dit is geen status: laat leeg, of schrijf geind of oninvorderbaar.")
    if reason and reason not in set(Reason):
        raise RefusedError("reden", "Dit is geen reden: insolvent, geschrapt, verjaard of andere.")
    if status != Outcome.IRRECOVERABLE:
        if reason:
            raise RefusedError("reden", "Een reden hoort alleen bij oninvorderbaar.")
        return None
    return Reason(reason) if reason else Reason.OTHER


def _refuse_contradiction(row: PaymentRow, first: PaymentRow) -> None:
    if row.says != first.says:
        raise RefusedError("referentie", f"Deze betaling staat met andere gegevens in rij {first.number}.")
