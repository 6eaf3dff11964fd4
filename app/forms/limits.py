"""How much a form may ask and an answer may hold."""

from __future__ import annotations

MAX_TEXT = 10_000  # characters of one answer
MAX_FIELDS = 200
FIRST_YEAR, LAST_YEAR = 1900, 2199
