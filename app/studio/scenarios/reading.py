"""From a scenario's TOML to the scenario: strict, so that what is misspelt is never simply not checked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.clock import brussels_day, midnight
from app.domain.vocabulary import Mutation, Role, Unit
from app.engine.bundle import SCENARIOS
from app.engine.checks import Problem
from app.engine.release import Release
from app.studio.scenarios import usual, wishes
from app.studio.scenarios.cells import Cells, Place, is_of
from app.studio.scenarios.known import Known, names_of
from app.studio.scenarios.model import Action, Scenario, Step
from app.studio.scenarios.usual import Usual, person

HOUR = timedelta(hours=10)  # when people do things; the post leaves at nine
MAIL = {"vanzelf": True, "met de hand": False}

_ACTIONS: dict[str, Any] = {  # the key of an action -> what may stand behind it
    "opgespoord": (dict, bool),
    "registerrij": (dict,),
    "taak": (str,),
    "bericht": (str,),
    "brief": (str,),
    "aan_de_balie": (bool,),
    "opschorting": (dict,),
    "einde_opschorting": (date,),
    "opschorting_ingetrokken": (str,),
    "verlenging": (dict,),
    "uitstel": (dict,),
    "wijziging_ingetrokken": (str,),
}
_BESIDE = {
    "antwoorden": ("taak", "bericht"),
    "rol": ("taak", "bericht"),
    "zelfde_medewerker_als": ("taak", "bericht"),
    "verzonden_op": ("brief",),
    "dossier": ("taak", "bericht", "brief", *list(_ACTIONS)[6:]),
    "geweigerd": tuple(_ACTIONS),
}
_TABLES = {  # the keys inside an action's own table, with what they must be
    "opschorting": {"van": date, "tot": date, "reden": str},
    "verlenging": {"termijn": str, "lengte": int, "eenheid": str, "reden": str},
    "uitstel": {"termijn": str, "laatste_dag": date, "reden": str},
}
_OPTIONAL = {"tot"}


@dataclass(frozen=True)
class Found:
    """The scenarios of a release that could be read, the usual answers per region, and all mistakes."""

    scenarios: list[Scenario]
    usual: dict[str, Usual]
    problems: list[Problem]


def read(files: Mapping[str, bytes], release: Release) -> Found:
    """Every `processes/<regio>/scenarios/*.toml` among the files, against the names of the release."""
    known, problems = names_of(release), list[Problem]()
    found, answers = list[Scenario](), dict[str, Usual]()
    for path in sorted(path for path in files if SCENARIOS in path and path.endswith(".toml")):
        place, region = Place(path, None, problems), path.split("/")[1]
        content = _content(files[path], place)
        if content is None:
            continue
        if path.endswith(f"/{usual.FILE}"):
            answers[region] = usual.read(content, known, place)
            continue
        before = len(problems)
        scenario = _scenario(Cells(content, place), known)
        if len(problems) == before:
            found.append(scenario)
    return Found(found, answers, problems)


def _content(raw: bytes, place: Place) -> dict[str, Any] | None:
    try:
        return tomllib.loads(raw.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        place.wrong(f"dit is geen leesbare TOML ({problem})")
        return None


def _scenario(cells: Cells, known: Known) -> Scenario:
    cells.only(("titel", "toont", "post", "persoon", "stap"))
    mail = cells.text("post") or "vanzelf"
    cells.place.one_of("post", mail, MAIL)
    steps: list[Step] = []
    for number, each in enumerate(cells.take("stap", list, required=True) or [], start=1):
        place = cells.place.at(f"stap {number}")
        if not isinstance(each, dict):
            place.wrong("een stap wordt geschreven als [[stap]]")
            continue
        last = steps[-1].moment if steps else None
        steps.append(_step(number, Cells(each, place), known, last))
    if not steps:
        cells.place.wrong("een scenario heeft minstens één [[stap]]")
    return Scenario(
        path=cells.place.path,
        title=cells.text("titel", required=True),
        shows=cells.text("toont", required=True),
        person=person(cells.table("persoon")),
        mail=MAIL.get(mail, True),
        steps=tuple(steps),
    )


def _step(number: int, cells: Cells, known: Known, last: datetime | None) -> Step:
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
        moment = midnight(day) + HOUR
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
    return Action(
        what=what,
        value=_value(what, cells, known),
        answers=_answers(what, cells, known),
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
    names = {"taak": known.tasks, "bericht": known.messages, "brief": known.letters}.get(what)
    if names is not None:
        cells.place.one_of(f"{'het' if what == 'bericht' else 'de'} {what}", value, names)
    elif what == "opgespoord":
        return person(cells.table(what)) if isinstance(value, dict) else {}
    elif what == "registerrij":
        table = cells.table(what)
        mutation = table.text("mutatie")
        if mutation:
            cells.place.one_of("de mutatie", mutation, list(Mutation))
        return person(table, ("mutatie",))
    elif what in _TABLES:
        _check_table(what, cells.table(what), known)
    return value


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
