"""From what somebody typed to a value: Belgian numbers, days in three boxes, choices, text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from app.forms.limits import FIRST_YEAR, LAST_YEAR, MAX_TEXT
from app.forms.model import Field

DAY_PARTS = ("day", "month", "year")
_MOST_DIGITS = 15  # what a FEEL number carries exactly
_SPACES = re.compile(r"[\s€]")
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?")
_AMBIGUOUS = re.compile(r"([+-]?[1-9]\d{0,2})\.(\d{3})")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YES = frozenset({"true", "on", "ja", "1"})


class BadAnswer(Exception):
    """An answer that cannot be read; code and facts as in FieldError."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def read_answer(field: Field, raw: Mapping[str, Any]) -> Any:
    """The value of one field in a post or in typed values; None when there is none. Raises BadAnswer."""
    if field.kind == "checklist":
        return _read_list(raw.get(field.key))
    if field.kind == "datetime" and any(f"{field.key}-{part}" in raw for part in DAY_PARTS):
        return _read_day_parts([_single(raw.get(f"{field.key}-{part}")) for part in DAY_PARTS])
    value = _single(raw.get(field.key))
    if field.kind == "checkbox":
        return value if isinstance(value, bool) else _text(value).lower() in _YES
    if value is None or value == "":
        return None
    match field.kind:
        case "number":
            return (
                _typed_number(value, field)
                if not isinstance(value, str)
                else read_number(value, field.decimals)
            )
        case "datetime":
            return _read_iso_day(value)
        case _:
            return _text(value) or None


def read_number(text: str, decimals: int | None = None) -> int | float | None:
    """A number as Belgians write it: 1.234,56 · 1 234,56 · 12,5 · 12.5. Raises BadAnswer.

    A lone dot before three digits (1.234) could be a thousand or a fraction: refused, unless only whole
    numbers are asked (`decimals` 0).
    """
    compact = _SPACES.sub("", unicodedata.normalize("NFKC", text))
    if not compact:
        return None
    ambiguous = _AMBIGUOUS.fullmatch(compact)
    if ambiguous and decimals != 0:
        whole, rest = ambiguous.groups()
        raise BadAnswer("getal_dubbelzinnig", als_duizendtal=whole + rest, als_decimaal=f"{whole},{rest}")
    if _GROUPED.fullmatch(compact):
        plain = compact.replace(".", "").replace(",", ".")
    elif _PLAIN.fullmatch(compact):
        plain = compact.replace(",", ".")
    else:
        raise BadAnswer("geen_getal")
    if not plain.isascii() or sum(character.isdigit() for character in plain) > _MOST_DIGITS:
        raise BadAnswer("geen_getal")
    return _checked_number(Decimal(plain), decimals)


def _typed_number(value: Any, field: Field) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadAnswer("geen_getal")
    number = Decimal(str(value))
    if not number.is_finite():
        raise BadAnswer("geen_getal")
    return _checked_number(number, field.decimals)


def _checked_number(number: Decimal, decimals: int | None) -> int | float:
    if number == number.to_integral_value():
        return int(number)
    places = -int(number.normalize().as_tuple().exponent)
    if decimals is not None and places > decimals:
        raise BadAnswer("te_veel_decimalen", grens=decimals)
    return float(number)


def _read_day_parts(parts: list[Any]) -> str | None:
    texts = [_text(part) for part in parts]
    if not any(texts):
        return None
    if not all(texts):
        missing = [part for part, text in zip(DAY_PARTS, texts, strict=True) if not text]
        raise BadAnswer("datum_onvolledig", ontbreekt=missing)
    if not all(text.isascii() and text.isdigit() and len(text) <= 4 for text in texts) or len(texts[2]) != 4:
        raise BadAnswer("datum_bestaat_niet")
    day, month, year = map(int, texts)
    return _existing_day(year, month, day)


def _read_iso_day(value: Any) -> str | None:
    if isinstance(value, date):
        return _existing_day(value.year, value.month, value.day)
    text = _text(value)
    if not text:
        return None
    if not _ISO_DAY.fullmatch(text) or not text.isascii():
        raise BadAnswer("datum_bestaat_niet")
    return _existing_day(*map(int, text.split("-")))


def _existing_day(year: int, month: int, day: int) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadAnswer("datum_bestaat_niet")
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise BadAnswer("datum_bestaat_niet") from None


def _read_list(value: Any) -> list[str] | None:
    if value is None:
        return None
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list | tuple):
        raise BadAnswer("keuze_ongeldig")
    return [_text(each) for each in values if each != ""] or None


def _single(value: Any) -> Any:
    """The one value that was posted; several for one question is no answer."""
    if isinstance(value, list | tuple):
        if len(value) > 1:
            raise BadAnswer("meer_dan_een")
        return value[0] if value else None
    return value


def _text(value: Any) -> str:
    """Text as it is kept: one form of accents, one kind of line end, no control characters."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadAnswer("keuze_ongeldig")
    if len(value) > 2 * MAX_TEXT:  # before any work: line ends may be two characters in a post
        raise BadAnswer("te_lang", grens=MAX_TEXT)
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise BadAnswer("tekens_ongeldig")
    return text
