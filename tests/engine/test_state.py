"""The saved state: small, stable, and the same case after loading."""

from __future__ import annotations

import zlib
from random import Random
from typing import Any

import orjson
import pytest
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent

from app.engine import runtime, state
from app.engine.elements import Boundary
from app.engine.errors import EngineError, NotWaiting
from app.engine.runtime import Run
from tests.engine import answers, models, shapes
from tests.engine.shapes import SHAPES, end, merge, path, plain
from tests.engine.walks import SHIPPED, Walk, process_of, release_of

SITUATION = answers.situation(Random(1))


def begun(name: str) -> Run:
    release, process = release_of(name), process_of(name)
    message, payload = answers.beginning(process.id, Random(1))
    return runtime.start(release, process, message, payload, SITUATION)


def reloaded(run: Run) -> Run:
    return runtime.resume(run.release, run.process, run.save(), run.data, SITUATION)


def heard(run: Run, element: str, values: dict[str, Any] | None = None) -> Run:
    """The case after a message or term, saved and loaded."""
    wait = next(wait for wait in run.waits() if wait.element == element)
    run.deliver(wait.uid, element, values or {"nummer": 1})
    return reloaded(run)


def done(run: Run, element: str, values: dict[str, Any] | None = None) -> Run:
    """The case after a user task, saved and loaded."""
    task = next(task for task in run.open_tasks() if task.element.id == element)
    run.complete(task.uid, values or {})
    return reloaded(run)


def test_two_hundred_requests_do_not_make_the_state_grow() -> None:
    run, sizes = begun("proef"), []
    for _ in range(200):
        run = done(heard(run, "uitstel"), "uitstel_beoordelen")
        sizes.append(len(run.save()))
    assert max(sizes) <= 1.5 * sizes[9]


def test_the_librarys_join_would_make_it_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Boundary, "_predict_hook", BoundaryEvent._predict_hook)
    run, sizes = begun("proef"), []
    for _ in range(40):
        run = done(heard(run, "uitstel"), "uitstel_beoordelen")
        sizes.append(len(run.save()))
    assert max(sizes) > 1.5 * sizes[9]


def test_two_thousand_rounds_of_a_term_do_not_make_the_state_grow() -> None:
    run, sizes = begun("proef"), []
    for number in range(2000):
        run = heard(run, "verlopen" if number % 2 else "vroeg")
        sizes.append(len(run.save()))
    assert run.data["teller"] == 2000
    assert max(sizes[9:]) <= 1.5 * sizes[9]


def test_rounds_through_a_split_and_a_join_do_not_make_the_state_grow() -> None:
    run, sizes = begun("vorken"), []
    for _ in range(100):
        for element in ("a", "c", "b"):
            run = done(run, element)
        run = done(run, "nakijken", {"antwoord": 1})
        sizes.append(len(run.save()))
    assert max(sizes) <= 1.5 * sizes[9]


@pytest.mark.parametrize("name", [*SHAPES, *SHIPPED])
def test_ids_and_order_survive_loading(name: str) -> None:
    for seed in range(10):
        walk = Walk(name, seed, beside_twin=False)
        for _ in walk.steps(12):
            saved = walk.run.save()
            before = _listed(walk.run)
            run = runtime.resume(walk.release, walk.process, saved, walk.run.data, walk.situation)
            assert _listed(run) == before
            assert run.save() == saved


def _listed(run: Run) -> list[Any]:
    rows = _plain(run)[2][0]
    assert all(row[1] < number for number, row in enumerate(rows)), "a parent comes before its children"
    return [sorted(t.uid for t in run.open_tasks()), sorted((w.uid, w.element) for w in run.waits())]


def _plain(run: Run) -> Any:
    return orjson.loads(zlib.decompress(run.save()))


def test_the_specification_and_the_data_are_not_in_the_state() -> None:
    run = heard(begun("proef"), "gemeld", {"geheim": "zeer geheim"})
    plain = zlib.decompress(run.save())
    assert b"zeer geheim" not in plain
    assert b"uitstel_beoordelen" not in plain


def test_a_state_of_before_is_read() -> None:
    """As plain text, with moments of the clock in place of their order."""
    run = begun("proef")
    _, mark, tree = _plain(run)
    pending = [tree]
    while pending:
        rows, nested, *_ = pending.pop()
        for row in rows:
            row[4] += 1_795_393_835.5
        pending.extend(nested.values())
    before = orjson.dumps([2, mark, tree])
    again = runtime.resume(run.release, run.process, before, run.data, SITUATION)
    assert again.save() == run.save()


