"""A step against the bare commit of its rows; a step with and without FEEL."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from itertools import count

from app.casework import steps, tasks
from app.casework.events import Complete
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import ENTITLED, OBLIGED, PATH, UNDECIDED, Office, Work, forget_answers, undone
from tests.load.replay import Statement, listening, write_bare

ROUNDS = 25
_commands = count(1)

Samples = dict[str, list[float]]


def advance(office: Office, work: Work) -> None:
    """The step alone: no form, no rights."""
    with office.database.transaction() as tx:
        steps.advance(tx, work.case_id, Complete(work.uid, work.element, work.answers), work.actor)


def rows_of_completing(office: Office, work: Work) -> list[Statement]:
    """The writes of completing a task, of which nothing remains."""
    with listening(office.database) as heard, undone(office.database) as tx:
        tasks.complete(tx, work.task_id, work.answers, work.actor, _command())
        return heard.open


def rows_of_advancing(office: Office, work: Work) -> list[Statement]:
    """The writes of the step alone, of which nothing remains."""
    with listening(office.database) as heard, undone(office.database) as tx:
        event = Complete(work.uid, work.element, work.answers)
        steps.advance(tx, work.case_id, event, work.actor)
        return heard.open


def _command() -> str:
    return f"bench-{next(_commands)}"


def figures(office: Office) -> list[Figure]:
    """Complete a task, and take its step, along the whole path; then what FEEL adds."""
    return [*_path(office), *_feel(office)]


def _path(office: Office) -> list[Figure]:
    kinds = ("complete", "advance", "bare complete", "bare advance")
    found: dict[str, Samples] = {element: defaultdict(list) for element in PATH}
    cases = {kind: office.start_cases(ROUNDS, OBLIGED) for kind in kinds}
    for case_id in [case_id for ids in cases.values() for case_id in ids]:
        office.register(case_id)
    settle()
    for element in PATH:
        for number in range(ROUNDS):
            works = {kind: office.work(cases[kind][number]) for kind in kinds}
            _once(office, works, found[element])
    until_commit, statements, commits = _counted(office)
    limit = 6 if office.database.is_sqlite else 5
    together: Samples = {kind: [ms for by in found.values() for ms in by[kind]] for kind in kinds}
    lines = [
        _against("complete a task: form, rights, step, audit, commit", together, "complete", limit),
        _against("the step alone (steps.advance)", together, "advance", limit),
    ]
    lines += [
        _against(f"  complete {element}", by_kind, "complete", limit) for element, by_kind in found.items()
    ]
    return [
        *lines,
        Figure(
            "statements to complete a task, most",
            until_commit,
            "",
            statements,
            "with the look for messages after the commit",
            Budget("value", 14),
        ),
        Figure("commits to complete a task, most", commits, "", budget=Budget("value", 1)),
    ]


def _once(office: Office, works: dict[str, Work], found: Samples) -> None:
    """One sample of each kind, one after the other."""
    found["complete"].append(timed(partial(office.complete, works["complete"], _command())))
    rows = rows_of_completing(office, works["bare complete"])
    found["bare complete"].append(timed(partial(write_bare, office.database, rows)))
    found["advance"].append(timed(partial(advance, office, works["advance"])))
    others = rows_of_advancing(office, works["bare advance"])
    found["bare advance"].append(timed(partial(write_bare, office.database, others)))


def _against(name: str, samples: Samples, kind: str, limit: float) -> Figure:
    return Figure(
        name,
        middle(samples[kind]),
        "ms",
        middle(samples[f"bare {kind}"]),
        "bare commit of its rows",
        Budget("ratio", limit),
    )


def _counted(office: Office) -> tuple[int, int, int]:
    """Statements until the commit, statements and commits of completing a task: the most on the path."""
    (case_id,) = office.start_cases(1, OBLIGED)
    office.register(case_id)
    found: list[tuple[int, int, int]] = []
    for _ in PATH:
        work = office.work(case_id)
        with listening(office.database) as heard:
            office.complete(work, _command())
        found.append((heard.until_commit, heard.statements, heard.commits))
    until_commit, statements, commits = (max(each) for each in zip(*found, strict=True))
    return until_commit, statements, commits


def _feel(office: Office) -> list[Figure]:
    """Steps of the same length with a table, gateways and effects: never asked before, and remembered."""
    cold, warm, bare = (office.start_cases(ROUNDS, UNDECIDED) for _ in range(3))
    plain, plain_bare = (office.start_cases(ROUNDS, ENTITLED) for _ in range(2))
    for case_id in [*plain, *plain_bare]:
        office.register(case_id)
    found: Samples = defaultdict(list)
    settle()
    for number in range(ROUNDS):
        works = [office.work(cases[number]) for cases in (cold, warm, bare, plain, plain_bare)]
        forget_answers(office.release)
        found["cold"].append(timed(partial(advance, office, works[0])))
        found["warm"].append(timed(partial(advance, office, works[1])))
        rows = rows_of_advancing(office, works[2])
        found["bare"].append(timed(partial(write_bare, office.database, rows)))
        found["plain"].append(timed(partial(advance, office, works[3])))
        others = rows_of_advancing(office, works[4])
        found["plain bare"].append(timed(partial(write_bare, office.database, others)))
    of = "bare commit of its rows"
    bare_ms, plain_ms = middle(found["bare"]), middle(found["plain bare"])
    return [
        Figure(
            "step without expressions (aanmelding_registreren)", middle(found["plain"]), "ms", plain_ms, of
        ),
        Figure("step with FEEL, remembered (doelgroep_bepalen)", middle(found["warm"]), "ms", bare_ms, of),
        Figure("step with FEEL, asked for the first time", middle(found["cold"]), "ms", bare_ms, of),
    ]
