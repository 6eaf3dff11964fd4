"""termijnen.toml and parameters.toml: what is read, and how a bad row is refused."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.errors import DomainError
from app.domain.parameters import parameter_on, read_parameters, values_on
from app.domain.terms import read_rules, rule_on
from app.domain.vocabulary import Provenance, TermStart, Unit

TERM = {
    "code": '"aanmelding"',
    "naam": '"Aanmelding"',
    "lengte": "3",
    "eenheid": '"maanden"',
    "start": '"brief_verzonden"',
    "brief": '"uitnodiging_startgesprek"',
    "basis": '"art. 27"',
    "geldig_van": "2022-03-01",
    "bron": '"praktijk"',
}
PARAMETER = {
    "code": '"boete_minimum"',
    "naam": '"Laagste boete"',
    "waarde": "50",
    "eenheid": '"euro"',
    "basis": '"art. 40"',
    "geldig_van": "2022-03-01",
    "bron": '"wet"',
}


def row(table: str, cells: dict[str, str], **changes: str | None) -> str:
    merged = {**cells, **changes}
    return "\n".join([f"[[{table}]]", *(f"{name} = {cell}" for name, cell in merged.items() if cell), ""])


def test_a_term_is_read_with_its_defaults() -> None:
    (rule,) = read_rules(row("termijn", TERM))
    assert (rule.code, rule.length, rule.unit) == ("aanmelding", 3, Unit.MONTHS)
    assert (rule.start, rule.letter, rule.fact) == (TermStart.LETTER_SENT, "uitnodiging_startgesprek", None)
    assert (rule.roll, rule.notice_days, rule.valid_to, rule.note) == (True, 0, None, "")
    assert rule.source is Provenance.PRACTICE


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"lengte": None}, "lengte", "ontbreekt"),
        ({"lengte": "0"}, "lengte", "geheel getal vanaf 1"),
        ({"lengte": "true"}, "lengte", "geheel getal"),
        ({"eenheid": '"weken"'}, "eenheid", "kalenderdagen, werkdagen, maanden"),
        ({"brief": None}, "brief", "ontbreekt"),
        ({"start": '"bij_wachten"'}, "brief", "past niet bij"),
        ({"start": '"feit"', "brief": None}, "feit", "ontbreekt"),
        ({"geldig_van": '"2022-03-01"'}, "geldig_van", "moet een dag zijn"),
        ({"geldig_van": "2022-03-01T00:00:00"}, "geldig_van", "moet een dag zijn"),
        ({"geldig_tot": "2022-02-28"}, "geldig_tot", "ligt voor"),
        ({"doorschuiven": '"nee"'}, "doorschuiven", "true of false"),
        ({"kennisgeving_werkdagen": "-1"}, "kennisgeving_werkdagen", "vanaf 0"),
        ({"bron": '"wikipedia"'}, "bron", "een van deze"),
        ({"basis": '" "'}, "basis", "ontbreekt"),
        ({"naam": "3"}, "naam", "tekst"),
        ({"doorschuyven": "true"}, "doorschuyven", "onbekend veld"),
    ],
)
def test_a_bad_term_is_refused_with_row_and_field(
    changes: dict[str, str | None], field: str, why: str
) -> None:
    text = row("termijn", TERM, code='"eerste"') + row("termijn", TERM, **changes)
    with pytest.raises(DomainError) as refused:
        read_rules(text)
    facts = refused.value.facts
    assert (refused.value.code, facts["row"], facts["field"]) == ("termijn_ongeldig", 2, field)
    assert why in facts["why"]


@pytest.mark.parametrize("text", ["[[termijn", "titel = 1", "termijn = 3", "termijn = [1]"])
def test_text_that_is_no_table_of_terms_is_refused(text: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_rules(text)
    assert (refused.value.code, refused.value.facts["row"]) == ("termijn_ongeldig", 0)


def test_the_rule_of_a_day() -> None:
    rules = read_rules(
        row("termijn", TERM, geldig_tot="2026-12-31")
        + row("termijn", TERM, lengte="2", geldig_van="2027-01-01")
    )
    assert rule_on(rules, "aanmelding", date(2026, 12, 31)).length == 3
    assert rule_on(rules, "aanmelding", date(2027, 1, 1)).length == 2
    with pytest.raises(DomainError, match="termijn_onbekend"):
        rule_on(rules, "aanmelding", date(2022, 2, 28))


def test_two_rows_for_one_day_are_refused() -> None:
    with pytest.raises(DomainError, match="overlapt"):
        read_rules(row("termijn", TERM) + row("termijn", TERM, geldig_van="2027-01-01"))


def test_parameters_of_a_day() -> None:
    text = row("parameter", PARAMETER, geldig_tot="2026-12-31")
    text += row("parameter", PARAMETER, waarde="62.5", geldig_van="2027-01-01")
    parameters = read_parameters(text)
    assert values_on(parameters, date(2026, 6, 1)) == {"boete_minimum": 50}
    assert parameter_on(parameters, "boete_minimum", date(2028, 6, 1)).value == 62.5
    assert values_on(parameters, date(2020, 1, 1)) == {}
    with pytest.raises(DomainError, match="parameter_onbekend"):
        parameter_on(parameters, "boete_maximum", date(2026, 6, 1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"waarde": None}, "waarde"), ({"waarde": '"50"'}, "waarde"), ({"waarde": "true"}, "waarde")],
)
def test_a_bad_parameter_is_refused(changes: dict[str, str | None], field: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_parameters(row("parameter", PARAMETER, **changes))
    assert (refused.value.code, refused.value.facts["field"]) == ("parameter_ongeldig", field)
