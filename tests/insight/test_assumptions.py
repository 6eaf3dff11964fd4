"""What no source confirms is found wherever it stands, and the README tells the same list."""

from __future__ import annotations

from app.config import ROOT
from app.domain.vocabulary import Provenance
from app.engine import bundle, reading
from app.insight.assumptions import Assumption, as_markdown, assumptions

README = (ROOT / "README.md").read_text("utf-8")
RELEASE = reading.read(bundle.from_folder(ROOT))


def test_every_unconfirmed_term_and_number_is_told() -> None:
    found = {(each.kind, each.title) for each in assumptions(RELEASE)}
    rules = {("termijn", rule.name) for rule in RELEASE.terms if not rule.source.confirmed}
    numbers = {("getal", each.name) for each in RELEASE.parameters if not each.source.confirmed}
    assert rules
    assert numbers
    assert rules | numbers <= found
    confirmed = {("termijn", rule.name) for rule in RELEASE.terms if rule.source.confirmed}
    assert not confirmed & found


def test_each_kind_of_file_is_read() -> None:
    found = assumptions(RELEASE)
    assert {each.kind for each in found} == {"termijn", "getal", "tabel", "diagram", "formulier"}
    assert len(found) == len(set(found))
    b1 = next(each for each in found if each.kind == "diagram" and each.text.startswith("B1 nakijken"))
    assert b1.source is Provenance.UNCONFIRMED


def test_a_line_of_the_list_is_one_line() -> None:
    made = as_markdown([Assumption("getal", "Drempel", "80.\n  Niet\tgevonden.", Provenance.ASSUMPTION)])
    assert made == "**Getallen**\n\n- *Drempel* (aanname): 80. Niet gevonden.\n"


def test_the_readme_tells_the_list_of_today() -> None:
    told = README.split("<!-- aannames -->\n")[1].split("<!-- einde -->")[0]
    assert told.strip() == as_markdown(assumptions(RELEASE)).strip(), "traject release assumptions --markdown"
