"""Reading one step: its moment, the one thing that happens, and what was said beside that."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from app.casework.obligations import LANGUAGES
from app.clock import brussels_day, midnight
from app.domain.vocabulary import Mutation, Region, Role, Unit
from app.studio.scenarios import wishes
from app.studio.scenarios.cells import Cells, Place, in_brussels, is_of
from app.studio.scenarios.known import Known
from app.studio.scenarios.model import Action, Step
from app.studio.scenarios.usual import person

HOUR = time(10)  # when people do things; the post leaves at nine

_ACTIONS: dict[str, Any] = {  # the key of an action -> what may stand behind it
    "opgespoord": (dict, bool),
    "registerrij": (dict,),
    "taak": (str,),
    "bericht": (str,),
    "partnerbericht": (str,),
    "brief": (str,),
    "aan_de_balie": (bool,),
    "nagekeken": (dict, bool),
    "opschorting": (dict,),
    "einde_opschorting": (date,),
    "opschorting_ingetrokken": (str,),
    "verlenging": (dict,),
    "uitstel": (dict,),
    "wijziging_ingetrokken": (str,),
}
_BESIDE = {
    "antwoorden": ("taak", "bericht"),
    "inhoud": ("partnerbericht",),
    "rol": ("taak", "bericht"),
    "zelfde_medewerker_als": ("taak", "bericht"),
    "verzonden_op": ("brief",),
    "dossier": ("taak", "bericht", "partnerbericht", "brief", *list(_ACTIONS)[8:]),
    "geweigerd": tuple(_ACTIONS),
}
_TABLES = {  # the keys inside an action's own table, with what they must be
    "opschorting": {"van": date, "tot": date, "reden": str},
    "verlenging": {"termijn": str, "lengte": int, "eenheid": str, "reden": str},
    "uitstel": {"termijn": str, "laatste_dag": date, "reden": str},
}
_OPTIONAL = {"tot"}
_OF_A_PERSON = {  # actions that tell facts of the person, and the keys beside those
    "opgespoord": ("uittreksel",),
    "registerrij": ("mutatie", "uittreksel"),
    "nagekeken": ("vrijstellingsgrond", "taal"),
}
_BESIDE_FACTS: dict[str, tuple[str, tuple[str, ...]]] = {  # what each is, and its values where fixed
    "uittreksel": ("het uittreksel", tuple(Region)),
    "mutatie": ("de mutatie", tuple(Mutation)),
    "vrijstellingsgrond": ("de grond", ()),
    "taal": ("de taal", LANGUAGES),
}


def step(number: int, cells: Cells, known: Known, last: datetime | None) -> Step:
    """A step, after one that ended at `last`; mistakes go on the list of its place."""
    cells.only(("dag", "moment", "toelichting", "dan", *_ACTIONS, *_BESIDE))
    return Step(
        number=number,
        moment=_moment(cells, last),
        note=cells.text("toelichting"),
        action=_action(cells, known),
        refused=cells.text("geweigerd") or None,
        wanted=wishes.read(cells.table("dan"), known),
    )


def _moment(cells: Cells, last: datetime | None) -> datetime:
    """The moment of a step: its own, ten in the morning of its day, or that of the step before."""
    day, moment = cells.take("dag", date), cells.moment("moment")
    if day is not None and moment is not None:
        cells.place.wrong("geef ofwel een dag ofwel een moment")
    if moment is None and day is not None:
        moment = in_brussels(datetime.combine(day, HOUR))
        if last is not None and brussels_day(last) == day:
            moment = max(moment, last)
    if moment is None:
        if last is None:
            cells.place.wrong("de eerste stap heeft een dag of een moment nodig")
        return last or midnight(date(2000, 1, 1))
    if last is not None and moment < last:
        cells.place.wrong("deze stap ligt voor de vorige")
    return moment


def _action(cells: Cells, known: Known) -> Action | None:
    """The one thing that happens in a step; None where only time passes."""
    given = [key for key in _ACTIONS if key in cells.cells]
    for beside, wanted in _BESIDE.items():
        if beside in cells.cells and not set(given) & set(wanted):
            cells.place.wrong(f"'{beside}' hoort bij {' of '.join(wanted[:3])}")
    if len(given) > 1:
        cells.place.wrong(f"in één stap gebeurt één ding; hier staan {' en '.join(given)}")
    if len(given) != 1:
        return None
    what = given[0]
    if not any(is_of(cells.cells[what], kind) for kind in _ACTIONS[what]):
        cells.take(what, _ACTIONS[what][0])  # tells what it must be
        return None
    if cells.cells[what] is False:
        cells.place.wrong(f"'{what} = false' zegt niets; laat de sleutel weg")
    return Action(
        what=what,
        value=_value(what, cells, known),
        answers=_answers(what, cells, known),
        content=cells.table("inhoud").cells,
        case=wishes.case_name(cells.text("dossier"), known, cells.place),
        role=_role(cells),
        same_as=_task(cells.text("zelfde_medewerker_als"), known, cells.place),
        sent_on=cells.take("verzonden_op", date),
    )


def _role(cells: Cells) -> str | None:
    role = cells.text("rol")
    return role if role and cells.place.one_of("de rol", role, list(Role)) else None


def _task(name: str, known: Known, place: Place) -> str | None:
    return name if name and place.one_of("de taak", name, known.tasks) else None


def _value(what: str, cells: Cells, known: Known) -> Any:
    value = cells.cells[what]
    names = {
        "taak": known.tasks,
        "bericht": known.messages,
        "partnerbericht": known.reports,
        "brief": known.letters,
    }.get(what)
    if names is not None:
        cells.place.one_of(f"{'het' if what.endswith('bericht') else 'de'} {what}", value, names)
    elif what in _OF_A_PERSON:
        return _of_a_person(what, cells.table(what)) if isinstance(value, dict) else {}
    elif what in _TABLES:
        _check_table(what, cells.table(what), known)
    return value


def _of_a_person(what: str, table: Cells) -> dict[str, Any]:
    """Facts of the person, and what is said beside them."""
    for key in _OF_A_PERSON[what]:
        value, (kind, values) = table.text(key), _BESIDE_FACTS[key]
        if value and values:
            table.place.one_of(kind, value, values)
    return person(table, _OF_A_PERSON[what])


def _check_table(what: str, table: Cells, known: Known) -> None:
    table.only(_TABLES[what])
    for key, kind in _TABLES[what].items():
        table.take(key, kind, required=key not in _OPTIONAL)
    if "termijn" in table.cells:
        table.place.one_of("de termijn", table.cells["termijn"], known.terms)
    if "eenheid" in table.cells:
        table.place.one_of("de eenheid", table.cells["eenheid"], list(Unit))


def _answers(what: str, cells: Cells, known: Known) -> dict[str, Any]:
    """What was filled in; every key must be a field of the form."""
    table, name = cells.table("antwoorden"), str(cells.cells[what])
    if what == "taak" and name in known.tasks:
        table.only(sorted(known.fields[known.tasks[name]]))
    if what == "bericht" and name in known.messages:
        table.only(sorted(frozenset[str]().union(*(known.fields[form] for form in known.messages[name]))))
    return dict(table.cells)
