"""What becomes of a person: every question that the life asks about somebody, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Protocol

from app.casework.demo_life.behaviour import behaviour, draw_days
from app.casework.demo_life.plan import Plan
from app.domain.vocabulary import DecisionOutcome, TargetGroup

PARTS = ("mo", "nt2", "vdab", "pnt")
FOLLOWED_UP = tuple(f"{part}_opvolgen" for part in PARTS)  # the tasks of the four parts
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
    NAME_CORRECTED = "naam_verbeterd"  # in stories only, as the next
    DOUBTFUL = "statuut_onduidelijk"


class Pays(Enum):
    """How a fine is paid."""

    IN_TIME = "op_tijd"
    IN_PARTS = "in_delen"
    AFTER_REMINDER = "na_herinnering"
    NEVER = "nooit"


class Move(Enum):
    """What a colleague does to the clock of a case; the values are codes of demo_gedrag.toml where drawn."""

    SUSPENSION_WITHDRAWN = "opschorting_ingetrokken"
    EXTENDED = "verlengd"
    EXTENSION_WITHDRAWN = "verlenging_ingetrokken"


class Request(Enum):
    """What a person asks, or the agency notes, while the trajectory goes on; the names of the messages."""

    POSTPONEMENT = "uitstel_gevraagd"
    SUSPENSION = "opschorting_gevraagd"
    EXEMPTION = "vrijstelling_gevraagd"
    IRREGULAR = "onregelmatige_deelname"
    REFERRAL = "doorverwezen"


@dataclass(frozen=True)
class Pause:
    """A suspension of so many days (None: nobody knows the end yet), counted from the day it is granted."""

    days: int | None = 35
    known_after: int | None = None  # when the end of an open one becomes known
    back_after: int | None = 40  # None: does not come back


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
    def result(self, part: str, nth: int) -> str: ...
    def goes_on(self, nth: int) -> bool: ...
    def took_part(self, nth: int) -> str: ...
    def noted_after(self) -> int: ...
    def proves_b1(self) -> int | None: ...
    def has_b1(self) -> bool: ...
    def asks(self, element: str) -> Mapping[Request, int]: ...
    def is_granted(self, request: Request, nth: int) -> bool: ...
    def pause(self, nth: int) -> Pause: ...
    def is_found(self, nth: int) -> bool: ...
    def turns_up(self) -> int | None: ...
    def address_found(self) -> int | None: ...
    def comes_again(self) -> int | None: ...
    def receives(self, letter: str) -> bool: ...
    def response(self, nth: int) -> tuple[Response, int]: ...
    def defence(self, nth: int) -> Defence | None: ...
    def outcome(self, nth: int) -> str: ...
    def amount(self, proposed: int, nth: int) -> int: ...
    def second_officer_agrees(self, nth: int) -> bool: ...
    def amount_follows(self, nth: int) -> bool: ...
    def asks_hearing(self, nth: int) -> int | None: ...
    def revision(self, nth: int) -> tuple[int | None, str]: ...
    def written_off(self, nth: int) -> int | None: ...
    def overpays(self, nth: int) -> int: ...
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
        told = group == TargetGroup.OBLIGED and self._is_told()
        return self._days("aangemeld") if told or self._chance(code) else None

    def _is_told(self) -> bool:
        """Whether the stories have this one's infringements already: so there are no more than for real."""
        return self.plan.stream(self.label, "verteld").random() < behaviour().told_of(self.plan)

    def returns(self) -> int | None:
        return self._days("komt_terug") if self._chance("komt_terug") else None

    def group(self) -> str:
        random = self.plan.stream(self.label, "doelgroep")
        return random.choice((TargetGroup.OBLIGED, TargetGroup.OBLIGED, TargetGroup.ENTITLED)).value

    def signs(self, group: str, nth: int) -> bool:
        code = "weigert_plicht" if group == TargetGroup.OBLIGED else "weigert_recht"
        return nth > 0 or not self._chance(code)

    def result(self, part: str, nth: int) -> str:
        """Of a part, the `nth` time that it is followed up; who is exempt never follows it."""
        if self._chance(f"vrijgesteld_{part}"):
            return "vrijgesteld"
        fails = part == "nt2" and (not self._chance("attest") or (nth == 0 and self._chance("herkanst")))
        return "niet behaald" if fails else "behaald"

    def goes_on(self, nth: int) -> bool:
        return nth == 0 and self._chance("attest")

    def took_part(self, nth: int) -> str:
        return (
            "regelmatig deelgenomen" if nth or self._chance("oud_regelmatig") else "onregelmatig deelgenomen"
        )

    def noted_after(self) -> int:
        return 0

    def has_b1(self) -> bool:
        return self._chance("b1_bij_nakijken")

    def proves_b1(self) -> int | None:
        return self._days("b1") if self._chance("b1") else None

    def asks(self, element: str) -> Mapping[Request, int]:
        return {
            request: self._days(code)
            for request, code in _DRAWN_REQUESTS.get(element, ())
            if self._chance(code) and not (request is Request.IRREGULAR and self._is_told())
        }

    def is_granted(self, request: Request, nth: int) -> bool:
        return self._chance(_GRANTED[request], nth)

    def pause(self, nth: int) -> Pause:
        days = self._days("opschorting", nth)
        back = None if self._chance("te_laat_na_opschorting", nth) else days + self._days("hervat", nth)
        if self._chance("opgeschort_zonder_einde", nth):
            return Pause(None, days // 2, back)
        return Pause(days, None, back)

    def is_found(self, nth: int) -> bool:
        return self._chance("vindbaar", nth)

    def turns_up(self) -> int | None:
        return self._days("gevonden") if self._chance("gevonden") else None

    def address_found(self) -> int | None:
        return self._days("adres_gevonden") if self._chance("adres_gevonden") else None

    def comes_again(self) -> int | None:
        return self._days("aangemeld") if self._chance("aangemeld_opnieuw") else None

    def receives(self, letter: str) -> bool:
        return not self._chance("brief_keert_terug", letter)

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

    def amount_follows(self, nth: int) -> bool:
        return self._chance("bedrag_later", nth)

    def asks_hearing(self, nth: int) -> int | None:
        return None  # a hearing is asked with the defence

    def revision(self, nth: int) -> tuple[int | None, str]:
        return None, "blijft"

    def written_off(self, nth: int) -> int | None:
        return self._days("oninvorderbaar", nth) if self._chance("oninvorderbaar", nth) else None

    def overpays(self, nth: int) -> int:
        return 0

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


_DRAWN_MOVES = {"verweer_ontvangen": (Move.EXTENDED,)}
_DRAWN_REQUESTS = {  # where a case waits, what is asked there, and the code of its chance and its days
    "tijdig_aangemeld": (
        (Request.POSTPONEMENT, "uitstel"),
        (Request.SUSPENSION, "opgeschort_voor_aanmelding"),
    ),
    "intake_voeren": ((Request.EXEMPTION, "vrijstelling"),),
    "contract_ondertekenen": ((Request.POSTPONEMENT, "uitstel_ondertekening"),),
    "nt2_opvolgen": (
        (Request.IRREGULAR, "onregelmatig"),
        (Request.SUSPENSION, "opgeschort"),
        (Request.REFERRAL, "doorverwezen"),
    ),
}
_GRANTED = {
    Request.POSTPONEMENT: "uitstel_toegekend",
    Request.SUSPENSION: "opschorting_toegekend",
    Request.EXEMPTION: "vrijstelling_toegekend",
    Request.IRREGULAR: "onregelmatig_geoordeeld",
}


def _yearly(random: Random) -> Turn | None:
    chance = random.random() * 12
    for turn in Turn:
        if (yearly := behaviour().chances.get(turn.value)) is not None:
            chance -= yearly
            if chance < 0:
                return turn
    return None
