"""Reading what must be true after a step: the table `dan`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.domain.organisations import PROFILES
from app.domain.vocabulary import (
    Collection,
    DecisionOutcome,
    InfringementStatus,
    LetterStatus,
    Milestone,
    TermStatus,
)
from app.studio.scenarios.cells import Cells, Place, is_of
from app.studio.scenarios.known import Known
from app.studio.scenarios.model import TermWanted, Wanted

NONE = "geen"
SUSPENDED = "opgeschort"
_TERM_STATES = {*TermStatus, SUSPENDED, NONE}
_INFRINGEMENT: dict[str, Any] = {
    "type": str,  # a row of the release's own table
    "status": list(InfringementStatus),
    "rang": int,
    "feit_datum": date,
    "reden": str,
}
_DECISION: dict[str, Any] = {
    "besluit": list(DecisionOutcome),
    "bedrag": (int, float),
    "voorstel": (int, float),
    "betekend_op": date,
    "inning": list(Collection),
    "betaald": (int, float),
    "reden": str,
    "ingetrokken_op": date,
}


def read(cells: Cells, known: Known) -> Wanted:
    """The expectations of a step; mistakes go on the list of its place."""
    cells.only(
        (
            "taken",
            "brieven",
            "termijnen",
            "dossiers",
            "organisatie",
            "inbreuk",
            "besluit",
            "mijlpalen",
            "incidenten",
        )
    )
    milestones = cells.texts("mijlpalen")
    for name in milestones or ():
        cells.place.one_of("de mijlpaal", name, list(Milestone))
    return Wanted(
        tasks=_tasks(cells, known),
        letters=_letters(cells.table("brieven"), known),
        terms=_terms(cells.table("termijnen"), known),
        cases=_cases(cells.table("dossiers"), known),
        desks=_desks(cells.table("organisatie"), known),
        infringement=_facts(cells.table("inbreuk"), _INFRINGEMENT),
        decision=_facts(cells.table("besluit"), _DECISION),
        milestones=milestones,
        incidents=cells.texts("incidenten") or [],
    )


def case_name(name: str, known: Known, place: Place) -> str | None:
    """`inbreuk`, or `inbreuk 2` for the second one of this person."""
    if not name:
        return None
    process, _, number = name.partition(" ")
    place.one_of("het proces", process, known.processes)
    if number and not (number.isdigit() and int(number) > 0):
        place.wrong(f"'{name}': schrijf de naam van het proces, of die naam met een volgnummer ('inbreuk 2')")
        return None
    return name


def _tasks(cells: Cells, known: Known) -> list[str] | dict[str, list[str]] | None:
    """Of all cases together, or per process."""
    if "taken" not in cells.cells:
        return None
    if not isinstance(cells.cells["taken"], dict):
        return _named("de taak", cells.texts("taken") or [], known.tasks, cells.place)
    table = cells.table("taken")
    table.only(sorted(known.processes))
    return {
        process: _named("de taak", table.texts(process) or [], known.tasks, cells.place)
        for process in table.cells
    }


def _named(what: str, names: list[str], known: Iterable[str], place: Place) -> list[str]:
    for name in names:
        place.one_of(what, name, known)
    return names


def _letters(cells: Cells, known: Known) -> dict[str, list[str]]:
    found = {}
    for template in cells.cells:
        if cells.place.one_of("de brief", template, known.letters):
            states = _several(cells, template)
            found[template] = _named("de toestand", states, list(LetterStatus), cells.place)
    return found


def _several(cells: Cells, key: str) -> list[str]:
    """One text or a list of them, in order; `geen` for none."""
    value = cells.cells[key]
    if isinstance(value, str):
        return [] if value == NONE else [value]
    return cells.texts(key) or []


def _terms(cells: Cells, known: Known) -> dict[str, TermWanted]:
    """A last day, a state, or a table with both."""
    found = {}
    for code, value in cells.cells.items():
        if not cells.place.one_of("de termijn", code, known.terms):
            continue
        if is_of(value, date):
            found[code] = TermWanted(last_day=value)
        elif isinstance(value, str):
            cells.place.one_of("de toestand", value, _TERM_STATES)
            found[code] = _state(value)
        else:
            found[code] = _whole_term(cells.table(code))
    return found


def _state(value: str) -> TermWanted:
    return TermWanted(suspended=True) if value == SUSPENDED else TermWanted(status=value)


def _whole_term(cells: Cells) -> TermWanted:
    cells.only(("laatste_dag", "toestand", "opgeschort", "gaat_af"))
    state = cells.text("toestand")
    if state:
        cells.place.one_of("de toestand", state, list(TermStatus))
    return TermWanted(
        last_day=cells.take("laatste_dag", date),
        status=state or None,
        suspended=cells.take("opgeschort", bool),
        fires_at=cells.moment("gaat_af"),
    )


def _cases(cells: Cells, known: Known) -> dict[str, list[str]]:
    cells.only(sorted(known.processes))
    found = {}
    for process in cells.cells:
        if process in known.processes:
            states = _several(cells, process)
            found[process] = _named("de afloop", states, known.states(process), cells.place)
    return found


def _desks(cells: Cells, known: Known) -> dict[str, str]:
    cells.only(sorted(known.processes))
    found = {process: cells.text(process) for process in cells.cells}
    _named("de organisatie", list(found.values()), PROFILES, cells.place)
    return found


def _facts(cells: Cells, known: dict[str, Any]) -> dict[str, Any]:
    """Facts by name; a list names the values that are possible, the rest the kind of value."""
    cells.only(known)
    for key, value in cells.cells.items():
        wanted = known.get(key)
        if isinstance(wanted, list):
            cells.place.one_of(f"'{key}':", value, wanted)
        elif isinstance(wanted, tuple):
            if isinstance(value, bool) or not isinstance(value, wanted):
                cells.place.wrong(f"'{key}' moet een bedrag in euro zijn")
        elif wanted is not None:
            cells.take(key, wanted)
    return dict(cells.cells)
