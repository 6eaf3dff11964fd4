"""The names of a release that a scenario may use: tasks, messages, letters, terms, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.vocabulary import CaseStatus
from app.engine.release import Release

_HEARING = ("intermediateCatchEvent", "boundaryEvent")
_FROM_TRAJECT = {"gegevens_gewijzigd", "traject_vervallen", "persoon_overleden", "besluit_verzonden"}


@dataclass(frozen=True)
class Known:
    """Names by kind; tasks and messages with the forms they ask for."""

    tasks: Mapping[str, str]
    messages: Mapping[str, frozenset[str]]
    reports: frozenset[str]  # messages that no form asks for and no case sends: from partners
    letters: frozenset[str]
    terms: frozenset[str]
    outcomes: Mapping[str, frozenset[str]]  # by process
    fields: Mapping[str, frozenset[str]]  # by form

    @property
    def processes(self) -> frozenset[str]:
        return frozenset(self.outcomes)

    def states(self, process: str) -> set[str]:
        """How a case of this process may stand: it runs, or it ended so."""
        return {CaseStatus.RUNNING.value, "geen", *self.outcomes[process]}


def names_of(release: Release) -> Known:
    """Read once from the release."""
    elements = [element for process in release.processes.values() for element in process.elements.values()]
    messages: dict[str, set[str]] = {}
    heard = {e.message for e in elements if e.message and e.kind in _HEARING}
    sent = {e.message for e in elements if e.message and e.kind == "intermediateThrowEvent"}
    for element in elements:
        if element.message and element.form:
            messages.setdefault(element.message, set()).add(element.form)
    return Known(
        tasks={e.id: e.form for e in elements if e.kind == "userTask" and e.form},
        messages={name: frozenset(forms) for name, forms in messages.items()},
        reports=frozenset(heard - sent - messages.keys() - _FROM_TRAJECT),
        letters=frozenset(e.letter for e in elements if e.letter),
        terms=frozenset(rule.code for rule in release.terms),
        outcomes={
            process.id: frozenset(e.outcome for e in process.elements.values() if e.outcome)
            for process in release.processes.values()
        },
        fields={
            name: frozenset(field.key for field in release.form(name).fields) for name in release.schemas
        },
    )
