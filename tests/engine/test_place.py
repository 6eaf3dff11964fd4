"""Setting a case down: at the positions of a driven case it must go on exactly as that one does."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from app.engine import runtime
from app.engine.errors import EngineError
from app.engine.place import place
from app.engine.runtime import Run
from tests.engine import answers
from tests.engine.walks import MORE, SHIPPED, Command, Labels, Walk, process_of, release_of

# Without `verzoeken`: there a sub-process can be entered several times at once, which place() does not.
DRIVEN = ("proef", "vorken", "gemengd", "eindes", "pijlers", *SHIPPED)

# What a case that is taken over must bring beside the answers to all forms: the data of tables and messages.
FACTS: dict[str, Any] = {
    "doelgroep": "plicht",
    "agentschap": "in_gent",
    "aangemeld_op": "2026-10-01",
    "ondertekening": "getekend",
    "ondertekening_op": "2026-10-20",
    "inbreuk_type": "niet tijdig aangemeld",
    "feit_datum": "2026-09-01",
    "rang": 1,
    "besluit": "boete",
    "besluit_verzonden_op": "2026-11-01",
    "bedrag": 100,
    "voorstel_bedrag": 100,
    "openstaand": 100,
    "inbreuk_open": False,
    "is_opgeschort": False,
    "uitkomst": None,
    "niet_vervolgd_reden": None,
    "te_innen": True,
    "gewijzigd": False,
    "net_voldaan": False,
    "betaald": 0,
    "verplichting": "verplicht",
    "reden": "alle voorwaarden samen",
    "nieuwe_verplichting": "verplicht",
    "vrijstellingsgrond": None,
    "taal": "fr",
    "bureau": "bapa_via",
    "overhandigd_op": "2026-03-02",
    "weigering_over": "aanmelding",
    "weigering_op": "2026-10-01",
    "sanctie_open": False,
    "rechtgezet": False,
    "vervallen": False,
    "geen_gevolg_reden": None,
}


class Beside:
    """A placed case that follows a walk for some steps, saved and loaded at each."""

    def __init__(self, walk: Walk, steps: int) -> None:
        elements, passed, spent = walk.oracle.positions()
        self.walk, self.left = walk, steps
        self.run = place(
            walk.release,
            walk.process,
            walk.run.data,
            elements,
            passed=passed,
            spent=spent,
            situation=walk.situation,
        )

    def differences(self) -> list[str]:
        ours, theirs = _shown(self.run), _shown(self.walk.run)
        return [] if ours == theirs else [f"{self.walk.commands}: placed {ours}, driven {theirs}"]

    def follow(self, command: Command) -> None:
        self.left -= 1
        self.run = runtime.resume(
            self.walk.release, self.walk.process, self.run.save(), self.run.data, self.walk.situation
        )
        listed = self.run.open_tasks() if command.complete else self.run.waits()
        uid = next(item.uid for item in listed if _element(item) == command.element)
        if command.complete:
            self.run.complete(uid, command.values)
        else:
            self.run.deliver(uid, command.element, command.values)


def _entered_once(run: Run) -> bool:
    """Whether no sub-process runs twice at once, as that of a request may: place() enters each once."""
    running = Counter(sub.spec.name for sub in run.workflow.get_active_subprocesses())
    return all(number == 1 for number in running.values())


def _element(item: Any) -> str:
    return item.element if isinstance(item.element, str) else item.element.id


def _shown(run: Run) -> tuple[Any, ...]:
    tasks = Counter(task.element.id for task in run.open_tasks())
    waits = Counter((wait.element, wait.kind, wait.name) for wait in run.waits())
    return tasks, waits, run.data, run.ended


@pytest.mark.parametrize("name", DRIVEN)
def test_placed_case_goes_on_as_the_driven_one(name: str) -> None:
    found: list[str] = []
    placed = steps = 0
    for seed in range(80 * MORE):
        walk, beside = Walk(name, seed, beside_twin=False), None
        for command in walk.steps(30):
            if beside is None and walk.random.random() < 0.4 and _entered_once(walk.run):
                beside = Beside(walk, walk.random.randint(2, 8))
                placed += 1
            if beside is not None:
                found += beside.differences()
                beside = beside if beside.left else None
            if beside is not None:
                beside.follow(command)
                steps += 1
        if beside is not None:
            found += beside.differences()
    print(f"{name}: placed {placed} times, {steps} steps beside")  # pytest -rP
    assert found == []
    assert placed > 12


@pytest.mark.parametrize(
    ("name", "element"),
    [
        (name, element.id)
        for name in SHIPPED
        for element in process_of(name).catalogue.of_kind("userTask", "intermediateCatchEvent")
    ],
)
def test_every_wait_state_can_be_placed_and_continued(name: str, element: str) -> None:
    release, process = release_of(name), process_of(name)
    walk = Walk(name, 0, beside_twin=False)
    answered = [answers.values(release, form, walk.random) for form in release.schemas]
    facts = {key: value for values in answered for key, value in values.items()} | FACTS
    run = place(release, process, facts, [element], situation=walk.situation)
    assert element in {t.element.id for t in run.open_tasks()} | {wait.element for wait in run.waits()}

    for _ in range(6):
        run = runtime.resume(release, process, run.save(), run.data, walk.situation)
        tasks, waits = run.open_tasks(), run.waits()
        assert tasks or waits
        if tasks:
            run.complete(tasks[0].uid, answers.values(release, tasks[0].element.form, walk.random))
        else:
            wait = next((w for w in waits if w.element == element), waits[0])
            values = answers.payload(release, process.elements[wait.element], walk.random)
            run.deliver(wait.uid, wait.element, values)
        if run.ended:
            break
    assert run.passed


def test_labels_of_a_placed_case_are_its_own() -> None:
    labels = Labels()
    assert labels.refresh([("a", "x"), ("b", "x")]) == ["x#1", "x#2"]
    assert labels.refresh([("b", "x"), ("c", "x")]) == ["x#2", "x#3"]


# -- what cannot be placed -----------------------------------------------------------------------------------


def _placed(name: str, elements: list[str], **more: Any) -> Run:
    walk = Walk(name, 0, beside_twin=False)
    return place(walk.release, walk.process, {}, elements, situation=walk.situation, **more)


@pytest.mark.parametrize(
    ("elements", "more", "code", "element"),
    [
        ([], {}, "plaats_leeg", None),
        (["bestaat_niet"], {}, "plaats_onbekend", "bestaat_niet"),
        (["samen"], {}, "plaats_geen_wachtpunt", "samen"),
        (["binnen"], {}, "plaats_geen_wachtpunt", "binnen"),
        (["tel"], {}, "plaats_geen_wachtpunt", "tel"),
        (["zeg"], {}, "plaats_geen_wachtpunt", "zeg"),
        (["begin"], {}, "plaats_geen_wachtpunt", "begin"),
        (["uitstel"], {}, "plaats_geen_wachtpunt", "uitstel"),
        (["i_einde"], {}, "plaats_geen_wachtpunt", "i_einde"),
        (["mo"], {"passed": [("nt2", "mo")]}, "plaats_geen_join", "mo"),
        (["mo"], {"passed": [("attest", "samen")]}, "plaats_geen_join", "attest"),
        (["mo"], {"spent": ["niets"]}, "plaats_onbekend", "niets"),
        (["attest"], {"passed": [(e, "samen") for e in ("mo", "nt2", "vdab")]}, "plaats_loopt_door", "samen"),
    ],
)
def test_a_place_where_no_case_rests_is_refused(
    elements: list[str], more: dict[str, Any], code: str, element: str | None
) -> None:
    with pytest.raises(EngineError) as refused:
        _placed("proef", elements, **more)
    assert (refused.value.code, refused.value.element) == (code, element)


def test_a_spent_term_does_not_listen_again() -> None:
    assert "herinnering" in {wait.element for wait in _placed("gemengd", ["werk"]).waits()}
    run = _placed("gemengd", ["werk"], spent=["herinnering"])
    assert "herinnering" not in {wait.element for wait in run.waits()}


def test_placing_says_and_sends_nothing() -> None:
    run = _placed("proef", ["mo"], passed=[("nt2", "samen"), ("vdab", "samen")])
    assert (run.asked, run.thrown, run.decided, run.passed) == ([], [], [], [])
    run.complete(run.open_tasks()[0].uid, {"teller": 4})
    assert [(thrown.name, thrown.payload) for thrown in run.thrown] == [("klaar", {"teller": 4})]
