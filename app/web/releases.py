"""Releases, to be read: what the cases run on, each rule with its ground. Nothing is changed here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, abort
from flask_babel import lazy_gettext as _l

from app.casework import new_lengths, releases
from app.domain.permissions import Action
from app.engine.release import Release
from app.insight.assumptions import assumptions
from app.insight.drawings import drawings
from app.insight.picture import outline
from app.web.access import requires
from app.web.context import database
from app.web.errors import add_statuses
from app.web.rendering import page
from app.web.wording import add_words

blueprint = Blueprint("releases", __name__)

add_words(
    {
        "proces_onbekend": _l("Het proces %(proces)s zit niet in deze uitgave."),
    }
)
add_statuses({"uitgave_onbekend": 404, "proces_onbekend": 404, "tabel_onbekend": 404})


@dataclass(frozen=True)
class Diagram:
    """A diagram of a release: executable, or the drawing of how processes talk."""

    name: str
    title: str
    path: str
    runs: bool


@blueprint.get("/uitgaven")
@requires(Action.SEE_RELEASE)
def overview() -> str:
    """All releases, the newest first; new cases take the first that is published."""
    with database().read() as tx:
        found = releases.listing(tx)
    published = sorted((each for each in found if each["published_at"]), key=_published_last)
    return page("releases/overview.html", releases=found, current=published[-1]["id"] if published else None)


@blueprint.get("/uitgaven/<int:release_id>")
@requires(Action.SEE_RELEASE)
def show(release_id: int) -> str:
    """What a release holds: diagrams, tables, terms, numbers, forms, letters."""
    with database().read() as tx:
        release = releases.load(tx, release_id)
        row = next(each for each in releases.listing(tx) if each["id"] == release_id)
        is_current = row["published_at"] is not None and releases.current_id(tx) == release_id
        differing = new_lengths.differing(tx) if is_current else []
    return page(
        "releases/show.html",
        row=row,
        release=release,
        diagrams=_diagrams(release),
        letters=_letters(release),
        unconfirmed=_unconfirmed(release),
        differing={(rule.code, rule.valid_from) for rule in differing},
    )


@blueprint.get("/uitgaven/<int:release_id>/diagrammen/<name>")
@requires(Action.SEE_RELEASE)
def diagram(release_id: int, name: str) -> str:
    """One diagram: its drawings, and the same in words."""
    with database().read() as tx:
        release = releases.load(tx, release_id)
    found = next((each for each in _diagrams(release) if each.name == name), None)
    if found is None:
        abort(404)
    bpmn = release.files[found.path]
    return page(
        "releases/diagram.html",
        release_id=release_id,
        diagram=found,
        drawings=drawings(bpmn, found.title, found.title),
        steps=outline(bpmn) if found.runs else [],
        elements=release.process(name).elements if found.runs else {},
    )


@blueprint.get("/uitgaven/<int:release_id>/aannames")
@requires(Action.SEE_RELEASE)
def unconfirmed(release_id: int) -> str:
    """Everything in a release that no source confirms."""
    with database().read() as tx:
        found = assumptions(releases.load(tx, release_id))
    kinds = [(kind, list(several)) for kind, several in groupby(found, key=lambda each: each.kind)]
    return page("releases/unconfirmed.html", release_id=release_id, kinds=kinds)


@blueprint.get("/uitgaven/<int:release_id>/tabellen/<name>")
@requires(Action.SEE_RELEASE)
def table(release_id: int, name: str) -> str:
    """One decision table: each rule with its conditions, its answer and its reason."""
    with database().read() as tx:
        found = releases.load(tx, release_id).table(name)
    return page("releases/table.html", release_id=release_id, table=found)


def _published_last(row: dict[str, object]) -> tuple[object, object]:
    return row["published_at"], row["id"]


def _diagrams(release: Release) -> list[Diagram]:
    """The executable diagrams by name, then those that only show how they belong together."""
    by_path = {process.path: process for process in release.processes.values()}
    found = []
    for path in release.files:
        if path.endswith(".bpmn"):
            name = path.rpartition("/")[2].removesuffix(".bpmn")
            process = by_path.get(path)
            title = process.name if process else name.replace("_", " ").capitalize()
            found.append(Diagram(process.id if process else name, title, path, process is not None))
    return sorted(found, key=lambda each: (not each.runs, each.title))


def _letters(release: Release) -> list[str]:
    """The templates of letters; files that begin with _ are shared parts."""
    names = {path.rpartition("/")[2].removesuffix(".typ") for path in release.files if path.endswith(".typ")}
    return sorted(name for name in names if not name.startswith("_"))


def _unconfirmed(release: Release) -> int:
    """How many terms and numbers nobody has confirmed: while there is one, letters say VOORBEELD."""
    rules = [each.source for each in release.terms] + [each.source for each in release.parameters]
    return sum(not source.confirmed for source in rules)
