"""Letters: each template renders in every variant with the terms and parameters of its own release."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.errors import DomainError
from app.engine.checks import Problem
from app.engine.release import Release
from app.letters import in_language, render
from app.letters.samples import DAY, Facts, samples


def faults(release: Release) -> tuple[int, list[Problem]]:
    """How many letters were made, and what is wrong, at their templates."""
    made, found = 0, list[Problem]()
    for region in sorted({process.region for process in release.processes.values()}):
        templates, variants = release.templates(region), _variants(region)
        for file in sorted(name for name in templates if not name.startswith("_")):
            path, template = f"processes/{region}/brieven/{file}", file.removesuffix(".typ")
            if template not in variants:
                found.append(Problem(path, None, "brief_zonder_voorbeeld"))
            for name, facts in variants.get(template, ()):
                made += 1
                found += _made(release, templates, path, template, name, facts)
    return made, found


def _variants(region: str) -> dict[str, list[tuple[str, Facts]]]:
    """The samples of a region by the template, in its language, that they need."""
    variants: dict[str, list[tuple[str, Facts]]] = {}
    for name, facts in samples(region).items():
        letter = facts["brief"]
        variants.setdefault(in_language(letter["sjabloon"], letter["taal"]), []).append((name, facts))
    return variants


def _made(
    release: Release, templates: dict[str, str], path: str, template: str, name: str, facts: Facts
) -> Iterator[Problem]:
    known = facts | {"termijnen": _terms(release, facts), "parameters": release.parameters_on(DAY)}
    try:
        render(templates, template, known, day=DAY)
    except DomainError as problem:
        _, _, variant = name.partition(".")
        yield Problem(path, f"voorbeeld {variant}" if variant else None, problem.code, problem.facts)


def _terms(release: Release, facts: Facts) -> Facts:
    """The terms of the release, with the last day of the sample where it has one."""
    return {
        rule.code: {
            "naam": rule.name,
            "lengte": rule.length,
            "eenheid": rule.unit.value,
            "doorschuiven": rule.roll,
            "uiterste_datum": facts["termijnen"].get(rule.code, {}).get("uiterste_datum"),
            "basis": rule.basis,
            "bron": rule.source.value,
        }
        for rule in release.terms
        if rule.in_force_on(DAY)
    }
