"""The engine without a database: against the library and a twin in memory, and after thousands of steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from app.casework.demo_life.answers import to_task
from app.engine import runtime
from app.engine.bundle import from_folder
from app.engine.reading import read
from app.engine.release import Process, Release
from app.engine.runtime import Run, Situation
from tests.engine import models
from tests.engine.walks import SHIPPED, Walk
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import PATH, PUNCTUAL, ROOT

State = tuple[bytes, dict[str, Any]]
Turn = Callable[[bytes, dict[str, Any]], State]

DAY = date(2026, 11, 23)
ROUNDS = 40
FEW, MANY = 10, 2000
STEPS = 500
WALKS, LONGEST = 20, 40  # of each shipped diagram; the test of the engine walks 220
_OBLIGED = Situation(
    {
        "leeftijd": 36,
        "nationaliteitsgroep": "derdelander",
        "register": "vreemdelingenregister",
        "verblijfsstatuut": "gezinshereniging met derdelander",
        "kaarttype": "F",
        "tijdelijk_verblijf": False,
        "bedienaar_eredienst": False,
        "geboren_buitenland": True,
        "ouder_geboren_buitenland": True,
        "maanden_ingeschreven": 2,
        "eerder_elders_ingeschreven": "nee",
        "titel_langer_dan_3_maanden": True,
        "regime": "NIEUW",
        "nis_gemeente": "44021",
        "provincie": "Oost-Vlaanderen",
        "gewest": "Vlaanderen",
        "wordt_18_binnen_12_maanden": False,
    },
    DAY,
)


def figures() -> list[Figure]:
    """Steps saved and loaded against steps that never leave memory; a long loop against its beginning."""
    return [_against_stock(), *_loop(), *_finished(), _walks()]


def _against_stock() -> Figure:
    release = read(from_folder(ROOT))
    process = release.process("inburgering")
    ours: list[float] = []
    stock: list[float] = []
    settle()
    for _ in range(ROUNDS):
        twin = _at_the_desk(release, process, BpmnWorkflow)
        run = _at_the_desk(release, process)
        saved, data = run.save(), run.data
        for element in PATH:
            values = to_task(element, PUNCTUAL, data, DAY)

            def step(values: Any = values) -> None:
                nonlocal saved, data
                loaded = runtime.resume(release, process, saved, data, _OBLIGED)
                _complete(loaded, values)
                saved, data = loaded.save(), loaded.data

            ours.append(timed(step))
            stock.append(timed(partial(_complete, twin, values)))
    return Figure(
        "load, complete, save",
        middle(ours),
        "ms",
        middle(stock),
        "the library in memory, never saved",
    )


def _complete(run: Run, values: dict[str, Any]) -> None:
    run.complete(run.open_tasks()[0].uid, values)


def _at_the_desk(release: Release, process: Process, kind: Any = None) -> Run:
    chosen = {} if kind is None else {"workflow_class": kind}
    run = runtime.start(release, process, "persoon_gedetecteerd", {}, _OBLIGED, **chosen)
    wait = next(wait for wait in run.waits() if wait.name == "aangemeld")
    run.deliver(wait.uid, wait.element, {"aangemeld_op": DAY.isoformat()})
    return run


def _loop() -> list[Figure]:
    release = models.release(models.NESTED)
    process = release.process("proef")
    situation = Situation({}, DAY)

    def turn(state: bytes, data: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
        run = runtime.resume(release, process, state, data, situation)
        wait = next(wait for wait in run.waits() if wait.element == "verlopen")
        run.deliver(wait.uid, wait.element)
        return run.save(), run.data

    first = runtime.start(release, process, "start", {}, situation)
    return _grown(turn, _taken(turn, first, MANY), f"{MANY:,} rounds of a loop")


def _finished() -> list[Figure]:
    """Requests for delay beside the trajectory: each is a message and a task, and both are finished."""
    release = models.release(models.NESTED)
    process = release.process("proef")
    situation = Situation({}, DAY)

    def turn(state: bytes, data: dict[str, Any]) -> tuple[bytes, dict[str, Any]]:
        run = runtime.resume(release, process, state, data, situation)
        task = next((task for task in run.open_tasks() if task.element.id == "uitstel_beoordelen"), None)
        if task is None:
            wait = next(wait for wait in run.waits() if wait.element == "uitstel")
            run.deliver(wait.uid, wait.element)
        else:
            run.complete(task.uid, {})
        return run.save(), run.data

    first = runtime.start(release, process, "start", {}, situation)
    return _grown(turn, _taken(turn, first, STEPS), f"{STEPS} finished steps")


def _taken(turn: Turn, run: Run, many: int) -> dict[int, State]:
    """The state after FEW turns and after `many`."""
    state, data = run.save(), run.data
    kept = {}
    for number in range(1, many + 1):
        state, data = turn(state, data)
        if number in (FEW, many):
            kept[number] = (state, data)
    return kept


def _grown(turn: Turn, kept: dict[int, State], many: str) -> list[Figure]:
    """Time and state after many, each beside the tenth."""
    few, most = sorted(kept)
    samples: dict[int, list[float]] = {few: [], most: []}
    settle()
    for _ in range(2 * ROUNDS):
        for number, times in samples.items():
            times.append(timed(partial(turn, *kept[number])))
    limit, tenth = Budget("ratio", 1.5), f"after {few}"
    return [
        Figure(f"a step after {many}", middle(samples[most]), "ms", middle(samples[few]), tenth, limit),
        Figure(f"state after {many}", len(kept[most][0]), "bytes", len(kept[few][0]), tenth, limit),
    ]


def _walks() -> Figure:
    """Random walks of each shipped diagram, saved and loaded at every step, beside a twin that never is."""
    walks = [Walk(name, seed).finish(LONGEST) for name in SHIPPED for seed in range(WALKS)]
    return Figure(
        f"differences from an untouched twin, {WALKS} walks of each shipped diagram",
        sum(len(walk.differences) for walk in walks),
        "",
        sum(len(walk.commands) for walk in walks),
        "steps walked",
        Budget("value", 0),
    )
