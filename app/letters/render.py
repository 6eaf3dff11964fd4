"""Template and facts to one PDF that is both accessible (PDF/UA-1) and lasting (PDF/A-2a)."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, cast

import typst

from app.domain.errors import DomainError
from app.letters.facts import as_json
from app.letters.problems import as_refusal
from app.letters.templates import TemplateFolder, fingerprint

FONT_FOLDER = Path(__file__).parent / "fonts"
BODY_FONT = "Source Sans 3"
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
_PAGE_TREE = re.compile(rb"/Type/Pages/Count (\d+)")
RELEASES_KEPT = 4  # cases run on the current release and a few older ones


@dataclass(frozen=True)
class Pdf:
    """A letter as made: its bytes, number of pages, and SHA-256 in hexadecimal."""

    content: bytes
    pages: int
    sha256: str


class Renderer:
    """Holds fonts and prepared templates. Safe to share between threads; letters are made one at a time."""

    def __init__(self, font_folder: Path = FONT_FOLDER) -> None:
        # A letter is one or two pages: the typesetter's threads would wait for each other, not work.
        os.environ.setdefault("RAYON_NUM_THREADS", "1")
        self._fonts = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(font_folder)]
        )
        if BODY_FONT not in self._fonts.families():
            raise DomainError("lettertypes_ontbreken", map=str(font_folder), lettertype=BODY_FONT)
        self._folders: OrderedDict[str, TemplateFolder] = OrderedDict()
        self._compilers: dict[tuple[str, str], typst.Compiler] = {}
        self._lock = threading.Lock()

    def render(
        self, templates: Mapping[str, str], template: str, facts: Mapping[str, Any], *, day: date
    ) -> Pdf:
        """The letter of `template`; the same arguments give the same bytes.

        `templates` maps file names (`besluit.typ`, `_brief.typ`) to text; `template` is such a name without
        its ending. `day` is the letter's date and the only date in the file. Raises DomainError:
        `brief_mist_gegeven`, `brief_teken_niet_afdrukbaar`, `brief_sjabloon_fout`, `brief_sjabloon_onbekend`.
        """
        with self._lock:
            content = self._typeset(templates, template, as_json(facts), day)
        return Pdf(content, _page_count(content), hashlib.sha256(content).hexdigest())

    def _typeset(self, templates: Mapping[str, str], template: str, facts: str, day: date) -> bytes:
        release = fingerprint(templates)
        folder = self._folder(release, templates)
        compiler = self._compiler(release, folder, template)
        folder.facts.write_text(facts, encoding="utf-8")
        try:
            moment = datetime.combine(day, time(), tzinfo=UTC)
            return cast(bytes, compiler.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment))
        except typst.TypstError as error:
            raise as_refusal(error, template, folder.texts) from error
        finally:
            folder.facts.unlink()

    def _folder(self, release: str, templates: Mapping[str, str]) -> TemplateFolder:
        if release not in self._folders:
            self._folders[release] = TemplateFolder(templates)
        self._folders.move_to_end(release)
        if len(self._folders) > RELEASES_KEPT:
            oldest, _ = self._folders.popitem(last=False)
            self._compilers = {key: kept for key, kept in self._compilers.items() if key[0] != oldest}
        return self._folders[release]

    def _compiler(self, release: str, folder: TemplateFolder, template: str) -> typst.Compiler:
        key = (release, template)
        if key not in self._compilers:
            self._compilers[key] = typst.Compiler(
                str(folder.path(template)),
                root=str(folder.root),
                font_paths=self._fonts,
                package_path=str(folder.packages),
                package_cache_path=str(folder.packages),
            )
        return self._compilers[key]


def _page_count(content: bytes) -> int:
    """Read from the page tree, which comes first and uncompressed: parsing the whole file is slow."""
    tree = _PAGE_TREE.search(content)
    if tree is None:
        raise ValueError("the typesetter wrote no page tree")
    return int(tree[1])


@cache
def _shared() -> Renderer:
    """One per process, made at the first letter: reading the fonts costs more than the letter."""
    return Renderer()


def render(templates: Mapping[str, str], template: str, facts: Mapping[str, Any], *, day: date) -> Pdf:
    """`Renderer.render` on the process's own renderer."""
    return _shared().render(templates, template, facts, day=day)
