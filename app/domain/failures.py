"""Steps that failed, in the words that are stored: what was being done, and how it is put right."""

from __future__ import annotations

from enum import StrEnum


class IncidentKind(StrEnum):
    """What was being done when a step failed."""

    TASK = "taak"
    RECORDING = "vastleggen"
    MESSAGE = "bericht"
    TERM = "termijn"
    LETTER = "brief"

    @property
    def by_form(self) -> bool:
        """Whether a person fills in the form again: nothing can be repeated or let go for them."""
        return self in (IncidentKind.TASK, IncidentKind.RECORDING)


class RepairKind(StrEnum):
    """How an incident is put right that trying again does not solve."""

    FACT = "feit"  # correct a fact of the case, then take the step
    LET_GO = "loslaten"  # drop the message, withdraw the term, cancel the letter


class RepairStatus(StrEnum):
    """A repair waits for a second person until it is carried out, refused, withdrawn or overtaken."""

    PROPOSED = "voorstel"
    CARRIED_OUT = "uitgevoerd"
    REFUSED = "geweigerd"
    WITHDRAWN = "ingetrokken"
    OVERTAKEN = "vervallen"  # the step was taken otherwise
