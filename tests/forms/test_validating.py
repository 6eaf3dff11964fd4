"""Answers: good, missing, wrong, huge, hostile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from tests.forms.build import check, codes, equals, field, form

EVERYTHING = form(
    field(
        "textfield", "naam", validate={"required": True, "minLength": 2, "maxLength": 5, "pattern": "^[A-Z]"}
    ),
    field("textarea", "motivering"),
    field("number", "bedrag", decimalDigits=2, validate={"min": 50, "max": 5000}),
    field("radio", "besluit", validate={"required": True}),
    field("select", "soort"),
    field("checkbox", "akkoord", validate={"required": True}),
    field("checklist", "redenen", validate={"required": True}),
    field("datetime", "dag"),
)
GOOD = {
    "naam": "Ada",
    "motivering": " regel een\r\nregel twee ",
    "bedrag": "1.250,50",
    "besluit": "a",
    "soort": "",
    "akkoord": "true",
    "redenen": ["a", "b"],
    "dag-day": "1",
    "dag-month": "2",
    "dag-year": "2026",
}


def test_good_answers_are_typed_and_free_text_stays_out_of_the_case() -> None:
    answers = check(EVERYTHING, **GOOD)
    assert answers.errors == []
    assert answers.values == {
        "naam": "Ada",
        "motivering": "regel een\nregel twee",
        "bedrag": 1250.5,
        "besluit": "a",
        "soort": None,
        "akkoord": True,
        "redenen": ["a", "b"],
        "dag": "2026-02-01",
    }
    assert set(answers.values) - set(answers.structured) == {"naam", "motivering"}


def test_what_must_be_answered_and_is_not() -> None:
    assert codes(check(EVERYTHING)) == {
        "naam": "verplicht",
        "besluit": "keuze_verplicht",
        "akkoord": "bevestiging_verplicht",
        "redenen": "keuze_verplicht",
    }


def test_errors_come_in_the_order_of_the_page() -> None:
    assert [error.key for error in check(EVERYTHING).errors] == ["naam", "besluit", "akkoord", "redenen"]


@pytest.mark.parametrize(
    ("key", "value", "code", "facts"),
    [
        ("naam", "A", "te_kort", {"grens": 2}),
        ("naam", "Abcdef", "te_lang", {"grens": 5}),
        ("naam", "ada", "patroon", {}),
        ("naam", ["Ada", "Eva"], "meer_dan_een", {}),
        ("naam", "Ad\x00a", "tekens_ongeldig", {}),
        ("naam", "   ", "verplicht", {}),
        ("motivering", "x" * 10_001, "te_lang", {"grens": 10_000}),
        ("motivering", "x" * 1_000_000, "te_lang", {"grens": 10_000}),
        ("bedrag", "49,99", "te_klein", {"grens": 50}),
        ("bedrag", "5000,01", "te_groot", {"grens": 5000}),
        ("bedrag", "50,123", "te_veel_decimalen", {"grens": 2}),
        ("bedrag", "vijftig", "geen_getal", {}),
        ("bedrag", True, "geen_getal", {}),
        ("bedrag", float("nan"), "geen_getal", {}),
        ("bedrag", float("inf"), "geen_getal", {}),
        ("besluit", "c", "keuze_ongeldig", {}),
        ("besluit", ["a", "b"], "meer_dan_een", {}),
        ("soort", "<script>", "keuze_ongeldig", {}),
        ("redenen", ["a", "c"], "keuze_ongeldig", {}),
        ("redenen", ["a", "a"], "meer_dan_een", {}),
        ("redenen", "c", "keuze_ongeldig", {}),
        ("akkoord", "nee", "bevestiging_verplicht", {}),
    ],
)
def test_one_wrong_answer(key: str, value: Any, code: str, facts: dict[str, Any]) -> None:
    errors = check(EVERYTHING, **{**GOOD, key: value}).errors
    assert [(error.key, error.code, dict(error.facts)) for error in errors] == [(key, code, facts)]


def test_a_field_that_is_not_of_the_form_is_refused_whole() -> None:
    with pytest.raises(DomainError) as refused:
        check(EVERYTHING, **GOOD, rol="beheerder")
    assert refused.value.code == "formulier_onbekend_veld"
    assert refused.value.facts["velden"] == "rol"


def test_names_of_the_page_itself_are_passed_over() -> None:
    assert check(EVERYTHING, **GOOD, csrf_token="t", _versie="3").errors == []


def test_date_boxes_of_what_is_no_date_are_refused() -> None:
    with pytest.raises(DomainError, match="onbekend_veld"):
        check(EVERYTHING, **{**GOOD, "naam-day": "1"})


def test_a_post_of_hundreds_of_fields_is_refused_before_it_is_read() -> None:
    with pytest.raises(DomainError) as refused:
        check(EVERYTHING, **{f"veld{number}": "x" for number in range(201)})
    assert refused.value.code == "formulier_te_groot"
    with pytest.raises(DomainError):
        check(EVERYTHING, **{f"veld{number}-day": "x" for number in range(700)})


CHAIN = form(
    field("radio", "a"),
    field("radio", "b", conditional={"hide": '=a = "a"'}, validate={"required": True}),
    field("textfield", "c", conditional={"hide": '=b = "a"'}, validate={"required": True}),
)


def test_what_is_hidden_is_dropped_and_not_required() -> None:
    answers = check(CHAIN, a="a", b="b", c="tekst")
    assert answers.errors == []
    assert answers.values == {"a": "a", "b": None, "c": "tekst"}


def test_what_depends_on_something_hidden_sees_no_answer() -> None:
    answers = check(CHAIN, a="a", b="a", c="tekst")  # b would hide c, but b is hidden itself
    assert answers.values == {"a": "a", "b": None, "c": "tekst"}
    assert codes(check(CHAIN, a="a", b="a")) == {"c": "verplicht"}


def test_a_wrong_answer_in_a_hidden_field_does_not_count() -> None:
    assert check(CHAIN, a="a", b="onzin", c="tekst").errors == []


def test_a_condition_that_cannot_be_answered_yet_keeps_its_field() -> None:
    def feel(_text: str, answers: Any) -> bool:
        if answers["a"] is None:
            raise DomainError("feel_null")
        return True

    assert codes(CHAIN.validate({}, feel)) == {"b": "keuze_verplicht", "c": "verplicht"}


def test_a_condition_that_fails_on_full_answers_is_told() -> None:
    def feel(_text: str, _answers: Any) -> bool:
        raise DomainError("feel_naam_onbekend")

    with pytest.raises(DomainError, match="feel_naam_onbekend"):
        CHAIN.validate({"a": "b", "b": "b", "c": "x"}, feel)


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=6,
)
NAMES = st.sampled_from([field.key for field in EVERYTHING.fields] + ["dag-day", "dag-month", "dag-year"])


@given(st.dictionaries(NAMES, HOSTILE, max_size=6))
def test_whatever_is_posted_is_accepted_clean_or_told_apart(raw: dict[str, Any]) -> None:
    answers = EVERYTHING.validate(raw, equals)
    assert set(answers.values) == {field.key for field in EVERYTHING.fields}
    assert {error.key for error in answers.errors} <= set(answers.values)
    for key in ("naam", "motivering"):
        assert answers.values[key] is None or isinstance(answers.values[key], str)


def compares(expression: str, answers: Mapping[str, Any]) -> Any:
    """A FEEL that compares two names, on the second of March; null where one has no value."""
    left, operator, right = expression.split(" ")
    first, second = ({**answers, "vandaag": "2026-03-02"}.get(name) for name in (left, right))
    if first is None or second is None:
        return None
    return first <= second if operator == "<=" else first >= second


@pytest.mark.parametrize(
    ("attribute", "day", "code"),
    [
        ("disallowFutureDates", "2026-03-02", None),
        ("disallowFutureDates", "2026-03-03", "datum_in_toekomst"),
        ("disallowPassedDates", "2026-03-02", None),
        ("disallowPassedDates", "2026-03-01", "datum_voorbij"),
    ],
)
def test_a_day_ahead_or_behind_is_refused_where_the_form_says_so(
    attribute: str, day: str, code: str | None
) -> None:
    made = form(field("datetime", **{attribute: True}))
    assert codes(made.validate({"veld": day}, compares)) == ({"veld": code} if code else {})


def test_a_rule_of_the_form_speaks_with_its_own_words_and_only_of_what_is_known() -> None:
    texts = {"controle": "= tot >= van", "controle_tekst": "Te vroeg.", "controle_en": "Too early."}
    made = form(field("datetime", "van"), field("datetime", "tot", properties=texts))
    (wrong,) = made.validate({"van": "2026-03-02", "tot": "2026-03-01"}, compares).errors
    assert (wrong.key, wrong.code) == ("tot", "controle")
    assert (wrong.facts["tekst"].of("nl"), wrong.facts["tekst"].of("en")) == ("Te vroeg.", "Too early.")
    assert made.validate({"tot": "2026-03-01"}, compares).errors == []
    assert made.validate({"van": "2026-03-02", "tot": "2026-03-02"}, compares).errors == []


def test_a_rule_without_words_is_refused() -> None:
    with pytest.raises(DomainError) as refused:
        form(field("datetime", "tot", properties={"controle": "= tot >= van"}))
    assert refused.value.code == "formulier_component"
