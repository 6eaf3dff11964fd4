"""The files of a release: from folders, in a zip, and the hash that names them.

Paths are those of the folders: processes/<regio>/*.bpmn, *.dmn, *.toml, brieven/*.typ, scenarios/*.toml,
forms/<regio>/*.json; and processes/gedeeld/brieven/_*.typ, the parts of letters that all regions share.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from app.domain.errors import DomainError

FOLDERS = ("processes", "forms")
SCENARIOS = "/scenarios/"
SHARED = "processes/gedeeld/"
SHARED_PARTS = f"{SHARED}brieven/_"
LARGEST = 50 * 1024 * 1024  # of all files together
ENDINGS = (".bpmn", ".dmn", ".toml", ".typ", ".json", ".svg")


def from_folder(root: Path) -> dict[str, bytes]:
    """The files of a release in a checkout or an export."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix in ENDINGS
    }


def templates(files: Mapping[str, bytes], region: str) -> dict[str, str]:
    """The letter templates of a region with the parts that all regions share, by file name."""
    folders = (f"{SHARED}brieven/", f"processes/{region}/brieven/")
    return {
        path.removeprefix(folder): content.decode()
        for folder in folders
        for path, content in files.items()
        if path.startswith(folder) and path.endswith(".typ")
    }


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents of what cases run on, in order of name.

    Scenarios travel with a release and prove it, but no case reads them: one more of them changes no law.
    So files that differ in scenarios only are the same release, and what was stored first keeps its own.
    """
    total = hashlib.sha256()
    for path in sorted(path for path in files if SCENARIOS not in path):
        total.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return total.hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip whose bytes depend on nothing but the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0)), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of a zip made by `pack`. Raises DomainError `uitgave_onleesbaar`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST:
                raise DomainError("uitgave_onleesbaar", uitleg=f"uitgepakt groter dan {LARGEST} bytes")
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, EOFError, zlib.error) as problem:
        raise DomainError("uitgave_onleesbaar", uitleg=str(problem)) from None
