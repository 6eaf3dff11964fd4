"""Names and numbers as search compares them: without case, accents and signs."""

from __future__ import annotations

import unicodedata

_LETTERS = {"ı": "i", "ł": "l", "đ": "d", "ø": "o", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
_DROPPED = "'’ʼ‘`."  # apostrophes as people type them, and the points of a number


def folded(text: str) -> list[str]:
    """The words of a name or number: `Ó Dálaigh` -> [`o`, `dalaigh`], `85.07.30` -> [`850730`]."""
    plain = "".join(_plain(letter) for letter in unicodedata.normalize("NFKD", text.casefold()))
    return plain.split()


def _plain(letter: str) -> str:
    if unicodedata.combining(letter) or letter in _DROPPED:
        return ""
    letter = _LETTERS.get(letter, letter)
    return letter if letter.isalnum() else " "
