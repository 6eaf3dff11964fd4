"""The engine without a database: against the library in memory, and after two thousand rounds of a loop."""

from __future__ import annotations

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
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import PATH, PUNCTUAL, ROOT

DAY = date(2026, 11, 23)
ROUNDS = 40
FEW, MANY = 10, 2000
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
    return [_against_stock(), *_loop()]


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

    run = runtime.start(release, process, "start", {}, situation)
    state, data = run.save(), run.data
    kept = {}
    for number in range(1, MANY + 1):
        state, data = turn(state, data)
        if number in (FEW, MANY):
            kept[number] = (state, data)
    samples: dict[int, list[float]] = {FEW: [], MANY: []}
    settle()
    for _ in range(2 * ROUNDS):
        for number, times in samples.items():
            times.append(timed(partial(turn, *kept[number])))
    few, many = (Budget("ratio", 1.5), f"after {FEW}"), f"after {MANY:,} rounds of a loop"
    return [
        Figure(f"a step {many}", middle(samples[MANY]), "ms", middle(samples[FEW]), few[1], few[0]),
        Figure(f"state {many}", len(kept[MANY][0]), "bytes", len(kept[FEW][0]), few[1], few[0]),
    ]
