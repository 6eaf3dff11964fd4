"""`traject check`: all that can be wrong with the files of a release, stage by stage, with its place."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from app.cli.words import as_json, echo_json, progress
from app.config import ROOT
from app.engine import bundle
from app.engine.checks import Problem
from app.studio.checking import stages
from app.studio.checking.coverage import Coverage
from app.studio.checking.stages import Report, Steps
from app.web.release_wording import problem_words

PROCESSES = 2  # scenarios side by side


@click.command()
@click.argument("folder", default=ROOT, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", metavar="SCENARIO", help="Speel alleen dit scenario, terwijl u het schrijft.")
@click.option("--uncovered", is_flag=True, help="Noem wat geen enkel scenario doorloopt.")
@as_json
def check(folder: Path, only: str | None, uncovered: bool, json_: bool) -> None:
    """Controleer diagrammen, tabellen, termijnen, formulieren en brieven, en speel de scenario's."""

    def watching(stage: str) -> AbstractContextManager[Steps]:
        return progress(stage, quiet=json_)

    files = bundle.from_folder(folder)
    report = stages.check(files, only, processes=PROCESSES, watching=watching)
    if json_:
        echo_json(_as_json(report))
    else:
        _tell(report, only is not None, uncovered)
    if report.problems:
        raise click.exceptions.Exit(1)


def _tell(report: Report, only: bool, uncovered: bool) -> None:
    for scenario in report.scenarios[:1] if only else ():
        click.echo(f"{scenario.title}\n{' '.join(scenario.shows.split())}\n")
    for stage in report.stages:
        wrong = len(stage.problems)
        click.echo(f"{stage.name:<14}{stage.count:>4}   {'in orde' if not wrong else f'{wrong} keer fout'}")
        for problem in stage.problems:
            click.echo(f"  {problem_words(problem)}")
            if problem.facts.get("toelichting"):
                click.echo(f"      ({problem.facts['toelichting']})")
            for line in problem.facts.get("gebeurd", ()):
                click.echo(f"      {line}")
    if report.coverage:
        click.echo("\nWat de scenario's doorlopen:")
    width = max((len(each.process) for each in report.coverage), default=0) + 1
    for each in report.coverage:
        click.echo(
            f"  {each.process:<{width}}{each.passed_elements}/{each.elements} stappen, "
            f"{each.passed_flows}/{each.flows} pijlen, {each.percent} %"
        )
        for line in _missed(each) if uncovered else ():
            click.echo(f"      {line}")
    if not report.problems and report.sha256:
        click.echo(f"\nIn orde ({report.sha256[:12]}).")


def _missed(found: Coverage) -> list[str]:
    steps = [f"stap: {element.name or element.id}" for element in found.missed_elements]
    return steps + [f"pijl: {ends}" for _, ends in found.missed_flows]


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "ok": not report.problems,
        "sha256": report.sha256,
        "stages": [
            {"name": each.name, "count": each.count, "problems": [_problem(p) for p in each.problems]}
            for each in report.stages
        ],
        "problems": [_problem(problem) for problem in report.problems],
        "scenarios": [
            {"path": each.path, "title": each.title, "shows": each.shows, "steps": len(each.steps)}
            for each in report.scenarios
        ],
        "coverage": [
            {
                "process": each.process,
                "path": each.path,
                "elements": {"passed": each.passed_elements, "total": each.elements},
                "flows": {"passed": each.passed_flows, "total": each.flows},
                "percent": each.percent,
                "uncovered": {
                    "elements": [{"id": e.id, "name": e.name} for e in each.missed_elements],
                    "flows": [{"id": flow.id, "name": ends} for flow, ends in each.missed_flows],
                },
            }
            for each in report.coverage
        ],
    }


def _problem(found: Problem) -> dict[str, Any]:
    return asdict(found) | {"sentence": problem_words(found)}
