"""What a case can hear: which elements catch a message, and the form that says what it must tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.casework import enforcement, steps
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.engine.catalogue import Element
from app.engine.feel import feel
from app.engine.release import Process, Release

RECORDED = {"betaling_ontvangen": enforcement.record_payment}  # messages that are also facts of their own


def hearers(release: Release, name: str) -> list[tuple[Process, Element]]:
    """The places where a case can wait for this message, each with its process."""
    return [
        (process, element)
        for process in release.processes.values()
        for element in process.catalogue.of_kind("intermediateCatchEvent", "boundaryEvent")
        if element.message == name
    ]


def form_of(process: Process, element: Element) -> str | None:
    """The form of what a message tells: its own, or that of the task whose place it takes.

    None where nobody outside can say it: what one case tells another.
    """
    if element.form is not None:
        return element.form
    task = process.elements.get(element.attached_to or "")
    takes_place = element.interrupting and task is not None and task.kind == "userTask"
    return task.form if task is not None and takes_place else None


def is_heard_again(element: Element) -> bool:
    """Whether the case hears it each time, and goes on beside it: a payment, irregular participation."""
    return element.kind == "boundaryEvent" and not element.interrupting


def evaluate_in(tx: Transaction, release: Release, row: CaseRow) -> Callable[[str, Mapping[str, Any]], Any]:
    """FEEL for the conditions of a form: its own answers over the case's data."""
    names = steps.situation(tx, row.person).names(release)

    def evaluate(text: str, answers: Mapping[str, Any]) -> Any:
        return feel.evaluate(text, row.data | names | dict(answers))

    return evaluate
