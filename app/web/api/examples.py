"""Requests to begin with: each stands on the page as a few lines of curl, and a test sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.api.blueprint import ROOT

_ASKS = """curl -s "{host}{path}" \\
  -H "Authorization: Bearer $TRAJECT_TOKEN" \\
  -H "Accept-Language: nl\""""
_TELLS = """curl -s -X POST "{host}{path}" \\
  -H "Authorization: Bearer $TRAJECT_TOKEN" \\
  -H "Idempotency-Key: $(uuidgen)" \\
  -H "Content-Type: application/json" \\
  -d '{body}'"""


@dataclass(frozen=True)
class Example:
    """One request; `body` is None where nothing is sent."""

    title: Any
    path: str
    body: dict[str, Any] | None = None

    def curl(self, host: str) -> str:
        """The request as somebody types it; `host` with its scheme, e.g. `https://traject.example`."""
        path = f"{ROOT}{self.path}"
        if self.body is None:
            return _ASKS.format(host=host, path=path)
        said = ",\n".join(f'  "{name}": {json.dumps(value)}' for name, value in self.body.items())
        return _TELLS.format(host=host, path=path, body=f"{{\n{said}\n}}")


EXAMPLES = (
    Example(_l("Werkt mijn token?"), "/me"),
    Example(
        _l("Melden dat iemand zich aanmeldde"),
        "/messages",
        {
            "name": "aangemeld",
            "national_number": "90051700156",
            "occurred_on": "2026-11-02",
            "payload": {"aangemeld_op": "2026-11-02"},
        },
    ),
    Example(_l("Wat er in de eigen dossiers veranderde"), "/cases?changed_since=2026-11-02T00:00:00Z"),
    Example(_l("De vrije taken"), "/tasks?assigned=vrij"),
    Example(
        _l("Een taak voltooien"),
        "/tasks/12/complete",
        {"answers": {"nt2_niveau": "A1", "laaggeletterd": False, "werkt": False, "studeert": False}},
    ),
    Example(
        _l("Aan een loket in Brussel de verplichting nakijken"),
        "/checks",
        {
            "national_number": "90051700156",
            "person": {
                "naam": "Testmans",
                "geboortedatum": "1990-05-17",
                "nationaliteit": "Marokko",
                "nis_gemeente": "21004",
                "register": "vreemdelingenregister",
                "kaarttype": "F",
                "eerste_inschrijving_belgie": "2026-10-01",
                "eerste_inschrijving_brussel": "2026-10-01",
            },
            "record": True,
        },
    ),
)
