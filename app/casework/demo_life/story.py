"""A fate that is told instead of drawn: what a story does not say goes well and quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from app.casework.demo_life.fates import (
    LAST_DAY,
    LEFT,
    Defence,
    Move,
    Pause,
    Pays,
    Request,
    Response,
    Turn,
)
from app.domain.vocabulary import DecisionOutcome, ResidenceStatus, TargetGroup

Answer = TypeVar("Answer")

USUAL_DAYS = {
    Response.BEFORE_FINDING: 1,
    Response.AFTER_NOTICE: 8,
    Response.AFTER_TRANSFER: 6,
    Response.AFTER_DECISION: 20,
    Response.NEVER: 0,
}
PROMPT = 2  # working days until a colleague of a story does a task


@dataclass(frozen=True)
class Story:
    """Somebody whom the register first tells of `back` months before its last extract.

    `registered_before` counts days before that extract, `cells` are what the register says, `left` the tasks
    that nobody has done yet, `last_day` those done on the last working day, `slow` tasks with another number
    of working days. Tuples answer the first, second, ... time a question is asked; their last answer holds
    from then on.
    """

    back: int
    agency: str
    status: str = ResidenceStatus.FAMILY_OF_BELGIAN
    cells: Mapping[str, str] = field(default_factory=dict)
    comes_after: int | None = 14
    returns_after: int | None = None
    target_group: str = TargetGroup.OBLIGED
    signing: tuple[bool, ...] = (True,)
    achieves: bool = True
    retakes: bool = False
    course_under_old_decree: tuple[str, ...] = ("regelmatig deelgenomen",)
    b1_after: int | None = None
    late_notes: int = 0  # what happened is recorded so many days later: a file that was kept on paper
    shows_b1: bool = False  # when somebody looks, after the term
    asking: Mapping[str, Mapping[Request, int]] = field(default_factory=dict)
    grants: bool = True
    pauses: tuple[Pause, ...] = (Pause(),)
    found: tuple[bool, ...] = (True,)
    turns_up_after: int | None = None
    address_found_after: int | None = None
    comes_again_after: int | None = None
    not_received: frozenset[str] = frozenset()
    registered_before: int = 10
    responses: tuple[Response, ...] = (Response.NEVER,)
    response_days: int | None = None
    defends: Defence | None = None
    outcomes: tuple[str, ...] = (DecisionOutcome.FINE,)
    less: int = 0
    agrees: tuple[bool, ...] = (True,)
    amount_later: bool = False
    hearing_after: int | None = None
    revised: tuple[int | None, str] = (None, "blijft")
    written_off_after: int | None = None
    too_much: int = 0  # euro
    paying: Pays = Pays.IN_TIME
    left: frozenset[str] = frozenset()
    last_day: frozenset[str] = frozenset()
    slow: Mapping[str, int] = field(default_factory=dict)
    turning: Mapping[int, tuple[Turn, ...]] = field(default_factory=dict)
    moving: Mapping[str, Move] = field(default_factory=dict)
    special: str = ""  # `partner` tells that they comply; a late proof of a letter: `late_proof`

    def comes(self, group: str) -> int | None:
        return self.comes_after

    def returns(self) -> int | None:
        return self.returns_after

    def group(self) -> str:
        return self.target_group

    def signs(self, group: str, nth: int) -> bool:
        return _nth(self.signing, nth)

    def result(self, part: str, nth: int) -> str:
        fails = part == "nt2" and (not self.achieves or (self.retakes and nth == 0))
        return "niet behaald" if fails else "behaald"

    def goes_on(self, nth: int) -> bool:
        return self.achieves

    def took_part(self, nth: int) -> str:
        return _nth(self.course_under_old_decree, nth)

    def noted_after(self) -> int:
        return self.late_notes

    def has_b1(self) -> bool:
        return self.shows_b1

    def proves_b1(self) -> int | None:
        return self.b1_after

    def asks(self, element: str) -> Mapping[Request, int]:
        return self.asking.get(element, {})

    def is_granted(self, request: Request, nth: int) -> bool:
        return self.grants

    def pause(self, nth: int) -> Pause:
        return _nth(self.pauses, nth)

    def is_found(self, nth: int) -> bool:
        return _nth(self.found, nth)

    def turns_up(self) -> int | None:
        return self.turns_up_after

    def address_found(self) -> int | None:
        return self.address_found_after

    def comes_again(self) -> int | None:
        return self.comes_again_after

    def receives(self, letter: str) -> bool:
        return letter not in self.not_received

    def response(self, nth: int) -> tuple[Response, int]:
        response = _nth(self.responses, nth)
        return response, USUAL_DAYS[response] if self.response_days is None else self.response_days

    def defence(self, nth: int) -> Defence | None:
        return self.defends

    def outcome(self, nth: int) -> str:
        return _nth(self.outcomes, nth)

    def amount(self, proposed: int, nth: int) -> int:
        return proposed - self.less

    def second_officer_agrees(self, nth: int) -> bool:
        return _nth(self.agrees, nth)

    def amount_follows(self, nth: int) -> bool:
        return self.amount_later

    def asks_hearing(self, nth: int) -> int | None:
        return self.hearing_after

    def revision(self, nth: int) -> tuple[int | None, str]:
        return self.revised

    def written_off(self, nth: int) -> int | None:
        return self.written_off_after

    def overpays(self, nth: int) -> int:
        return self.too_much

    def pays(self, nth: int) -> tuple[Pays, int]:
        return self.paying, 10

    def waits(self, element: str, nth: int) -> int:
        if element in self.left:
            return LEFT
        return LAST_DAY if element in self.last_day else self.slow.get(element, PROMPT)

    def turns(self, month: int) -> tuple[Turn, ...]:
        return self.turning.get(month, ())

    def moves(self, element: str) -> Move | None:
        return self.moving.get(element)


def _nth(answers: tuple[Answer, ...], nth: int) -> Answer:
    return answers[min(nth, len(answers) - 1)]
