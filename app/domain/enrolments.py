"""The parts that partners teach or guide, how long they see somebody, and what attendance amounts to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.domain.errors import DomainError
from app.domain.organisations import Organisation, OrganisationKind
from app.domain.vocabulary import Role

SIGHT_DAYS = "partner_inzage"  # the parameter: days after its end that a partner still sees an enrolment
MINIMUM = "deelname_minimum"  # the parameter: per cent of the lesson hours
MOST_HOURS = 40_000  # hundredths in a month: more than anybody can teach somebody


LONGEST_DAYS = 5 * 366  # that an enrolment began before today, or can be foreseen to last


class Part(StrEnum):
    """A part of the trajectory that somebody outside the agency gives or registers (legal.md 7)."""

    ORIENTATION = "mo"
    DUTCH = "nt2"
    WORK = "vdab"
    NETWORK = "pnt"

    @property
    def has_hours(self) -> bool:
        """A registration with the employment service has no lessons."""
        return self is not Part.WORK


class EndReason(StrEnum):
    """Why a partner is no longer involved."""

    OVER = "afgelopen"
    STOPPED = "gestopt"
    OTHER_PARTNER = "andere_partner"
    MISTAKE = "vergissing"  # then the partner sees the person no more, from that moment


# Who registers people for work, and who never teaches or guides anybody.
_WORK = (Organisation.VDAB, Organisation.ACTIRIS)
_NO_TEACHER = (Organisation.TAX_SERVICE, Organisation.DVZ)


def may_follow(part: Part, organisation: str, kind: str) -> bool:
    """Whether such an organisation can be involved for a part."""
    if kind != OrganisationKind.PARTNER or organisation in _NO_TEACHER:
        return False
    return (part is Part.WORK) == (organisation in _WORK)


def registers_for_brussels(organisation: str, kind: str) -> bool:
    """Whether an organisation receives registrations under the law of Brussels: a BAPA, and Bon."""
    return kind == OrganisationKind.RECEPTION or organisation == Organisation.BON


def wrong_role(organisation: str, kind: str, roles: Iterable[str]) -> str | None:
    """The first role that nobody can have in such an organisation.

    A partner sees what it is involved in, at its own desk: no search, no case, no list of others. Elsewhere
    that desk has nothing to show.
    """
    is_partner = kind == OrganisationKind.PARTNER
    has_desk = is_partner or registers_for_brussels(organisation, kind)
    return next(
        (
            role
            for role in sorted(roles)
            if (role == Role.PARTNER and not has_desk) or (role != Role.PARTNER and is_partner)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """A month's hours of lessons, in hundredths: given, present, and absent with a reason that counts."""

    given: int
    present: int
    excused: int = 0

    def __add__(self, other: Hours) -> Hours:
        return Hours(self.given + other.given, self.present + other.present, self.excused + other.excused)

    @property
    def percentage(self) -> float | None:
        """Present, of the hours that nobody excused; None where that are none.

        That excused hours do not count is an assumption: who is absent with a reason that counts commits no
        infringement (decree 7-6-2013, art. 39-40).
        """
        counted = self.given - self.excused
        return round(100 * self.present / counted, 1) if counted > 0 else None


def checked_hours(given: int, present: int, excused: int) -> Hours:
    """Hours that can be. Raises DomainError `uren_te_veel`, `uren_meer_dan_gegeven`."""
    if min(given, present, excused) < 0 or given > MOST_HOURS:
        raise DomainError("uren_te_veel", maximum=MOST_HOURS // 100)
    if present + excused > given:
        raise DomainError("uren_meer_dan_gegeven")
    return Hours(given, present, excused)


def read_hours(text: str) -> int:
    """`12,5` or `12.5` in hundredths: 1250. Raises DomainError `uren_geen_getal`."""
    whole, _, rest = text.strip().replace(",", ".").partition(".")
    is_number = whole.isascii() and whole.isdigit() and len(whole) <= 4
    if not is_number or (rest and not (rest.isascii() and rest.isdigit() and len(rest) <= 2)):
        raise DomainError("uren_geen_getal")
    return int(whole) * 100 + int(rest.ljust(2, "0"))


def month_of(day: date) -> date:
    """The first day of its month."""
    return day.replace(day=1)


def read_month(text: str) -> date:
    """`2026-10` as its first day. Raises DomainError `lesmaand_ongeldig`, also for another century."""
    try:
        if len(text) != 7 or text[4] != "-":
            raise ValueError(text)
        month = date.fromisoformat(f"{text}-01")
    except ValueError as problem:
        raise DomainError("lesmaand_ongeldig") from problem
    if month.year // 100 != 20:
        raise DomainError("lesmaand_ongeldig")
    return month


def next_month(month: date) -> date:
    """The first day of the month after."""
    return month_of(month.replace(day=28) + timedelta(days=4))


def month_before(day: date) -> date:
    """The first day of the month before that of a day."""
    return month_of(month_of(day) - timedelta(days=1))


def months_taught(starts_on: date, ends_on: date | None, today: date) -> Iterator[date]:
    """The months with lessons of which the hours can be told: those that are over, or their lessons are."""
    month = month_of(starts_on)
    last = min(ends_on or today, today)
    while month <= last:
        if next_month(month) <= today or (ends_on is not None and ends_on < today):
            yield month
        month = next_month(month)


def seen_since(parameters: Mapping[str, Any], today: date) -> date:
    """What ended on this day or later a partner still sees. Where no rule says how long: until the end."""
    return today - timedelta(days=int(parameters.get(SIGHT_DAYS, 0)))
