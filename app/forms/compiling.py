"""From a form-js file to a Form: a fixed subset of components, everything else refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from app.domain.errors import DomainError
from app.forms.form import Form
from app.forms.limits import MAX_FIELDS, MAX_TEXT
from app.forms.model import Block, Check, Field, Option, Words, fields_in

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FIELDS = frozenset(
    {"textfield", "textarea", "number", "datetime", "select", "radio", "checkbox", "checklist"}
)
_BLOCKS = frozenset({"text", "group", "separator"})
_WITH_OPTIONS = frozenset({"select", "radio", "checklist"})
_VALIDATE = frozenset(
    {"required", "min", "max", "minLength", "maxLength", "pattern", "validationType", "patternErrorMessage"}
)
# Attributes that would change what a form does, and that nothing here carries out.
_NOT_CARRIED_OUT = (
    "valuesKey",
    "valuesExpression",
    "path",
    "disabled",
    "readonly",
    "serializeToString",
)


def compile_form(schema: Mapping[str, Any]) -> Form:
    """Compile a form-js schema. Refused: DomainError formulier_component (facts formulier, onderdeel)."""
    return _Compiler(str(schema.get("id") or "?")).form(schema)


class _Compiler:
    def __init__(self, form_id: str) -> None:
        self.form_id = form_id

    def form(self, schema: Mapping[str, Any]) -> Form:
        components = schema.get("components")
        if not isinstance(components, list):
            self._refuse("components")
        items = self._items(components, ())
        fields = tuple(fields_in(items))
        keys = [found.key for found in fields]
        for key in keys:
            if keys.count(key) > 1:
                self._refuse(f"{key}: twee velden met dezelfde sleutel")
        if len(fields) > MAX_FIELDS:
            self._refuse(f"meer dan {MAX_FIELDS} velden")
        is_fresh = bool((schema.get("properties") or {}).get("begint_leeg"))
        return Form(self.form_id, items, fields, is_fresh)

    def _items(self, components: list[Any], conditions: tuple[str, ...]) -> tuple[Field | Block, ...]:
        return tuple(self._item(component, conditions) for component in components)

    def _item(self, component: Any, conditions: tuple[str, ...]) -> Field | Block:
        if not isinstance(component, Mapping):
            self._refuse("geen component")
        kind = component.get("type")
        name = str(component.get("key") or component.get("label") or component.get("id") or kind)
        if kind not in _FIELDS | _BLOCKS:
            self._refuse(f"{name}: type {kind}")
        for attribute in _NOT_CARRIED_OUT:
            if component.get(attribute):
                self._refuse(f"{name}: {attribute}")
        condition = self._condition(component, name)
        inside = (*conditions, condition) if condition else conditions
        if kind in _FIELDS:
            return self._field(component, str(kind), condition, inside)
        words = self._words(component, "text" if kind == "text" else "label", name)
        items = self._items(component.get("components") or [], inside) if kind == "group" else ()
        return Block(str(kind), words, condition, items)

    def _field(
        self, component: Mapping[str, Any], kind: str, condition: str | None, conditions: tuple[str, ...]
    ) -> Field:
        key = component.get("key")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            self._refuse(f"{key}: sleutel in kleine letters, cijfers en _")
        rules = component.get("validate") or {}
        for rule in rules:
            if rule not in _VALIDATE:
                self._refuse(f"{key}: validate.{rule}")
        if rules.get("validationType") not in (None, "", "custom"):
            self._refuse(f"{key}: validationType {rules['validationType']}")
        if kind == "datetime" and component.get("subtype") != "date":
            self._refuse(f"{key}: subtype {component.get('subtype')}")
        decimals = component.get("decimalDigits")
        if decimals is not None and not (isinstance(decimals, int) and 0 <= decimals <= 6):
            self._refuse(f"{key}: decimalDigits {decimals}")
        options = self._options(component, key) if kind in _WITH_OPTIONS else ()
        appearance = component.get("appearance") or {}
        return Field(
            key=key,
            kind=kind,
            words=self._words(component, "dateLabel" if kind == "datetime" else "label", key),
            helps=self._words(component, "description", key),
            required=bool(rules.get("required")),
            schema=self._schema(key, kind, rules, options, decimals),
            options=options,
            condition=condition,
            conditions=conditions,
            decimals=decimals,
            prefix=str(appearance.get("prefixAdorner") or ""),
            suffix=str(appearance.get("suffixAdorner") or ""),
            default=component.get("defaultValue"),
            checks=self._checks(component, key),
        )

    def _checks(self, component: Mapping[str, Any], key: str) -> tuple[Check, ...]:
        """Days that may not lie ahead or behind, and the form's own rule: `controle` with its sentence."""
        own = component.get("properties") or {}
        found = []
        if component.get("disallowFutureDates"):
            found.append(Check(f"{key} <= vandaag", "datum_in_toekomst"))
        if component.get("disallowPassedDates"):
            found.append(Check(f"{key} >= vandaag", "datum_voorbij"))
        if own.get("controle"):
            texts = [str(own.get(f"controle_{which}") or "") for which in ("tekst", "fr", "en")]
            if not texts[0]:
                self._refuse(f"{key}: controle zonder controle_tekst")
            expression = str(own["controle"]).strip().removeprefix("=").strip()
            found.append(Check(expression, "controle", Words(*texts)))
        return tuple(found)

    def _schema(
        self, key: str, kind: str, rules: Mapping[str, Any], options: tuple[Option, ...], decimals: int | None
    ) -> dict[str, Any]:
        values = [option.value for option in options]
        match kind:
            case "textfield" | "textarea":
                return self._text_schema(key, rules)
            case "number":
                limits = {"minimum": rules.get("min"), "maximum": rules.get("max")}
                return {
                    "type": "integer" if decimals == 0 else "number",
                    **{name: self._number(key, limit) for name, limit in limits.items() if _given(limit)},
                }
            case "datetime":
                return {"type": "string", "format": "date"}
            case "checkbox":
                return {"const": True} if rules.get("required") else {"type": "boolean"}
            case "checklist":
                items = {"type": "array", "items": {"enum": values}, "uniqueItems": True}
                return {**items, "minItems": 1} if rules.get("required") else items
            case _:
                return {"enum": values}

    def _text_schema(self, key: str, rules: Mapping[str, Any]) -> dict[str, Any]:
        longest = rules.get("maxLength")
        schema: dict[str, Any] = {
            "type": "string",
            "maxLength": min(int(self._number(key, longest)), MAX_TEXT) if _given(longest) else MAX_TEXT,
        }
        if _given(rules.get("minLength")):
            schema["minLength"] = int(self._number(key, rules["minLength"]))
        if _given(rules.get("pattern")):
            try:
                re.compile(rules["pattern"])
            except (re.error, TypeError):
                self._refuse(f"{key}: pattern {rules['pattern']}")
            schema["pattern"] = rules["pattern"]
        return schema

    def _options(self, component: Mapping[str, Any], key: str) -> tuple[Option, ...]:
        values = component.get("values")
        if not isinstance(values, list) or not values:
            self._refuse(f"{key}: values")
        options = []
        for value in values:
            if (
                not isinstance(value, Mapping)
                or not isinstance(value.get("value"), str)
                or not value["value"]
            ):
                self._refuse(f"{key}: een keuze zonder value")
            options.append(Option(value["value"], self._words(value, "label", key)))
        if len({option.value for option in options}) < len(options):
            self._refuse(f"{key}: twee keuzes met dezelfde value")
        return tuple(options)

    def _words(self, component: Mapping[str, Any], name: str, where: str) -> Words:
        """Dutch stands in the component, French and English in its properties (an option: beside it)."""
        source = {**component, **(component.get("properties") or {})}
        base = "label" if name == "dateLabel" else name
        dutch = component.get(name) or component.get(base) or ""
        if str(dutch).lstrip().startswith("="):
            self._refuse(f"{where}: {name} is een uitdrukking")
        return Words(
            *(str(text or "") for text in (dutch, source.get(f"{base}_fr"), source.get(f"{base}_en")))
        )

    def _condition(self, component: Mapping[str, Any], where: str) -> str | None:
        conditional = component.get("conditional") or {}
        if set(conditional) - {"hide"}:
            self._refuse(f"{where}: conditional")
        expression = str(conditional.get("hide") or "").strip().removeprefix("=").strip()
        return expression or None

    def _number(self, key: str, value: Any) -> int | float:
        try:
            number = float(value)
        except (TypeError, ValueError):
            self._refuse(f"{key}: grens {value}")
        return int(number) if number.is_integer() else number

    def _refuse(self, part: str) -> NoReturn:
        raise DomainError("formulier_component", formulier=self.form_id, onderdeel=part)


def _given(value: Any) -> bool:
    return value not in (None, "")
