"""The transfer of refusals to the GGC: a list, and one PDF per file that the list names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.exchange.csv_out import write_csv

LIST = "weigeringen.csv"
COLUMNS = (
    "dossiernummer",
    "sanctiedossier",
    "rijksregisternummer",
    "naam",
    "voornaam",
    "taal",
    "attest_overhandigd_op",
    "aangemeld_op",
    "weigering_vastgesteld_op",
    "aanmaning_verzonden_op",
    "aangetekend_nummer",
    "bestand",
    "bladzijden",
    "sha256",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refusal: the municipality's file and the GGC's, who it is, the days that count, and its PDF."""

    case_number: str
    sanction_number: str
    national_number: str
    last_name: str
    first_name: str
    language: str
    handed_over_on: date | None
    registered_on: date | None
    refused_on: date | None
    notice_sent_on: date | None
    registered_number: str | None
    pdf: bytes
    pages: int
    sha256: str

    @property
    def file(self) -> str:
        """The name of its PDF in the package: by the GGC's number, for a trajectory may be refused again."""
        return f"{self.sanction_number}.pdf"


def package(refusals: Iterable[Refusal], made: datetime) -> bytes:
    """The zip: the list and the PDFs. The same refusals at the same moment give the same bytes."""
    rows = sorted(refusals, key=lambda each: (each.case_number, each.sanction_number))
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(_entry(LIST, made, ZIP_DEFLATED), f"\ufeff{_list(rows)}")
        for row in rows:
            archive.writestr(_entry(row.file, made, ZIP_STORED), row.pdf)  # a PDF is compressed already
    return packed.getvalue()


def _list(rows: Iterable[Refusal]) -> str:
    text = StringIO()
    write_csv(text, COLUMNS, map(_cells, rows))
    return text.getvalue()


def _cells(row: Refusal) -> list[str]:
    return [
        row.case_number,
        row.sanction_number,
        row.national_number,
        " ".join(row.last_name.split()),
        " ".join(row.first_name.split()),
        row.language,
        _day(row.handed_over_on),
        _day(row.registered_on),
        _day(row.refused_on),
        _day(row.notice_sent_on),
        row.registered_number or "",
        row.file,
        str(row.pages),
        row.sha256,
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _entry(name: str, made: datetime, compression: int) -> ZipInfo:
    entry = ZipInfo(name, date_time=made.timetuple()[:6])
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry
