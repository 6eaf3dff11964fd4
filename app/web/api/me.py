"""GET /me: whose token this is; also the way to see whether it works."""

from __future__ import annotations

from typing import Any

from app.web.access import ANY_TOKEN
from app.web.api.blueprint import blueprint, get
from app.web.api.guard import caller, scopes
from app.web.api.schemas import Me


@get("/me", ANY_TOKEN, tag="Token")
@blueprint.response(200, Me)
def me() -> dict[str, Any]:
    """Whose token this is

    Your organisation, what the token may be used for, and its last day. Also the way to see that all works.
    """
    token = caller().token
    return {
        "name": token.name,
        "organisation": token.organisation,
        "organisation_name": token.organisation_name,
        "scopes": sorted(scopes()),
        "roles": token.roles,
        "expires_on": token.expires_on,
    }
