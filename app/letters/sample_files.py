"""Every letter variant as a PDF in one folder, with an index: for whoever reads them all."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from app.letters.render import render
from app.letters.samples import DAY, Facts, samples
from app.letters.templates import in_language

INDEX = "overzicht.csv"


@dataclass(frozen=True)
class Sample:
    """One line of the index; the names of the fields are its columns."""

    bestand: str
    regio: str
    sjabloon: str
    variant: str
    taal: str
    bladzijden: int
    sha256: str


def write(templates: Mapping[str, Mapping[str, str]], folder: Path) -> Iterator[Sample]:
    """Make all letters of these regions, one by one; the index comes last. Raises what `render` raises."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for region, its_own in templates.items():
        for name, facts in samples(region).items():
            made.append(_made(region, its_own, name, facts, folder))
            yield made[-1]
    with (folder / INDEX).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(field.name for field in fields(Sample))
        writer.writerows(astuple(each) for each in made)


def _made(region: str, templates: Mapping[str, str], name: str, facts: Facts, folder: Path) -> Sample:
    letter = facts["brief"]
    template, language = letter["sjabloon"], letter["taal"]
    pdf = render(templates, in_language(template, language), facts, day=DAY)
    (folder / f"{name}.pdf").write_bytes(pdf.content)
    return Sample(f"{name}.pdf", region, template, name.partition(".")[2], language, pdf.pages, pdf.sha256)
