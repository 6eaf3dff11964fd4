"""A case kept alive between steps is the same workflow, never read back, unless its step was undone."""

from __future__ import annotations

from random import Random

from app.engine import runtime
from app.engine.keeping import SAVED, Alive, keeper, kept_by
from app.engine.runtime import Run
from tests.engine import answers
from tests.engine.walks import process_of, release_of


def _started() -> tuple[Run, runtime.Situation]:
    chance = Random(7)
    situation = answers.situation(chance)
    message, payload = answers.beginning("inbreuk", chance)
    run = runtime.start(release_of("inbreuk"), process_of("inbreuk"), message, payload, situation)
    return run, situation


def _resumed(run: Run, saved: bytes, situation: runtime.Situation) -> Run:
    return runtime.resume(run.release, run.process, saved, run.data, situation)


def test_the_living_case_goes_on_with_all_that_it_did() -> None:
    with kept_by(Alive()):
        run, situation = _started()
        before = set(run.workflow.tasks)
        again = _resumed(run, run.save(), situation)
    assert again.workflow is run.workflow
    assert again.data is run.data
    assert before <= set(again.workflow.tasks)  # nothing was pruned


def test_an_undone_step_leaves_what_was_written() -> None:
    """The transaction rolled back: the workflow went too far, so the row is read after all."""
    with kept_by(Alive()):
        run, situation = _started()
        saved = run.save()
        spoiled = _resumed(run, saved, situation)
        (open_task,) = spoiled.open_tasks()
        spoiled.complete(open_task.uid, {"adres_bekend": "nee", "nog_doelgroep": "ja"})
        again = _resumed(run, saved, situation)
    assert again.workflow is not run.workflow
    assert [task.uid for task in again.open_tasks()] == [open_task.uid]


def test_outside_a_proof_cases_are_saved_and_loaded() -> None:
    with kept_by(Alive()):
        assert keeper() is not SAVED
    assert keeper() is SAVED
    run, situation = _started()
    assert _resumed(run, run.save(), situation).workflow is not run.workflow
