"""All scenarios of a release, one after the other or side by side in two processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

from app.engine.checks import Problem
from app.engine.trace import Trace
from app.studio.scenarios import playing
from app.studio.scenarios.model import Scenario
from app.studio.scenarios.office import Office, office
from app.studio.scenarios.usual import Usual

Progress = Callable[[int, int], None]
SIDE_BY_SIDE = 4  # fewer are played sooner than a second process is ready


@dataclass
class Played:
    """What the scenarios said, and what was passed by all of them together."""

    problems: list[Problem] = field(default_factory=list)
    trace: Trace = field(default_factory=Trace)
    count: int = 0


def play_all(
    files: Mapping[str, bytes],
    scenarios: Sequence[Scenario],
    usual: Mapping[str, Usual],
    *,
    processes: int = 1,
    progress: Progress = lambda done, total: None,
) -> Played:
    """Play them on the release of these files, which must have been read without problems."""
    played = Played()
    longest_first = sorted(scenarios, key=lambda scenario: -len(scenario.steps))  # so that both end together
    jobs = [(scenario, usual.get(scenario.region, Usual())) for scenario in longest_first]
    wide = processes if len(jobs) >= SIDE_BY_SIDE else 1
    for problems, passed in _results(dict(files), jobs, wide):
        played.problems += problems
        played.trace |= passed
        played.count += 1
        progress(played.count, len(jobs))
    played.problems.sort(key=lambda problem: problem.path)
    return played


def _results(
    files: dict[str, bytes], jobs: list[tuple[Scenario, Usual]], processes: int
) -> Iterator[tuple[list[Problem], Trace]]:
    with office(files) as place:
        if processes == 1:
            for scenario, usual in jobs:
                yield playing.play(scenario, usual, place.open)
            return
        # Never a fork: V8 and its threads would not live on in it.
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            yield from pool.map(_one, [(place, *job) for job in jobs])


def _one(job: tuple[Office, Scenario, Usual]) -> tuple[list[Problem], Trace]:
    place, scenario, usual = job
    return playing.play(scenario, usual, place.open)
