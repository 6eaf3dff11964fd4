"""What a form file may hold, and what is refused at publishing."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.domain.errors import DomainError
from app.forms import compile_form
from tests.forms.build import field, form


@pytest.mark.parametrize(
    "component",
    [
        {"type": "button", "label": "Bewaren", "action": "submit"},
        {"type": "html", "content": "<script>alert(1)</script>"},
        {"type": "iframe", "url": "https://elders.example"},
        {"type": "filepicker", "key": "bestand"},
        {"type": "expression", "key": "som", "expression": "=1+1"},
        {"type": "dynamiclist", "path": "lijst", "components": []},
        {"type": "group", "label": "G", "path": "diep", "components": []},
        field("textfield", key="Naam"),
        field("textfield", key="naam.voor"),
        field("textfield", key="__proto__"),
        field("textfield", disabled=True),
        field("textfield", readonly=True),
        field("textfield", label="=naam"),
        field("textfield", validate={"pattern": "("}),
        field("textfield", validate={"validationType": "email"}),
        field("textfield", validate={"maxLength": "veel"}),
        field("textfield", validate={"unique": True}),
        field("textfield", conditional={"show": "=true"}),
        field("datetime", subtype="time"),
        field("datetime", subtype="datetime"),
        field("number", decimalDigits=-1),
        field("number", validate={"min": "laag"}),
        field("select", values=[]),
        field("select", values=[{"label": "A", "value": ""}]),
        field("select", values=[{"label": "A", "value": "a"}, {"label": "B", "value": "a"}]),
        field("select", valuesKey="lijst"),
        field("radio", valuesExpression="=lijst"),
        {"type": None},
        "tekst",
    ],
)
def test_what_cannot_be_carried_out_is_refused_with_the_reason(component: Any) -> None:
    with pytest.raises(DomainError) as refused:
        form(component)
    assert refused.value.code == "formulier_component"
    assert refused.value.facts["formulier"] == "proef"
    assert refused.value.facts["onderdeel"]


def test_a_key_is_used_once_also_across_groups() -> None:
    with pytest.raises(DomainError, match="dezelfde sleutel"):
        form(field("number"), {"type": "group", "label": "G", "components": [field("textfield")]})


def test_no_components_is_no_form() -> None:
    with pytest.raises(DomainError):
        compile_form({"id": "leeg"})


def test_labels_fall_back_to_dutch() -> None:
    made = form(
        field(
            "radio",
            label="Doelgroep",
            description="Uitleg",
            properties={"label_fr": "Groupe cible", "description_fr": "Explication"},
            values=[{"value": "ja", "label": "Ja", "label_fr": "Oui"}, {"value": "nee", "label": "Nee"}],
        )
    ).fields[0]
    assert (made.label("nl"), made.label("fr"), made.label("en")) == (
        "Doelgroep",
        "Groupe cible",
        "Doelgroep",
    )
    assert (made.help("fr"), made.help("en")) == ("Explication", "Uitleg")
    assert [option.label("fr") for option in made.options] == ["Oui", "Nee"]


def test_the_label_of_a_date_is_its_date_label() -> None:
    made = form(
        field("datetime", label=None, dateLabel="Aangemeld op", properties={"label_fr": "Inscrit le"})
    )
    assert made.fields[0].label() == "Aangemeld op"
    assert made.fields[0].label("fr") == "Inscrit le"


def test_json_schema_is_valid_and_requires_what_is_always_asked() -> None:
    made = form(
        field("textfield", "naam", validate={"required": True, "minLength": 2, "pattern": "^[A-Z]"}),
        field("number", "bedrag", decimalDigits=0, validate={"required": True, "min": "50", "max": 5000}),
        field("select", "reden", validate={"required": True}, conditional={"hide": '=naam = "X"'}),
        field("checkbox", "akkoord", validate={"required": True}),
        field("checklist", "lijst"),
        field("datetime", "dag"),
    )
    schema = made.json_schema
    Draft202012Validator.check_schema(schema)
    assert schema["required"] == ["naam", "bedrag", "akkoord"]
    assert schema["properties"]["bedrag"] == {"type": "integer", "minimum": 50, "maximum": 5000}
    assert schema["additionalProperties"] is False


def test_a_field_is_hidden_by_its_own_condition_and_by_those_of_its_groups() -> None:
    inner = field("textfield", conditional={"hide": '= b = "x"'})
    made = form({"type": "group", "label": "G", "conditional": {"hide": '=a = "x"'}, "components": [inner]})
    assert made.fields[0].condition == 'b = "x"'
    assert made.fields[0].conditions == ('a = "x"', 'b = "x"')
