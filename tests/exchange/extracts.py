"""Register extracts for tests: one good row, and what one wants to change in it."""

from __future__ import annotations

import csv
import io

from app.exchange.register import Extract, Rejection, Row, read

GOOD = {
    "rijksregisternummer": "85073003328",
    "naam": "Voorbeeld",
    "voornaam": "An",
    "geboortedatum": "1985-07-30",
    "geslacht": "V",
    "nationaliteit": "Marokko",
    "nis_gemeente": "44021",
    "register": "vreemdelingenregister",
    "verblijfsstatuut": "gezinshereniging met Belg",
    "eerste_inschrijving_vlaanderen": "2026-09-01",
    "tijdelijk_verblijf": "nee",
    "extractiedatum": "2026-10-31",
    "mutatie": "",
}


def file_of(*rows: dict[str, str], columns: list[str] | None = None, delimiter: str = ";") -> bytes:
    """An extract of good rows with those changes."""
    names = columns or list(GOOD)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(names)
    for changes in rows:
        row = {**GOOD, **changes}
        writer.writerow([row.get(name, "") for name in names])
    return text.getvalue().encode()


def extract(content: bytes) -> Extract:
    return read(io.BytesIO(content))


def rows_of(content: bytes) -> list[Row | Rejection]:
    return list(extract(content))


def only(content: bytes) -> Row | Rejection:
    (one,) = rows_of(content)
    return one
