"""Keeps the catalogs in step with the screens: `python -m app.web.translate` after changing a text.

Dutch is in the code; translations/{fr,en}/LC_MESSAGES/messages.po hold the rest and are read as they are.
`--check` changes nothing and tells what is missing.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from app.web.i18n import CATALOGS

TRANSLATED = ("fr", "en")
_WEB = Path(__file__).parent
_METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
_KEYWORDS = {"_": None, "_l": None, "ngettext": (1, 2)}
_OPTIONS = {"templates/**.html": {"trimmed": "true", "silent": "false", "trim_blocks": "true"}}


def extract() -> Catalog:
    """Every text of the screens, as a catalog without translations."""
    catalog = Catalog(charset="utf-8")
    found = extract_from_dir(
        _WEB, method_map=_METHODS, options_map=_OPTIONS, keywords=_KEYWORDS, comment_tags=()
    )
    for filename, _line, message, _comments, context in found:
        catalog.add(message, locations=[(filename, 0)], context=context)
    return catalog


def load(language: str) -> Catalog:
    """The catalog of a language as it is kept, an empty one when there is none."""
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str]:
    """What the screens say and this language has no words for, or only doubtful ones."""
    kept = load(language)
    texts = []
    for message in extract():
        if not message.id:
            continue
        found = kept.get(message.id, message.context)
        parts = found.string if found and isinstance(found.string, list | tuple) else [found and found.string]
        if found is None or found.fuzzy or not all(parts):
            texts.append(str(message.id))
    return texts


def update(language: str) -> None:
    """Add new texts to the catalog, drop those that no screen says any more."""
    catalog = load(language)
    catalog.update(extract(), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    written = BytesIO()
    write_po(written, catalog, width=110, sort_output=True, omit_header=True, include_lineno=False)
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


def _path(language: str) -> Path:
    return CATALOGS / language / "LC_MESSAGES" / "messages.po"


def main(arguments: list[str]) -> int:
    """Update the catalogs (or only look), and tell what still has to be translated."""
    complete = True
    for language in TRANSLATED:
        if "--check" not in arguments:
            update(language)
        untranslated = missing(language)
        complete = complete and not untranslated
        for text in untranslated:
            print(f"{language}: {text}")
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