def test_an_unknown_version_of_the_state_is_refused() -> None:
    run = begun("proef")
    version, *tree = _plain(run)
    newer = zlib.compress(orjson.dumps([version + 1, *tree]))
    with pytest.raises(EngineError) as refused:
        runtime.resume(run.release, run.process, newer, {}, SITUATION)
    assert (refused.value.code, refused.value.facts) == ("toestand_onbekend", {"versie": version + 1})


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"[1]", b"nonsense"])
def test_a_broken_state_is_refused(content: bytes) -> None:
    process = process_of("proef")
    with pytest.raises(EngineError) as refused:
        state.load(content, process.spec, process.subprocess_specs)
    assert refused.value.code == "toestand_onbekend"


def test_a_state_of_another_diagram_is_refused() -> None:
    saved, other = begun("gemengd").save(), process_of("pijlers")
    with pytest.raises(EngineError) as refused:
        state.load(saved, other.spec, other.subprocess_specs)
    assert refused.value.code == "toestand_onbekend"


def test_a_finished_case_is_saved_and_loaded_too() -> None:
    run = heard(begun("proef"), "vervallen")
    assert run.ended
    assert (run.open_tasks(), run.waits()) == ([], [])
    assert reloaded(run).ended


# -- a step is taken once ------------------------------------------------------------------------------------


def test_a_task_is_completed_once() -> None:
    run = heard(begun("proef"), "uitstel")
    uid = run.open_tasks()[0].uid
    run.complete(uid, {})
    with pytest.raises(NotWaiting):
        run.complete(uid, {})
    with pytest.raises(NotWaiting):
        reloaded(run).complete(uid, {})


def test_a_message_reaches_a_wait_once() -> None:
    run = begun("proef")
    gateway = next(wait.uid for wait in run.waits() if wait.element == "gemeld")
    run.deliver(gateway, "gemeld", {})
    for element in ("gemeld", "verlopen"):
        with pytest.raises(NotWaiting):
            run.deliver(gateway, element, {})


@pytest.mark.parametrize("uid", ["0" * 32, "no id at all", ""])
def test_an_id_that_never_was_is_not_waiting(uid: str) -> None:
    run = begun("proef")
    with pytest.raises(NotWaiting):
        run.complete(uid, {})
    with pytest.raises(NotWaiting):
        run.deliver(uid, "gemeld", {})


def test_a_wait_cannot_be_completed_and_a_task_hears_nothing() -> None:
    run = heard(begun("proef"), "uitstel")
    with pytest.raises(NotWaiting):
        run.complete(run.waits()[0].uid, {})
    with pytest.raises(NotWaiting):
        run.deliver(run.open_tasks()[0].uid, "uitstel_beoordelen", {})


def test_a_refused_step_leaves_the_data_alone() -> None:
    run = begun("proef")
    before = dict(run.data)
    with pytest.raises(NotWaiting):
        run.complete("0" * 32, {"teller": 99})
    assert run.data == before


def test_a_case_starts_only_with_its_own_message() -> None:
    with pytest.raises(NotWaiting):
        runtime.start(release_of("proef"), process_of("proef"), "aangemeld", {}, SITUATION)


# -- loops that need nobody ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        shapes.start() + merge("m") + models.script("tel", "{n: 1}") + path("begin", "m", "tel", "m"),
        shapes.start() + merge("m") + merge("o") + path("begin", "m", "o", "m"),
        shapes.start()
        + merge("m")
        + shapes.inside("deel", plain("d"), end("e"), path("d", "e"))
        + path("begin", "m", "deel", "m"),
    ],
    ids=["script", "gateways", "sub-process"],
)
def test_a_loop_that_needs_nobody_is_stopped(body: str) -> None:
    release = models.release(models.definitions(body, ("start",)))
    with pytest.raises(EngineError) as stopped:
        runtime.start(release, release.process("proef"), "start", {}, SITUATION)
    assert stopped.value.code == "stap_op_hol"
    assert stopped.value.facts["stappen"] == runtime.LONGEST_STEP
    assert stopped.value.element in release.process("proef").elements
