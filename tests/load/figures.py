"""Figures: medians of interleaved samples, each beside its own reference, held against a budget."""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any


@dataclass(frozen=True)
class Budget:
    """What a figure may be: `of` names the column that is judged (value or ratio)."""

    of: str
    limit: float
    at_least: bool = False

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {self.limit:g}{' x' if self.of == 'ratio' else ''}"

    def holds(self, figure: Figure) -> bool:
        found = figure.ratio if self.of == "ratio" else figure.value
        if found is None:
            return False
        return found >= self.limit if self.at_least else found <= self.limit


@dataclass(frozen=True)
class Figure:
    """One line of the table: times in ms, sizes in bytes, speeds per second."""

    name: str
    value: float
    unit: str
    reference: float | None = None
    of: str = ""  # what the reference is
    budget: Budget | None = None

    @property
    def ratio(self) -> float | None:
        """Figure over reference; for speeds how many times slower than the reference."""
        if not self.reference or not self.value:
            return None
        faster = self.unit == "/s"
        return self.reference / self.value if faster else self.value / self.reference

    @property
    def verdict(self) -> str:
        if self.budget is None:
            return ""
        return "ok" if self.budget.holds(self) else "OVER"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "reference": self.reference,
            "of": self.of,
            "ratio": self.ratio,
            "budget": None if self.budget is None else str(self.budget),
            "verdict": self.verdict or None,
        }


def timed(work: Callable[[], object]) -> float:
    """Milliseconds that `work` takes."""
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000


def middle(samples: list[float]) -> float:
    return median(samples)


def settle() -> None:
    """Clear up before measuring, so that no sample pays for what stood before."""
    gc.collect()
