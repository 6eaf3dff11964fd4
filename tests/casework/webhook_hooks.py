"""A webhook for tests, and what it was told."""

from __future__ import annotations

import json
from typing import Any

from app.casework import webhooks
from app.casework.actors import Actor
from app.db.tables import webhook_event
from app.domain.webhook_events import WebhookEvent
from tests.casework.office import Office

EVERYTHING = list(WebhookEvent)
URL = "https://partner.example/traject"


def admin(office: Office) -> Actor:
    return office.colleague("abb", "beheerder")


def hook(office: Office, organisation: str = "in_gent", events: list[WebhookEvent] = EVERYTHING) -> int:
    boss = admin(office)
    with office.database.transaction() as tx:
        return webhooks.make(tx, organisation, URL, [each.value for each in events], boss)[0]


def told(office: Office, case_id: int) -> list[dict[str, Any]]:
    rows = office.rows(webhook_event, webhook_event.c.case_id == case_id)
    return [json.loads(row.body) for row in sorted(rows, key=lambda row: row.seq)]
