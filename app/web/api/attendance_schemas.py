"""The lesson hours of a month, as a school tells them by the API."""

from __future__ import annotations

import marshmallow as ma
from marshmallow import fields, validate

from app.casework.attendance import Told
from app.domain.enrolments import MOST_HOURS, Part
from app.web.api.partner_schemas import NUMBER
from app.web.api.schemas import In, meaning, one_of, told

_MONTH = r"^20[0-9]{2}-(0[1-9]|1[0-2])$"
_WITH_HOURS = [part for part in Part if part.has_hours]


def _hours(what: str, example: float, **more: object) -> fields.Float:
    rule = validate.Range(0, MOST_HOURS / 100)
    return fields.Float(validate=rule, metadata=meaning(what, example), **more)  # type: ignore[arg-type]


class AttendanceIn(In):
    """The hours of one person in one month."""

    national_number = told(
        "Of the person: 11 digits.", "85073003328", required=True, validate=validate.Regexp(NUMBER)
    )
    part = told("Which part: mo, nt2 or pnt.", "nt2", required=True, validate=one_of(_WITH_HOURS))
    month = told("The month.", "2026-10", required=True, validate=validate.Regexp(_MONTH))
    given = _hours("Lesson hours given.", 20, required=True)
    present = _hours("Of those, hours present.", 17.5, required=True)
    excused = _hours("Of those, hours absent with a valid reason.", 2, load_default=0.0)


class AttendanceOut(ma.Schema):
    """What came of it."""

    status = told(
        "nieuw: the month is told. ongewijzigd: it was told so before.",
        "nieuw",
        required=True,
        validate=one_of(Told),
    )
