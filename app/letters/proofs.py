"""The sheet that proves how letters left, for who takes over a file: made by us, not by a release."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from app.letters.render import Pdf, render

_SHEET = Path(__file__).parent / "sheets" / "bewijs_van_verzending.typ"


@dataclass(frozen=True)
class Sending:
    """A letter that left: its name in the language of the sheet, and what is kept of its sending."""

    name: str
    reference: str
    sent_on: date
    registered: bool
    registered_number: str | None
    noted_on: date | None
    sha256: str


def proof(sender: str, case_number: str, language: str, sendings: Sequence[Sending], *, day: date) -> Pdf:
    """The sheet in Dutch or French; the same facts give the same bytes."""
    facts = {
        "taal": language,
        "afzender": sender,
        "dossier": case_number,
        "brieven": [
            {
                "naam": each.name,
                "kenmerk": each.reference,
                "verzonden_op": each.sent_on.isoformat(),
                "aangetekend": each.registered,
                "nummer": each.registered_number,
                "vastgelegd_op": each.noted_on.isoformat() if each.noted_on else None,
                "sha256": each.sha256,
            }
            for each in sendings
        ],
    }
    return render(_sheets(), _SHEET.stem, facts, day=day)


@cache
def _sheets() -> dict[str, str]:
    return {_SHEET.name: _SHEET.read_text(encoding="utf-8")}
