"""What was expected beside what is there: every point that differs, in Dutch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.clock import local
from app.domain.calendar import in_dutch
from app.domain.vocabulary import TermStatus
from app.studio.scenarios.model import TermWanted, Wanted
from app.studio.scenarios.standing import CaseStanding, Standing, TermStanding
from app.studio.scenarios.wishes import NONE, SUSPENDED

NOTHING = "niets"


def differences(wanted: Wanted, found: Standing) -> list[str]:
    """A sentence for each point in which they differ; none when all is as expected."""
    return [
        *_tasks(wanted, found),
        *_cases(wanted, found),
        *_desks(wanted, found),
        *_letters(wanted, found),
        *_terms(wanted, found),
        *_facts("inbreuk", wanted.infringement, [c.infringement for c in found.cases if c.infringement]),
        *_facts("besluit", wanted.decision, [c.decision for c in found.cases if c.decision]),
        *_milestones(wanted, found),
        *_incidents(wanted, found),
    ]


def between(one: Standing, other: Standing) -> list[str]:
    """In what two plays of the same step differ: saved and reloaded, and straight through."""
    told = []
    if len(one.cases) != len(other.cases):
        told.append(f"het aantal dossiers: {len(one.cases)} tegen {len(other.cases)}")
    for a, b in zip(one.cases, other.cases, strict=False):
        for name in CaseStanding.__dataclass_fields__:
            mine, theirs = getattr(a, name), getattr(b, name)
            if mine != theirs:
                told.append(f"{a.process}, {name}: {mine} tegen {theirs}")
    if one.incidents != other.incidents:
        told.append(f"incidenten: {one.incidents} tegen {other.incidents}")
    return told


def _tasks(wanted: Wanted, found: Standing) -> Iterator[str]:
    if wanted.tasks is None:
        return
    if isinstance(wanted.tasks, list):
        yield from _same_set("open taken", wanted.tasks, [t for c in found.cases for t in c.tasks])
        return
    for process, names in wanted.tasks.items():
        here = [task for each in found.of(process) for task in each.tasks]
        yield from _same_set(f"open taken in {process}", names, here)


def _same_set(what: str, wanted: list[str], here: list[str]) -> Iterator[str]:
    missing, extra = Counter(wanted) - Counter(here), Counter(here) - Counter(wanted)
    if not missing and not extra:
        return
    parts = [f"{name} ontbreekt" for name in sorted(missing.elements())]
    parts += [f"{name} is er ook" for name in sorted(extra.elements())]
    yield f"{what}: verwacht {_list(wanted)}, nu {_list(here)} ({'; '.join(parts)})"


def _cases(wanted: Wanted, found: Standing) -> Iterator[str]:
    for process, states in wanted.cases.items():
        here = [each.state for each in found.of(process)]
        if states != here:
            yield f"dossier {process}: verwacht {_list(states)}, nu {_list(here)}"


def _desks(wanted: Wanted, found: Standing) -> Iterator[str]:
    for process, desk in wanted.desks.items():
        here = [each.organisation or NONE for each in found.of(process)]
        if [desk] != here[-1:]:
            yield f"organisatie van {process}: verwacht {desk}, nu {_list(here[-1:])}"


def _letters(wanted: Wanted, found: Standing) -> Iterator[str]:
    letters = [letter for each in found.cases for letter in each.letters]
    for template, states in wanted.letters.items():
        here = [letter.status for letter in letters if letter.template == template]
        if states != here:
            yield f"brief {template}: verwacht {_list(states)}, nu {_list(here)}"


def _terms(wanted: Wanted, found: Standing) -> Iterator[str]:
    terms = [term for each in found.cases for term in each.terms]
    for code, wish in wanted.terms.items():
        here = [term for term in terms if term.code == code]
        yield from _term(code, wish, here[-1] if here else None)


def _term(code: str, wish: TermWanted, here: TermStanding | None) -> Iterator[str]:
    if wish.status == NONE:
        if here is not None:
            yield f"termijn {code}: verwacht {NONE}, nu {_term_in_words(here)}"
        return
    if here is None:
        yield f"termijn {code}: die is er niet"
        return
    if wish.last_day is not None and wish.last_day != here.last_day:
        yield f"termijn {code}: laatste dag verwacht {_value(wish.last_day)}, nu {_term_in_words(here)}"
    if wish.status is not None and wish.status != here.status:
        yield f"termijn {code}: verwacht {wish.status}, nu {_term_in_words(here)}"
    if wish.suspended is not None and wish.suspended != here.suspended:
        state = SUSPENDED if wish.suspended else "niet opgeschort"
        yield f"termijn {code}: verwacht {state}, nu {_term_in_words(here)}"
    if wish.fires_at is not None and wish.fires_at != here.fires_at:
        moment = _value(here.fires_at) if here.fires_at else "op geen enkel moment"
        yield f"termijn {code}: gaat af verwacht {_value(wish.fires_at)}, nu {moment}"


def _term_in_words(term: TermStanding) -> str:
    if term.suspended:
        return f"{SUSPENDED}, zonder laatste dag"
    if term.last_day is None:
        return f"{term.status}, zonder laatste dag"
    return (
        f"{_value(term.last_day)} ({term.status})"
        if term.status != TermStatus.RUNNING
        else _value(term.last_day)
    )


def _facts(what: str, wanted: Any, here: list[dict[str, Any]]) -> Iterator[str]:
    """Of the newest one."""
    if wanted and not here:
        yield f"{what}: dat is er niet" if what == "besluit" else f"{what}: die is er niet"
        return
    for name, value in wanted.items():
        if here[-1].get(name) != value:
            yield f"{what}, {name}: verwacht {_value(value)}, nu {_value(here[-1].get(name))}"


def _milestones(wanted: Wanted, found: Standing) -> Iterator[str]:
    here = [kind for each in found.cases for kind in each.milestones]
    if wanted.milestones is not None and wanted.milestones != here:
        yield f"mijlpalen: verwacht {_list(wanted.milestones)}, nu {_list(here)}"


def _incidents(wanted: Wanted, found: Standing) -> Iterator[str]:
    if sorted(wanted.incidents) != sorted(found.incidents):
        yield f"incidenten: verwacht {_list(wanted.incidents)}, nu {_list(found.incidents)}"


def _list(names: list[str]) -> str:
    return ", ".join(names) if names else NONE


def _value(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value.isoformat()} ({in_dutch(value)})"
    return NOTHING if value is None else str(value)
