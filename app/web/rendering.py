"""How a page is made: the template, what all templates know, and how days and amounts are written."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal
from flask import Flask, render_template, url_for
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from app.clock import local
from app.web.i18n import region
from app.web.markdown import render_markdown
from app.web.vocabulary import role_name

_ASSETS = Path(__file__).parent / "static"


def install(app: Flask) -> None:
    """Templates of ours and of the GOV.UK components, with our filters."""
    app.jinja_env.undefined = ChainableUndefined  # the components ask for parts of what was not given
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    own = app.jinja_loader
    app.jinja_loader = ChoiceLoader([*([own] if own else []), components])
    app.jinja_env.filters.update(
        role_name=role_name,
        markdown=render_markdown,
        day=write_day,
        day_long=write_day_long,
        moment=write_moment,
        euro=write_euro,
        number=write_number,
    )
    versions = {path: _version(path) for path in _ASSETS.rglob("*") if path.is_file()}

    def asset(name: str) -> str:
        """The address of a file of ours; it changes with the file, so browsers may keep it for a year."""
        return url_for("static", filename=name, v=versions.get(_ASSETS / name))

    app.jinja_env.globals["asset"] = asset


def page(template: str, **facts: Any) -> str:
    """One page; layout, navigation and viewer are known to every template (see app.web.layout)."""
    return render_template(template, **facts)


def write_day(day: date | str | None) -> str:
    """22/11/2026; a text is an ISO day; nothing stays nothing."""
    found = _as_day(day)
    return format_date(found, "dd/MM/yyyy", locale=region()) if found else ""


def write_day_long(day: date | str | None) -> str:
    """zondag 22 november 2026."""
    found = _as_day(day)
    return format_date(found, "full", locale=region()) if found else ""


def write_moment(instant: datetime | None) -> Markup | str:
    """22/11/2026 14:05 on the clocks of Brussels."""
    if instant is None:
        return ""
    return format_datetime(local(instant), "dd/MM/yyyy HH:mm", locale=region())


def write_euro(cents: int | None) -> str:
    """€ 1.250,00 for 125000 cents."""
    return "" if cents is None else format_currency(Decimal(cents) / 100, "EUR", locale=region())


def write_number(value: float | None) -> str:
    """1.234,5."""
    return "" if value is None else format_decimal(value, locale=region())


def write_input(value: Any) -> str:
    """A value as somebody would type it into a field: 1234,5."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
    return str(value)


def _as_day(day: date | str | None) -> date | None:
    if isinstance(day, datetime):
        return local(day).date()
    return date.fromisoformat(day) if isinstance(day, str) and day else day or None


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
