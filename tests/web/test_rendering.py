"""How days, amounts, texts and refusals are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

import app.forms
from app.domain.errors import DomainError
from app.forms import FieldError
from app.forms.reading import read_number
from app.web import rendering, wording
from app.web.forms import posted_answers, show
from app.web.markdown import render_markdown
from tests.forms.build import field, form


@pytest.fixture(params=["nl", "fr", "en"])
def language(request: pytest.FixtureRequest, web_app: Flask) -> Iterator[str]:
    """A request in each language."""
    client = web_app.test_client()
    with client.session_transaction() as session:
        session["taal"] = request.param
    with client:
        client.get("/hulp")
        yield request.param


def test_days_moments_and_amounts_as_in_belgium(language: str) -> None:
    assert rendering.write_day(date(2026, 3, 1)) == "01/03/2026"
    assert rendering.write_day("2026-03-01") == "01/03/2026"
    assert rendering.write_day(None) == rendering.write_moment(None) == rendering.write_euro(None) == ""
    assert (
        rendering.write_moment(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == "29/03/2026 03:30"
    )  # clocks moved
    assert rendering.write_day(datetime(2026, 3, 1, 23, 30, tzinfo=UTC)) == "02/03/2026"
    long = {"nl": "zondag 1 maart 2026", "fr": "dimanche 1 mars 2026", "en": "Sunday, 1 March 2026"}
    assert rendering.write_day_long(date(2026, 3, 1)).replace("1er", "1").startswith(long[language][:6])
    amount = re.sub(r"\s", " ", rendering.write_euro(125_050))
    assert amount in ("€ 1.250,50", "1 250,50 €", "1.250,50 €")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_a_number_shown_in_a_field_is_read_back(number: object) -> None:
    assert read_number(rendering.write_input(float(str(number)))) == float(str(number))


def test_markdown_knows_a_few_marks_and_no_html() -> None:
    html = str(
        render_markdown("# Titel\n\n**vet** <img src=x onerror=alert(1)>\n\n- [klik](javascript:alert(1))")
    )
    assert '<h2 class="govuk-heading-m">Titel</h2>' in html
    assert "<strong>vet</strong>" in html
    assert "<img" not in html
    assert "<a " not in html


@given(st.text(max_size=200))
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    tags = set(re.findall(r"</?([a-zA-Z][^\s>/]*)", str(render_markdown(text))))
    assert tags <= {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "br"}


def _codes_of_forms() -> set[str]:
    source = "".join(path.read_text() for path in Path(app.forms.__file__).parent.glob("*.py"))
    found = set(
        re.findall(r'BadAnswer\(\s*"(\w+)"|DomainError\(\s*"(\w+)"|": \("(\w+)", (?:True|False)\)', source)
    )
    return {code for group in found for code in group if code} | {"verplicht", "keuze_verplicht"}


@pytest.mark.parametrize("code", sorted(_codes_of_forms()))
def test_every_refusal_of_a_form_has_words_in_every_language(language: str, code: str) -> None:
    facts = dict.fromkeys(
        ("veld", "grens", "als_duizendtal", "als_decimaal", "formulier", "onderdeel", "velden"), "X"
    )
    sentence = wording.words_for(code, facts)
    assert code not in sentence
    assert "%(" not in sentence


def test_a_code_without_words_names_itself(language: str) -> None:
    assert "nog_nooit_gezien" in wording.words(DomainError("nog_nooit_gezien", feit=1))


def test_words_are_said_once() -> None:
    with pytest.raises(ValueError, match="verplicht"):
        wording.add_words({"verplicht": "Anders"})


def test_a_posted_name_that_comes_twice_is_a_list() -> None:
    posted = MultiDict([("a", "1"), ("b", "2"), ("b", "3")])
    assert posted_answers(posted) == {"a": "1", "b": ["2", "3"]}


FORM = form(
    field("textfield", "naam"),
    field("number", "bedrag"),
    field("datetime", "dag"),
    field("checkbox", "ja"),
    field("checklist", "lijst", conditional={"hide": '= soort = "x"'}),
)


def test_a_form_shows_what_the_case_knows(language: str) -> None:
    known = {
        "naam": "Ada",
        "bedrag": 12.5,
        "dag": "2026-02-01",
        "ja": True,
        "lijst": ["a"],
        "soort": "y",
        "prive": 1,
    }
    view = show(FORM, known=known)
    assert [part["value"] for part in view.parts] == [
        "Ada",
        "12,5",
        {"day": "1", "month": "2", "year": "2026"},
        True,
        ["a"],
    ]
    assert view.context == '{"soort": "y"}'  # what a condition asks about, and nothing else of the case


def test_a_form_shows_what_was_typed_before_what_is_known(language: str) -> None:
    posted = MultiDict([("naam", ""), ("bedrag", "veel"), ("dag-day", "31"), ("lijst", "b")])
    view = show(
        FORM, posted=posted, known={"naam": "Ada", "ja": True}, errors=[FieldError("dag", "datum_onvolledig")]
    )
    assert [part["value"] for part in view.parts] == [
        "",
        "veel",
        {"day": "31", "month": "", "year": ""},
        False,
        ["b"],
    ]
    assert [error["href"] for error in view.errors] == ["#dag-day"]
    assert view.errors[0]["text"] == view.parts[2]["error"]


def test_an_empty_form_shows_its_own_defaults(language: str) -> None:
    made = form(field("number", defaultValue=50), field("select", "keuze", defaultValue="b"))
    assert [part["value"] for part in show(made).parts] == ["50", "b"]
