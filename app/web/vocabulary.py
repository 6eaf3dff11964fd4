"""The words of the field in the user's language; the Dutch value is what the database holds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

_ROLES = {
    "trajectbegeleider": _l("Trajectbegeleider"),
    "dossierbeheerder": _l("Dossierbeheerder"),
    "teamverantwoordelijke": _l("Teamverantwoordelijke"),
    "handhavingsambtenaar": _l("Handhavingsambtenaar"),
    "gemeentemedewerker": _l("Gemeentemedewerker"),
    "ggc_ambtenaar": _l("GGC-ambtenaar"),
    "partnermedewerker": _l("Partnermedewerker"),
    "proceseigenaar": _l("Proceseigenaar"),
    "rapporteur": _l("Rapporteur"),
    "beheerder": _l("Beheerder"),
}


def role_name(role: str) -> str:
    """A role as people call it."""
    return str(_ROLES[role])
