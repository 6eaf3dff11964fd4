"""Every letter variant reads as its golden file. TRAJECT_UPDATE_GOLDEN=1 writes the files anew."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.letters import Pdf
from app.letters.samples import Facts, samples
from tests.letters.pdf import flat, text

GOLDEN = Path(__file__).parents[1] / "golden" / "letters"
SAMPLES = samples("vlaanderen") | samples("brussel")
BASIS_AND_PAGE = {
    "nl": ("Wettelijke basis. Deze", "steunt op", "Bladzijde 1 van"),
    "fr": ("Base légale. Cette", "repose sur", "Page 1 sur"),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_letter_reads_as_approved(name: str, letter: Callable[[Facts], Pdf]) -> None:
    found = text(letter(SAMPLES[name]).content) + "\n"
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("TRAJECT_UPDATE_GOLDEN"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_every_golden_file_has_its_letter() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SAMPLES)


def test_every_template_has_a_golden_file(templates_of: dict[str, dict[str, str]]) -> None:
    names = [name for templates in templates_of.values() for name in templates if not name.startswith("_")]
    assert len(names) == len(set(names))
    assert {name.removesuffix(".typ") for name in names} == {name.split(".")[0] for name in SAMPLES}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_citizen_never_reads_how_sure_we_are(name: str, letter: Callable[[Facts], Pdf]) -> None:
    words = flat(letter(SAMPLES[name]).content).casefold()
    assert not [
        word for word in ("aanname", "onbevestigd", "analogie", "praktijk", "hypothèse") if word in words
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_letter_names_its_basis_and_a_contact(name: str, letter: Callable[[Facts], Pdf]) -> None:
    words = flat(letter(SAMPLES[name]).content)
    said = BASIS_AND_PAGE[SAMPLES[name]["brief"]["taal"]]
    assert all(each in words for each in said)
    assert SAMPLES[name]["afzender"]["telefoon"] in words
