"""Complete sample facts per letter: what a template may rely on, and what the golden files show."""

from __future__ import annotations

from app.letters.samples.base import DAY, ENFORCEMENT, Facts
from app.letters.samples.sanctions import infringement, sanctions
from app.letters.samples.trajectory import trajectory

__all__ = ["DAY", "ENFORCEMENT", "Facts", "infringement", "samples"]


def samples() -> dict[str, Facts]:
    """Every letter variant by the name of its golden file, `<template>` or `<template>.<variant>`."""
    return trajectory() | sanctions()
