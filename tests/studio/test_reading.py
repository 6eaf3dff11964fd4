"""Reading scenarios: whatever is misspelt is told, with its step and what was probably meant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.studio.scenarios.usual import filled_in
from tests.studio.small import DETECTED, HEAD, read, told

STEP = "\n[[stap]]\ndag = 2026-02-02\n"

MISTAKES = [
    ('titel = "Proef"', None, "de sleutel 'toont' ontbreekt"),
    (HEAD + "stapp = 1" + DETECTED, None, "de sleutel 'stapp' bestaat hier niet; bedoelt u 'stap'?"),
    (HEAD, None, "een scenario heeft minstens één [[stap]]"),
    (HEAD + "[[stap]]\nopgespoord = true", "stap 1", "de eerste stap heeft een dag of een moment nodig"),
    (HEAD + DETECTED + "\n[[stap]]\ndag = 2026-01-04", "stap 2", "deze stap ligt voor de vorige"),
    (
        HEAD + '[[stap]]\ndag = "2026-01-05"',
        "stap 1",
        "'dag' moet een dag (JJJJ-MM-DD, zonder aanhalingstekens)",
    ),
    (HEAD + DETECTED + STEP + 'taak = "intake_voern"', "stap 2", "bedoelt u 'intake_voeren'?"),
    (HEAD + DETECTED + STEP + 'bericht = "aangemelt"', "stap 2", "bedoelt u 'aangemeld'?"),
    (HEAD + DETECTED + STEP + 'partnerbericht = "mo_resultat"', "stap 2", "bedoelt u 'mo_resultaat'?"),
    (HEAD + DETECTED + STEP + 'partnerbericht = "traject_vervallen"', "stap 2", "bestaat niet"),
    (HEAD + DETECTED + STEP + 'bericht = "aangemeld"\ninhoud = {}', "stap 2", "hoort bij partnerbericht"),
    (HEAD + DETECTED + STEP + 'brief = "besluiten"', "stap 2", "bedoelt u 'besluit'?"),
    (
        HEAD + DETECTED + STEP + 'taak = "intake_voeren"\nbericht = "aangemeld"',
        "stap 2",
        "in één stap gebeurt één ding; hier staan taak en bericht",
    ),
    (HEAD + DETECTED + STEP + 'rol = "beheerder"', "stap 2", "'rol' hoort bij taak of bericht"),
    (
        HEAD + DETECTED + STEP + 'taak = "intake_voeren"\nantwoorden = { nt2_niveu = "A1" }',
        "stap 2",
        "de sleutel 'nt2_niveu' bestaat hier niet; bedoelt u 'nt2_niveau'?",
    ),
    (HEAD + DETECTED + STEP + "opgespoord = 3", "stap 2", "'opgespoord' moet een tabel zijn"),
    (HEAD + DETECTED + STEP + "aan_de_balie = false", "stap 2", "'aan_de_balie = false' zegt niets"),
    (HEAD + DETECTED + STEP + 'nagekeken = { taal = "de" }', "stap 2", "de taal 'de' bestaat niet"),
    (HEAD + DETECTED + STEP + "nagekeken = { tal = 'nl' }", "stap 2", "bedoelt u 'taal'?"),
    (
        HEAD + DETECTED + STEP + 'registerrij = { uittreksel = "brusel" }',
        "stap 2",
        "bedoelt u 'brussel'?",
    ),
    (HEAD + "[persoon]\ngemeente = 'Gentt'" + DETECTED, None, "bedoelt u 'Gent'?"),
    (HEAD + "[persoon]\nleeftijd = 3" + DETECTED, None, "de sleutel 'leeftijd' bestaat hier niet"),
    (HEAD + DETECTED + 'dan.taken = ["intake"]', "stap 1", "de taak 'intake' bestaat niet"),
    (HEAD + DETECTED + "dan.taken.inbreuken = []", "stap 1", "bedoelt u 'inbreuk'?"),
    (HEAD + DETECTED + 'dan.brieven.besluit = "weg"', "stap 1", "de toestand 'weg' bestaat niet"),
    (HEAD + DETECTED + "dan.termijnen.aanmeldng = 2026-01-01", "stap 1", "bedoelt u 'aanmelding'?"),
    (HEAD + DETECTED + 'dan.dossiers.inbreuk = "rechtgezt"', "stap 1", "bedoelt u 'rechtgezet'?"),
    (HEAD + DETECTED + "dan.besluit.bedrag = true", "stap 1", "'bedrag' moet een bedrag in euro zijn"),
    (HEAD + DETECTED + "dan.open = []", "stap 1", "de sleutel 'open' bestaat hier niet"),
    (
        HEAD + DETECTED + STEP + "opschorting = { van = 2026-02-02 }",
        "stap 2",
        "de sleutel 'reden' ontbreekt",
    ),
    (HEAD + 'vooraf = "eerst"' + DETECTED, None, "het scenario 'eerst' bestaat niet"),
    (HEAD + 'vooraf = "proef"' + DETECTED, None, "'proef' kan niet voorafgaan"),
]


@pytest.mark.parametrize(("text", "place", "sentence"), MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str, place: str | None, sentence: str) -> None:
    found = read(proef=text)
    assert found.scenarios == []
    assert any(where == place and sentence in why for where, why in told(found.problems)), found.problems


def test_all_mistakes_of_a_file_are_told_at_once() -> None:
    text = HEAD + DETECTED + 'dan.taken = ["a"]\ndan.brieven.b = "c"' + STEP + 'taak = "d"'
    assert [where for where, _ in told(read(proef=text).problems)] == ["stap 1", "stap 1", "stap 2"]


def test_what_is_no_toml_is_told_with_its_line() -> None:
    ((place, why),) = told(read(proef="titel = \n").problems)
    assert (place, "line 1" in why) == (None, True)


def test_a_mistake_in_the_scenario_before_is_told_once() -> None:
    found = read(eerst=HEAD + DETECTED + 'dan.taken = ["a"]', later=HEAD + 'vooraf = "eerst"' + STEP)
    assert [problem.path.rpartition("/")[2] for problem in found.problems] == ["eerst.toml"]
    assert found.scenarios == []


def test_a_scenario_goes_on_where_another_ends() -> None:
    found = read(eerst=HEAD + DETECTED, later=HEAD + 'vooraf = "eerst"\npost = "met de hand"' + STEP)
    later = next(scenario for scenario in found.scenarios if scenario.name == "later")
    assert [(step.of, step.number) for step in later.steps] == [("eerst", 1), ("", 1)]
    assert later.mail is False


def test_a_step_is_at_ten_or_right_after_the_one_before() -> None:
    text = HEAD + DETECTED + "[[stap]]\n" + "[[stap]]\nmoment = 2026-07-01T23:30:00\n"
    text += "[[stap]]\ndag = 2026-07-01\n" + "[[stap]]\nmoment = 2026-10-25T02:30:00+01:00\n"
    text += "[[stap]]\ndag = 2026-10-25\n"
    (scenario,) = read(proef=text).scenarios
    assert [step.moment.astimezone(UTC) for step in scenario.steps] == [
        datetime(2026, 1, 5, 9, tzinfo=UTC),
        datetime(2026, 1, 5, 9, tzinfo=UTC),
        datetime(2026, 7, 1, 21, 30, tzinfo=UTC),
        datetime(2026, 7, 1, 21, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 9, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("vandaag", "2026-01-31"),
        ("vandaag + 1 maand", "2026-02-28"),
        ("vandaag - 3 dagen", "2026-01-28"),
        ("vandaag-1 jaar", "2025-01-31"),
        (date(2026, 3, 1), "2026-03-01"),
        ("dossier.bedrag", 375),
        ("dossier.onbekend", None),
        ("vandaag was het zonnig", "vandaag was het zonnig"),
        (True, True),
    ],
)
def test_placeholders_in_answers(written: object, meant: object) -> None:
    assert filled_in({"x": written}, date(2026, 1, 31), {"bedrag": 375}) == {"x": meant}


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=80))
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    found = read(proef=text)
    assert found.scenarios == []
    assert found.problems
