"""Every letter variant as a PDF in one folder, with an index: for whoever reads them all."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from app.letters.render import render
from app.letters.samples import DAY, samples
from app.letters.templates import in_language

INDEX = "overzicht.csv"


@dataclass(frozen=True)
class Sample:
    """One line of the index; the names of the fields are its columns."""

    bestand: str
    sjabloon: str
    variant: str
    taal: str
    bladzijden: int
    sha256: str


def write(templates: Mapping[str, str], folder: Path) -> Iterator[Sample]:
    """Make all of them, one by one; the index is written last. Raises what `render` raises."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name, facts in samples().items():
        letter = facts["brief"]
        pdf = render(templates, in_language(letter["sjabloon"], letter["taal"]), facts, day=DAY)
        (folder / f"{name}.pdf").write_bytes(pdf.content)
        variant = name.partition(".")[2]
        made.append(Sample(f"{name}.pdf", letter["sjabloon"], variant, letter["taal"], pdf.pages, pdf.sha256))
        yield made[-1]
    with (folder / INDEX).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(field.name for field in fields(Sample))
        writer.writerows(astuple(each) for each in made)
