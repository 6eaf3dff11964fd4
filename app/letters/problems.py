"""What the typesetter complains about, said in codes that staff can act on."""

from __future__ import annotations

import re
from collections.abc import Mapping

import typst

from app.domain.errors import DomainError

# A template reports a fact it needs with panic("brief_mist_gegeven: <name>").
_REPORTED = re.compile(r"brief_mist_gegeven: ([^\s\"]+)")
_NO_KEY = re.compile(r'dictionary does not contain key "([^"]+)"')
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_PLACE = re.compile(r"([\w.]+\.typ):(\d+):(\d+)")


def as_refusal(error: typst.TypstError, template: str, texts: Mapping[str, str]) -> DomainError:
    """`brief_mist_gegeven` (gegeven), `brief_teken_niet_afdrukbaar` (tekens) or `brief_sjabloon_fout`."""
    if reported := _REPORTED.search(error.message):
        return DomainError("brief_mist_gegeven", sjabloon=template, gegeven=reported.group(1))
    if missing := _NO_KEY.search(error.message):
        name = _full_name(missing.group(1), error.diagnostic, texts)
        return DomainError("brief_mist_gegeven", sjabloon=template, gegeven=name)
    if unprintable := sorted(set(_NO_GLYPH.findall(error.diagnostic))):
        return DomainError("brief_teken_niet_afdrukbaar", sjabloon=template, tekens=unprintable)
    return DomainError(
        "brief_sjabloon_fout", sjabloon=template, melding=error.message, plaats=_where(error.diagnostic)
    )


def _where(diagnostic: str) -> str | None:
    place = _PLACE.search(diagnostic)
    return f"{place[1]}:{place[2]}" if place else None


def _full_name(key: str, diagnostic: str, texts: Mapping[str, str]) -> str:
    """`besluit.bedrag_centen` where the template says `feiten.besluit.bedrag_centen`, or `.at("...")`."""
    place = _PLACE.search(diagnostic)
    if not place or place[1] not in texts:
        return key
    line, column = texts[place[1]].splitlines()[int(place[2]) - 1], int(place[3])
    name = re.escape(key)
    for reading in re.finditer(rf'([\w.-]+)\.(?:at\("{name}"|{name}\b)', line):
        if reading.start() <= column < reading.end():
            return f"{reading[1]}.{key}".removeprefix("feiten.")
    return key
