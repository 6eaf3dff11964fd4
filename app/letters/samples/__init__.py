"""Complete sample facts per letter: what a template may rely on, and what the golden files show."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from app.domain.vocabulary import Region
from app.letters.samples.base import DAY, ENFORCEMENT, Facts
from app.letters.samples.brussels import brussels
from app.letters.samples.sanctions import infringement, sanctions
from app.letters.samples.trajectory import trajectory

__all__ = ["DAY", "ENFORCEMENT", "Facts", "infringement", "samples"]


def samples(region: str) -> dict[str, Facts]:
    """The letter variants of a region by the name of their golden file: `<template>[.<variant>]`."""
    return _OF[region]() if region in _OF else {}


def _flanders() -> dict[str, Facts]:
    dutch = trajectory() | sanctions()
    to_people = {name: letter for name, letter in dutch.items() if "geadresseerde" not in letter}
    french = {_french_name(name): _in_french(letter) for name, letter in to_people.items()}
    return dutch | french | {"besluit_fr.vertaling": _translated(dutch["besluit.boete"])}


def _french_name(name: str) -> str:
    template, point, variant = name.partition(".")
    return f"{template}_fr{point}{variant}"


def _in_french(letter: Facts) -> Facts:
    """The same letter in French, as somebody in a municipality with facilities asked."""
    french = deepcopy(letter)
    french["brief"] |= {"taal": "fr", "verzoek_op": "2026-11-20"}
    return french


def _translated(letter: Facts) -> Facts:
    """The French of a letter that had left in Dutch already."""
    french = _in_french(letter)
    french["brief"]["vertaling_van"] = {"kenmerk": "INB-2026-000123/1", "verzonden_op": "2026-11-18"}
    french["brief"] |= {"kenmerk": "INB-2026-000123/2", "aangetekend": False}
    return french


_OF: dict[str, Callable[[], dict[str, Facts]]] = {Region.FLANDERS: _flanders, Region.BRUSSELS: brussels}
