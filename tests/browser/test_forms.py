"""A task's form in a browser: the same with and without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import render_template_string, request
from playwright.sync_api import Page, expect

from app.engine.feel import feel
from app.web.access import public
from app.web.forms import posted_answers, show
from tests.browser.conftest import Site, axe, fits
from tests.forms.build import field, form

FORM = form(
    {"type": "text", "text": "# Uitleg\n\nLees **eerst** het dossier.\n\n- een\n- twee"},
    {"type": "text", "text": "Alleen voor wie in regel is.", "conditional": {"hide": "= not(rechtgezet)"}},
    field("radio", "besluit", label="Wat beslist u?", validate={"required": True}),
    {
        "type": "group",
        "label": "Boete",
        "conditional": {"hide": '= besluit != "a"'},
        "components": [
            field("number", "bedrag", validate={"required": True, "min": 50}),
            field(
                "textarea", "reden", validate={"required": True}, conditional={"hide": "= bedrag = voorstel"}
            ),
            field("datetime", "vanaf", dateLabel="Vanaf wanneer?", validate={"required": True}),
        ],
    },
    field("select", "soort"),
    field("checklist", "stukken"),
    field("checkbox", "gelezen", label="Ik heb het dossier gelezen", validate={"required": True}),
)
KNOWN = {"voorstel": 100, "rechtgezet": False, "geheim": "van de zaak"}
TEMPLATE = """
{% extends 'layout/base.html' %}
{% from 'forms/fields.html' import error_list, form_attributes, form_fields, form_script with context %}
{% from 'layout/macros.html' import csrf_field %}
{% block title %}Taak{% endblock %}
{% block head %}{{ form_script(view) }}{% endblock %}
{% block content %}
{{ error_list(view) }}
<h1 class="govuk-heading-l">{{ 'Bewaard' if done else 'Taak' }}</h1>
<form method="post" {{ form_attributes(view) }}>{{ csrf_field() }}{{ form_fields(view) }}
<button>Afwerken</button></form>
{% endblock %}
"""


@pytest.fixture
def task(site: Site) -> str:
    """The address of a page with the form."""

    @public
    def view() -> str:
        def evaluate(text: str, answers: object) -> object:
            return feel.evaluate(text, KNOWN | dict(answers))  # type: ignore[call-overload]

        if request.method == "GET":
            shown = show(FORM, known=KNOWN, evaluate=evaluate)
            return render_template_string(TEMPLATE, view=shown, done=False)
        errors = FORM.validate(posted_answers(request.form), evaluate).errors
        shown = show(FORM, posted=request.form, errors=errors, known=KNOWN, evaluate=evaluate)
        return render_template_string(TEMPLATE, view=shown, done=not errors)

    site.app.add_url_rule("/taak", view_func=view, methods=["GET", "POST"])
    return f"{site.url}/taak"


def test_what_does_not_apply_appears_when_it_does(page: Page, task: str) -> None:
    page.goto(task)
    expect(page.get_by_text("Alleen voor wie in regel is.")).to_have_count(0)
    expect(page.locator("#bedrag")).to_be_hidden()
    axe(page)
    page.get_by_label("A", exact=True).first.check()
    expect(page.locator("#bedrag")).to_be_visible()
    expect(page.locator("#reden")).to_be_visible()
    page.fill("#bedrag", "100")
    expect(page.locator("#reden")).to_be_hidden()
    page.fill("#bedrag", "100,50")
    expect(page.locator("#reden")).to_be_visible()
    assert "van de zaak" not in page.content()


@pytest.mark.parametrize("script", [True, False])
def test_errors_lead_to_their_field_and_answers_stay(
    open_page: Callable[..., Page], task: str, script: bool
) -> None:
    page = open_page(width=390, script=script)
    page.goto(task)
    page.get_by_label("A", exact=True).first.check()
    page.fill("#bedrag", "1.234")
    page.fill("#reden", "<b>omdat</b>")
    page.fill("#vanaf-day", "31")
    page.fill("#vanaf-month", "2")
    page.fill("#vanaf-year", "2026")
    page.get_by_role("button", name="Afwerken").click()
    summary = page.locator(".govuk-error-summary")
    expect(summary.get_by_role("link")).to_have_count(3)
    if script:
        axe(page)
        fits(page)
        summary.get_by_role("link", name="Vanaf wanneer").click()
        expect(page.locator("#vanaf-day")).to_be_focused()
    expect(page.locator("#reden")).to_have_value("<b>omdat</b>")
    page.fill("#bedrag", "1234")
    page.fill("#vanaf-day", "28")
    page.get_by_label("Ik heb het dossier gelezen").check()
    page.get_by_role("button", name="Afwerken").click()
    expect(page.get_by_role("heading", name="Bewaard")).to_be_visible()


def test_without_a_script_everything_is_there_with_a_hint(open_page: Callable[..., Page], task: str) -> None:
    page = open_page(script=False)
    page.goto(task)
    expect(page.locator("#bedrag")).to_be_visible()
    assert page.get_by_text("Vul dit alleen in als het van toepassing is").count() == 2
    page.get_by_label("B", exact=True).first.check()
    page.get_by_label("Ik heb het dossier gelezen").check()
    page.get_by_role("button", name="Afwerken").click()
    expect(page.get_by_role("heading", name="Bewaard")).to_be_visible()
