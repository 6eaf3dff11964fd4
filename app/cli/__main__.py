"""`python -m app.cli`: the same as `traject`."""

from __future__ import annotations

from app.cli import main

main(prog_name="traject")
