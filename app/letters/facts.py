"""Facts on their way into a template: JSON data, never markup.

An unknown fact (null) is left out, so a template that needs it fails with its name instead of printing a gap.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

import orjson

# Joiners shape Arabic letters and emoji; every other invisible character could only mislead a reader.
_SHAPING = {"\u200c", "\u200d"}


def as_json(facts: Mapping[str, Any]) -> str:
    """The facts as JSON text, cleaned. Dates become ISO days."""
    return orjson.dumps(_clean(facts)).decode()


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, Mapping):
        return {str(name): _clean(item) for name, item in value.items() if item is not None}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value if item is not None]
    return value


def _printable(text: str) -> str:
    """Composed letters, line ends as `\\n`, no control, direction-override or half (surrogate) characters."""
    if text.isascii() and text.isprintable():
        return text
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(kept for character in lines for kept in _kept(character))


def _kept(character: str) -> str:
    if character == "\n" or character in _SHAPING:
        return character
    if character == "\t":
        return " "
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs"} else character
