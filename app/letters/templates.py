"""A release's letter templates, closed off: they see each other and nothing else."""

from __future__ import annotations

import hashlib
import re
import shutil
import weakref
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp

from app.domain.errors import DomainError

_FILE_NAME = re.compile(r"[a-z0-9_]+\.typ")
# Typst fetches `@preview/...` from the network. Only an import that names a file in plain text gets in;
# `eval`, `plugin` and `std` are refused because they could spell such an import at run time.
_OPEN_DOOR = re.compile(r'\b(?:import|include)\b(?!\s*"[a-z0-9_]+\.typ")|\b(?:eval|plugin|std)\b')


def in_language(template: str, language: str) -> str:
    """The name of a letter's template in a language: Dutch has the plain name, French ends in `_fr`."""
    return template if language == "nl" else f"{template}_{language}"


def fingerprint(templates: Mapping[str, str]) -> str:
    """Content hash of a whole set: the same texts under the same names give the same value."""
    digest = hashlib.sha256()
    for name in sorted(templates):
        text = templates[name].encode()
        digest.update(f"{name}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()


class TemplateFolder:
    """One set of templates in a private folder that disappears with this object.

    `facts` is where the templates read the facts of the letter being made: json("feiten.json").
    """

    def __init__(self, templates: Mapping[str, str]) -> None:
        for name, text in templates.items():
            _refuse_open_doors(name, text)
        self.texts = dict(templates)
        folder = Path(mkdtemp(prefix="traject-brieven-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.root = folder / "brieven"
        self.packages = folder / "geen-pakketten"
        self.facts = self.root / "feiten.json"
        self.root.mkdir()
        for name, text in templates.items():
            (self.root / name).write_text(text, encoding="utf-8")

    def path(self, template: str) -> Path:
        """The file of a template by its name without ending. Raises `brief_sjabloon_onbekend`."""
        if f"{template}.typ" not in self.texts:
            raise DomainError("brief_sjabloon_onbekend", sjabloon=template)
        return self.root / f"{template}.typ"


def _refuse_open_doors(name: str, text: str) -> None:
    if not _FILE_NAME.fullmatch(name):
        raise DomainError("brief_sjabloon_fout", sjabloon=name, reden="bestandsnaam")
    door = _OPEN_DOOR.search(text)
    if door:
        line = text.count("\n", 0, door.start()) + 1
        raise DomainError(
            "brief_sjabloon_fout", sjabloon=name, reden="niet_toegelaten", plaats=line, melding=door.group()
        )
