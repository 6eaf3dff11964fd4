"""The desk of partners: who learns there, the hours of each month, results, registrations, files."""

from __future__ import annotations

from app.web.desk import attendance, files, lists, registrations, results  # noqa: F401 - their routes
from app.web.desk.base import blueprint

__all__ = ["blueprint"]
