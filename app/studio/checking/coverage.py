"""How much of each diagram the scenarios pass: elements, sequence flows, and the names of what they miss."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.engine import trace
from app.engine.catalogue import Element
from app.engine.release import Process, Release
from app.engine.trace import Flow, Trace


@dataclass(frozen=True)
class Coverage:
    """One diagram: what there is, and what no scenario passed."""

    process: str
    path: str
    elements: int
    flows: int
    missed_elements: tuple[Element, ...]
    missed_flows: tuple[tuple[Flow, str], ...]  # with the names of both ends

    @property
    def passed_elements(self) -> int:
        return self.elements - len(self.missed_elements)

    @property
    def passed_flows(self) -> int:
        return self.flows - len(self.missed_flows)

    @property
    def percent(self) -> int:
        """Of elements and flows together, in whole percents, never rounded up to all."""
        return 100 * (self.passed_elements + self.passed_flows) // (self.elements + self.flows)


def measure(release: Release, passed: Trace) -> list[Coverage]:
    """Of every diagram that cases run on."""
    return [_of(process, release.files[process.path], passed) for process in release.processes.values()]


def _of(process: Process, content: bytes, passed: Trace) -> Coverage:
    elements = process.elements
    flows = trace.flows(content, process.path)
    return Coverage(
        process=process.id,
        path=process.path,
        elements=len(elements),
        flows=len(flows),
        missed_elements=tuple(
            element for name, element in elements.items() if (process.id, name) not in passed.elements
        ),
        missed_flows=tuple(
            (flow, _ends(flow, elements))
            for flow in flows
            if (process.id, flow.source, flow.target) not in passed.pairs
        ),
    )


def _ends(flow: Flow, elements: Mapping[str, Element]) -> str:
    """`Getekend? -> Verplicht? (nee, geweigerd)`."""
    said = f" ({flow.name})" if flow.name else ""
    return f"{_name(elements[flow.source])} -> {_name(elements[flow.target])}{said}"


def _name(element: Element) -> str:
    return element.name or element.id
