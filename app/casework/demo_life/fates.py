"""What becomes of a person: every question that the life asks about somebody, and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Protocol

from app.casework.demo_life.behaviour import behaviour, draw_days
from app.casework.demo_life.plan import Plan
from app.domain.vocabulary import DecisionOutcome, TargetGroup

PARTS = ("mo", "nt2", "vdab", "pnt")
LEFT, LAST_DAY = -1, -2  # a task that nobody has done yet; one that is done on the last working day


class Response(Enum):
    """When somebody who was reported complies."""

    BEFORE_FINDING = "in_regel_voor_vaststelling"
    AFTER_NOTICE = "in_regel_na_ingebrekestelling"
    AFTER_TRANSFER = "in_regel_na_doorsturen"
    AFTER_DECISION = "in_regel_na_besluit"
    NEVER = "nooit"


class Turn(Enum):
    """What the register says later about somebody; the values are codes of data/demo_gedrag.toml."""

    DIES = "jaar_overlijdt"
    STRUCK_OFF = "jaar_geschrapt"
    BECOMES_BELGIAN = "jaar_belg"
    LEAVES = "jaar_vertrekt"  # to Brussels or Wallonia
    MOVES = "jaar_verhuist"  # within Flanders
    CHANGES = "jaar_wijziging"
    NAME_CORRECTED = "naam_verbeterd"  # in stories only


class Pays(Enum):
    """How a fine is paid."""

    IN_TIME = "op_tijd"
    IN_PARTS = "in_delen"
    AFTER_REMINDER = "na_herinnering"
    NEVER = "nooit"


class Move(Enum):
    """What is done to the clock of a case; the values are codes of data/demo_gedrag.toml where drawn."""

    SUSPENDED = "opgeschort"  # both days known
    SUSPENDED_WITHOUT_END = "opgeschort_zonder_einde"
    SUSPENSION_ENDED = "opschorting_beeindigd"  # the last day became known later
    SUSPENSION_WITHDRAWN = "opschorting_ingetrokken"
    POSTPONED = "uitstel"
    EXTENDED = "verlengd"
    EXTENSION_WITHDRAWN = "verlenging_ingetrokken"


@dataclass(frozen=True)
class Defence:
    """A defence comes so many days after the invitation."""

    days: int
    kind: str = "schriftelijk"


class Fate(Protocol):
    """The answers about one person; `nth` counts how often the same was asked before, from 0.

    Days are calendar days, `waits` counts working days (or LEFT, LAST_DAY); None is never.
    """

    def comes(self, group: str) -> int | None: ...
    def returns(self) -> int | None: ...
    def group(self) -> str: ...
    def signs(self, group: str, nth: int) -> bool: ...
    def results(self) -> dict[str, str]: ...
    def is_found(self, nth: int) -> bool: ...
    def turns_up(self) -> int | None: ...
    def response(self, nth: int) -> tuple[Response, int]: ...
    def defence(self, nth: int) -> Defence | None: ...
    def outcome(self, nth: int) -> str: ...
    def amount(self, proposed: int, nth: int) -> int: ...
    def second_officer_agrees(self, nth: int) -> bool: ...
    def pays(self, nth: int) -> tuple[Pays, int]: ...
    def waits(self, element: str, nth: int) -> int: ...
    def turns(self, month: int) -> tuple[Turn, ...]: ...
    def moves(self, element: str) -> Move | None: ...


@dataclass(frozen=True)
class Drawn:
    """A fate drawn from the published figures, each answer from a stream of its own."""

    plan: Plan
    label: str

    def _chance(self, code: str, *about: object) -> bool:
        return behaviour().happens(code, self.plan.stream(self.label, code, *about))

    def _days(self, code: str, *about: object) -> int:
        return draw_days(behaviour().days[code], self.plan.stream(self.label, "dagen", code, *about))

    def comes(self, group: str) -> int | None:
        code = "aangemeld_plicht" if group == TargetGroup.OBLIGED else "aangemeld_recht"
        return self._days("aangemeld") if self._chance(code) else None

    def returns(self) -> int | None:
        return self._days("komt_terug") if self._chance("komt_terug") else None

    def group(self) -> str:
        random = self.plan.stream(self.label, "doelgroep")
        return random.choice((TargetGroup.OBLIGED, TargetGroup.OBLIGED, TargetGroup.ENTITLED)).value

    def signs(self, group: str, nth: int) -> bool:
        code = "weigert_plicht" if group == TargetGroup.OBLIGED else "weigert_recht"
        return nth > 0 or not self._chance(code)

    def results(self) -> dict[str, str]:
        random = self.plan.stream(self.label, "onderdelen")
        found = {part: random.choices(("behaald", "vrijgesteld"), (9, 1))[0] for part in PARTS}
        return found if self._chance("attest") else found | {"nt2": "niet behaald"}

    def is_found(self, nth: int) -> bool:
        return self._chance("vindbaar", nth)

    def turns_up(self) -> int | None:
        return self._days("gevonden") if self._chance("gevonden") else None

    def response(self, nth: int) -> tuple[Response, int]:
        for response in Response:
            if response is not Response.NEVER and self._chance(response.value, nth):
                return response, self._days(response.value, nth)
        return Response.NEVER, 0

    def defence(self, nth: int) -> Defence | None:
        if not self._chance("verweer", nth):
            return None
        random = self.plan.stream(self.label, "verweer_soort", nth)
        return Defence(
            self._days("verweer", nth), random.choice(("schriftelijk", "schriftelijk", "mondeling"))
        )

    def outcome(self, nth: int) -> str:
        chance, chances = self.plan.stream(self.label, "besluit", nth).random(), behaviour().chances
        if chance < chances["boete"]:
            return DecisionOutcome.FINE
        without = chance < chances["boete"] + chances["geen_boete"]
        return DecisionOutcome.NO_FINE if without else DecisionOutcome.NO_FOLLOW_UP

    def amount(self, proposed: int, nth: int) -> int:
        return max(50, proposed - 50) if self._chance("ander_bedrag", nth) else proposed

    def second_officer_agrees(self, nth: int) -> bool:
        return nth > 0 or not self._chance("terug_naar_eerste_ambtenaar")

    def pays(self, nth: int) -> tuple[Pays, int]:
        days = self._days("betaling", nth)
        if self._chance("betaalt_op_tijd", nth):
            return (Pays.IN_PARTS if self._chance("betaalt_in_delen", nth) else Pays.IN_TIME), days
        return (Pays.AFTER_REMINDER if self._chance("betaalt_na_herinnering", nth) else Pays.NEVER), days

    def waits(self, element: str, nth: int) -> int:
        random = self.plan.stream(self.label, "werkdagen", element, nth)
        return draw_days(behaviour().working_days[element], random)

    def turns(self, month: int) -> tuple[Turn, ...]:
        found = _yearly(self.plan.stream(self.label, "mutatie", month))
        return () if found is None else (found,)

    def moves(self, element: str) -> Move | None:
        for move in _DRAWN_MOVES.get(element, ()):
            if self._chance(move.value):
                return move
        return None


_DRAWN_MOVES = {
    "tijdig_aangemeld": (Move.SUSPENDED, Move.POSTPONED),
    "onderdelen_opvolgen": (Move.SUSPENDED_WITHOUT_END,),
    "verweer_ontvangen": (Move.EXTENDED,),
}


def _yearly(random: Random) -> Turn | None:
    chance = random.random() * 12
    for turn in Turn:
        if (yearly := behaviour().chances.get(turn.value)) is not None:
            chance -= yearly
            if chance < 0:
                return turn
    return None
