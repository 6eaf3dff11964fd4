"""The shipped release with a fault in it: an expression without an answer, or a letter that cannot be set."""

from __future__ import annotations

from collections.abc import Mapping

from app.casework import releases
from app.engine.bundle import from_folder
from tests.casework.office import ROOT, Office

FLEMISH = "processes/vlaanderen/"
Changes = Mapping[str, tuple[str, str] | None]  # path: what is replaced by what; None: a template that panics


def files(changes: Changes) -> dict[str, bytes]:
    """The shipped files with these changes."""
    found = dict(from_folder(ROOT))
    for path, change in changes.items():
        text = found[path].decode()
        if change is None:
            found[path] = f'{text}\n#panic("brief_mist_gegeven: persoon.schoenmaat")\n'.encode()
            continue
        assert change[0] in text
        found[path] = text.replace(*change).encode()
    return found


def publish(office: Office, changes: Changes) -> int:
    """Published: cases that begin from now on run on it."""
    with office.database.transaction() as tx:
        release_id = releases.store(tx, files(changes), "stuk")
        releases.publish(tx, release_id)
    return release_id
