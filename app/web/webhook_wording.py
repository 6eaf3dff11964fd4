"""Words about webhooks: what is told, how far it is, why it did not arrive, and what is refused."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app.domain.webhook_events import TEST, DeliveryStatus, Pause, Problem, WebhookEvent
from app.web.wording import add_words

add_words(
    {
        "webhook_adres_ongeldig": _l(
            "Vul een volledig adres in dat met https:// begint, van hoogstens 500 tekens en zonder "
            "gebruikersnaam."
        ),
        "webhook_adres_intern": _l(
            "Dit adres ligt niet op het openbare internet. Vul een openbaar adres in, of laat wie de "
            "installatie beheert het toelaten (TRAJECT_WEBHOOK_HOSTS)."
        ),
        "webhook_zonder_gebeurtenis": _l("Kies minstens één gebeurtenis."),
        "webhook_onbekend": _l("Deze webhook bestaat niet (meer)."),
        "bezorging_onbekend": _l("Deze gebeurtenis is niet voor deze webhook."),
    }
)

_EVENTS: dict[str, Any] = {
    WebhookEvent.CASE_BEGUN: _l("Dossier begonnen"),
    WebhookEvent.CASE_MOVED: _l("Dossier naar een andere organisatie"),
    WebhookEvent.CASE_ENDED: _l("Dossier beëindigd"),
    WebhookEvent.MESSAGE_TAKEN: _l("Bericht verwerkt"),
    WebhookEvent.TERM_PASSED: _l("Termijn verstreken"),
    WebhookEvent.MILESTONE: _l("Mijlpaal bereikt"),
    WebhookEvent.LETTER_SENT: _l("Brief verzonden"),
    WebhookEvent.DECISION_NOTIFIED: _l("Besluit betekend"),
    WebhookEvent.TASK_OPENED: _l("Taak geopend"),
    WebhookEvent.TASK_CLOSED: _l("Taak gesloten"),
    TEST: _l("Proef"),
}
_STATUSES = {
    DeliveryStatus.WAITING: _l("Wacht"),
    DeliveryStatus.DELIVERED: _l("Bezorgd"),
    DeliveryStatus.GIVEN_UP: _l("Opgegeven"),
}
_PAUSES = {
    Pause.BY_HAND: _l("Gepauzeerd door een beheerder"),
    Pause.GONE: _l("Gepauzeerd: de ontvanger antwoordde dat dit adres voorgoed weg is (410)"),
}
_PROBLEMS = {
    Problem.NOT_PUBLIC: _l("Dit adres ligt niet op het openbare internet"),
    Problem.UNKNOWN_NAME: _l("De naam van de server bestaat niet"),
    Problem.NO_CONNECTION: _l("Geen verbinding met de server"),
    Problem.NO_ANSWER: _l("De server antwoordde niet op tijd"),
    Problem.CERTIFICATE: _l("Het certificaat van de server is niet geldig"),
    Problem.REDIRECTED: _l("De server verwijst door; dat volgen we niet"),
    Problem.REFUSED: _l("De server antwoordde dat het niet lukte"),
    Problem.GONE: _l("De server antwoordde dat dit adres voorgoed weg is"),
}


def install(blueprint: Blueprint) -> None:
    """Give the templates these words."""
    for given in (webhook_event_name, delivery_status, pause_reason, delivery_problem):
        blueprint.add_app_template_filter(given)


def webhook_event_name(name: str) -> str:
    """An event as people call it."""
    return str(_EVENTS[name])


def delivery_status(status: str) -> str:
    """How far an event is."""
    return str(_STATUSES[DeliveryStatus(status)])


def pause_reason(reason: str) -> str:
    """Why a webhook sends nothing."""
    return str(_PAUSES[Pause(reason)])


def delivery_problem(problem: str) -> str:
    """Why an event did not arrive."""
    return str(_PROBLEMS[Problem(problem)])
