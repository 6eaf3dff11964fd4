"""POST /attendance: a school tells the lesson hours of a month."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.casework import attendance
from app.db.session import Transaction
from app.domain.enrolments import Hours, Part
from app.domain.scopes import Scope
from app.web.api.attendance_schemas import AttendanceIn, AttendanceOut
from app.web.api.blueprint import blueprint, post
from app.web.api.guard import current_actor
from app.web.api.once import once


@post("/attendance", Scope.SEND_MESSAGES, tag="Messages")
@blueprint.arguments(AttendanceIn)
@once
@blueprint.response(201, AttendanceOut)
def tell_attendance(tx: Transaction, given: dict[str, Any]) -> dict[str, str]:
    """Tell how many lesson hours somebody followed in a month

    Only of whom a case involves your organisation with. The same hours again change nothing; other hours in
    a month that was told are refused: a colleague corrects them at the desk of partners, with a reason.
    """
    actor = current_actor()
    month = date.fromisoformat(f"{given['month']}-01")
    part = Part(given["part"])
    enrolment_id = attendance.enrolment_in(tx, given["national_number"], part, month, actor)
    hours = Hours(*(round(given[name] * 100) for name in ("given", "present", "excused")))
    return {"status": attendance.enter(tx, enrolment_id, month, hours, actor).value}
