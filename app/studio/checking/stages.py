"""One stage after the other: what `traject check` and the studio say about the files of a release."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace

from app.clock import brussels_day, system_now
from app.domain.errors import DomainError
from app.engine import lint, reading
from app.engine.checks import Problem
from app.engine.reading import ReleaseRefused
from app.engine.release import Release
from app.studio.checking import coverage, letters, tables
from app.studio.checking.coverage import Coverage
from app.studio.scenarios import reading as scenario_files
from app.studio.scenarios import running, usual
from app.studio.scenarios.cells import like
from app.studio.scenarios.model import Scenario, name_of
from app.studio.scenarios.reading import Found

Files = Mapping[str, bytes]
Steps = Callable[[int, int], None]  # how many are done, of how many
Watching = Callable[[str], AbstractContextManager[Steps]]  # a stage begins; what it says how far it is


@dataclass(frozen=True)
class Stage:
    """One stage: what was looked at, how many of them, and what is wrong."""

    name: str
    count: int
    problems: list[Problem]


@dataclass
class Report:
    """Everything found; `coverage` is empty unless all scenarios were played."""

    stages: list[Stage] = field(default_factory=list)
    scenarios: list[Scenario] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    sha256: str | None = None

    @property
    def problems(self) -> list[Problem]:
        return [problem for stage in self.stages for problem in stage.problems]


@contextmanager
def unwatched(name: str) -> Iterator[Steps]:
    """A stage that nobody watches."""
    yield lambda done, total: None


def check(
    files: Files, only: str | None = None, *, processes: int = 1, watching: Watching = unwatched
) -> Report:
    """Look at everything, or with `only` at one scenario. Raises DomainError `scenario_onbekend`."""
    report = Report()
    release = _read(files, report, watching)
    if only is None:
        with watching("diagrammen") as steps:
            report.stages.append(_diagrams(files, report.problems, steps))
    if release is None:
        return report
    report.sha256 = release.sha256
    if only is None:
        for name, look in (("tabellen", _tables), ("formulieren", _forms), ("brieven", _letters)):
            with watching(name) as steps:
                report.stages.append(look(release))
                steps(1, 1)
    _play(files, release, only, processes, report, watching)
    return report


def _read(files: Files, report: Report, watching: Watching) -> Release | None:
    with watching("bestanden") as steps:
        try:
            release, problems = reading.read(files), list[Problem]()
        except ReleaseRefused as refused:
            release, problems = None, refused.problems
        steps(1, 1)
    report.stages.append(Stage("bestanden", len(files), problems))
    return release


def _diagrams(files: Files, known: list[Problem], steps: Steps) -> Stage:
    """The lint with the rules for who reads the diagram; what reading refused is not told twice."""
    paths, found = sorted(path for path in files if path.endswith(".bpmn")), list[Problem]()
    for number, path in enumerate(paths, start=1):
        try:
            found += lint.lint(files[path], path, True)
        except DomainError as problem:
            found.append(Problem(path, None, problem.code, problem.facts))
        steps(number, len(paths))
    told = {(each.path, each.element, each.code) for each in known}
    new = [each for each in found if (each.path, each.element, each.code) not in told]
    return Stage("diagrammen", len(paths), new)


def _tables(release: Release) -> Stage:
    parameters = release.parameters_on(brussels_day(system_now()))
    found = list[Problem]()
    for name, table in release.tables.items():
        path = next(path for path in release.files if path.endswith(f"/{name}.dmn"))
        found += tables.faults(table, path, parameters)
    return Stage("tabellen", len(release.tables), found)


def _forms(release: Release) -> Stage:
    """Reading compiled every form and found one for every task; here whether somebody asks for each."""
    asked = {element.form for process in release.processes.values() for element in process.elements.values()}
    unused = [
        Problem(path, None, "formulier_ongebruikt")
        for path in sorted(release.files)
        if path.endswith(".json") and path.rpartition("/")[2].removesuffix(".json") not in asked
    ]
    return Stage("formulieren", len(release.schemas), unused)


def _letters(release: Release) -> Stage:
    made, found = letters.faults(release)
    return Stage("brieven", made, found)


def _play(
    files: Files, release: Release, only: str | None, processes: int, report: Report, watching: Watching
) -> None:
    found = scenario_files.read(files, release)
    if only is not None:
        found = _only(found, name_of(only))
    report.scenarios = found.scenarios
    with watching("scenario's") as steps:
        played = running.play_all(files, found.scenarios, found.usual, processes=processes, progress=steps)
    report.stages.append(Stage("scenario's", played.count, [*found.problems, *played.problems]))
    if only is None:
        report.coverage = coverage.measure(release, played.trace)


def _only(found: Found, name: str) -> Found:
    """That scenario; or the mistakes in its file, or in the usual answers that it leans on."""
    leans_on = (name, name_of(usual.FILE))
    problems = [problem for problem in found.problems if name_of(problem.path) in leans_on]
    if problems:
        return replace(found, scenarios=[], problems=problems)
    names = [scenario.name for scenario in found.scenarios]
    if name not in names:
        raise DomainError("scenario_onbekend", naam=name, lijkt=like(name, names))
    return replace(found, scenarios=[found.scenarios[names.index(name)]], problems=[])
