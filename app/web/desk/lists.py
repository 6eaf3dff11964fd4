"""Who learns here: the partner's own list, and one person's months."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.enrolments import month_before
from app.domain.permissions import Action
from app.insight import partner_desk
from app.insight.partner_results import results_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.desk.base import blueprint, registers, since
from app.web.rendering import page

PAGE = 100  # people of a list on one page


@blueprint.get("/partner")
@requires(Action.USE_PARTNER_DESK)
def overview() -> ResponseReturnValue:
    """Everybody whom this partner follows, and what is still to be told of them."""
    with database().read() as tx:
        if registers(tx):
            return redirect(url_for("desk.registrations"))
        found = partner_desk.learners(tx, viewer(), since(tx))
        pages = max(1, -(-len(found) // PAGE))
        number = min(max(request.args.get("pagina", default=1, type=int), 1), pages)
        shown = found[(number - 1) * PAGE : number * PAGE]
        told = results_of(tx, viewer(), [each.id for each in shown])
        month = month_before(tx.today)
    return page(
        "desk/overview.html",
        now=[each for each in shown if not each.ended],
        ended=[each for each in shown if each.ended],
        listing={"page": number, "pages": pages},
        told=told,
        month=month,
        missing=sum(each.missing > 0 for each in found),
    )


@blueprint.get("/partner/inschrijvingen/<int:enrolment_id>")
@requires(Action.USE_PARTNER_DESK)
def enrolment(enrolment_id: int) -> str:
    """One person who learns here: the hours of each month, and the results that were told."""
    with database().read() as tx:
        learner = partner_desk.learner(tx, viewer(), enrolment_id, since(tx))
        months = partner_desk.months_of(tx, enrolment_id)
        told = results_of(tx, viewer(), [enrolment_id]).get(enrolment_id, [])
    return page("desk/enrolment.html", learner=learner, months=months, told=told)
