"""A fate that is told instead of drawn: what a story does not say goes well and quickly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from app.casework.demo_life.fates import LAST_DAY, LEFT, PARTS, Defence, Move, Pays, Response, Turn
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

    `cells` are what the register says, `left` the tasks that nobody has done yet, `last_day` those done on
    the last working day, `slow` tasks with another number of working days. Tuples answer the first, second,
    ... time a question is asked; their last answer holds from then on.
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
    found: tuple[bool, ...] = (True,)
    turns_up_after: int | None = None
    responses: tuple[Response, ...] = (Response.NEVER,)
    response_days: int | None = None
    defends: Defence | None = None
    outcomes: tuple[str, ...] = (DecisionOutcome.FINE,)
    less: int = 0
    agrees: tuple[bool, ...] = (True,)
    paying: Pays = Pays.IN_TIME
    left: frozenset[str] = frozenset()
    last_day: frozenset[str] = frozenset()
    slow: Mapping[str, int] = field(default_factory=dict)
    turning: Mapping[int, tuple[Turn, ...]] = field(default_factory=dict)
    moving: Mapping[str, Move] = field(default_factory=dict)
    special: str = ""  # `partner` tells that they comply; the proof of a letter comes in late: `late_proof`

    def comes(self, group: str) -> int | None:
        return self.comes_after

    def returns(self) -> int | None:
        return self.returns_after

    def group(self) -> str:
        return self.target_group

    def signs(self, group: str, nth: int) -> bool:
        return _nth(self.signing, nth)

    def results(self) -> dict[str, str]:
        return dict.fromkeys(PARTS, "behaald") | ({} if self.achieves else {"nt2": "niet behaald"})

    def is_found(self, nth: int) -> bool:
        return _nth(self.found, nth)

    def turns_up(self) -> int | None:
        return self.turns_up_after

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
