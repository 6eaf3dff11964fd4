"""Under whose law a municipality and a process stand."""

from __future__ import annotations

from app.domain.municipalities import find_municipality
from app.domain.vocabulary import Region, Trajectory

SANCTION = "sanctie_ggc"  # grows from a trajectory of Brussels, at the GGC
_MUNICIPALITIES = {"Vlaanderen": Region.FLANDERS, "Brussel": Region.BRUSSELS}
_BRUSSELS = frozenset({Trajectory.BRUSSELS.value, SANCTION})


def of_municipality(nis: str | None) -> Region | None:
    """The region of a NIS code; None for one that we have no law of, and for one that nobody knows."""
    municipality = find_municipality(nis) if nis else None
    return None if municipality is None else _MUNICIPALITIES.get(municipality.region)


def of_process(process: str) -> Region:
    """The region whose law a process follows."""
    return Region.BRUSSELS if process in _BRUSSELS else Region.FLANDERS
