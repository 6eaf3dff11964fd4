"""What a webhook may tell: the events by name, why one rests, what went wrong, and when it is tried again."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class WebhookEvent(StrEnum):
    """What happened in a case, as partners read it."""

    CASE_BEGUN = "dossier_begonnen"
    CASE_MOVED = "dossier_overgedragen"  # to the desk of another organisation
    CASE_ENDED = "dossier_beeindigd"
    MESSAGE_TAKEN = "bericht_verwerkt"
    TERM_PASSED = "termijn_verstreken"
    MILESTONE = "mijlpaal_bereikt"
    LETTER_SENT = "brief_verzonden"
    DECISION_NOTIFIED = "besluit_betekend"
    TASK_OPENED = "taak_geopend"
    TASK_CLOSED = "taak_gesloten"


FACTS: dict[WebhookEvent, tuple[str, ...]] = {  # what each says beside the case, in this order
    WebhookEvent.CASE_BEGUN: (),
    WebhookEvent.CASE_MOVED: ("van", "naar"),
    WebhookEvent.CASE_ENDED: ("uitkomst",),
    WebhookEvent.MESSAGE_TAKEN: ("bericht",),
    WebhookEvent.TERM_PASSED: ("termijn",),
    WebhookEvent.MILESTONE: ("soort", "datum"),
    WebhookEvent.LETTER_SENT: ("brief", "kenmerk", "taal", "aangetekend", "verzonden_op"),
    WebhookEvent.DECISION_NOTIFIED: ("besluit", "betekend_op"),
    WebhookEvent.TASK_OPENED: ("taak", "naam", "rol", "uiterste_dag"),
    WebhookEvent.TASK_CLOSED: ("taak", "naam", "rol", "afloop"),
}

TEST = "proef"  # asked for on the page, about no case

# What a partner hears of somebody whom it teaches or guides. Not why a case ended, nor what the desk does.
FOR_PARTNERS = frozenset({WebhookEvent.MILESTONE, WebhookEvent.CASE_MOVED})


class DeliveryStatus(StrEnum):
    """How far one event is on its way to one webhook."""

    WAITING = "wachtend"
    DELIVERED = "bezorgd"
    GIVEN_UP = "opgegeven"


class Pause(StrEnum):
    """Why a webhook sends nothing."""

    BY_HAND = "met_de_hand"
    GONE = "antwoord_410"  # the receiver says that it is gone for good


class Problem(StrEnum):
    """Why an event did not arrive."""

    NOT_PUBLIC = "adres_niet_openbaar"
    UNKNOWN_NAME = "naam_onbekend"
    NO_CONNECTION = "geen_verbinding"
    NO_ANSWER = "geen_antwoord"
    CERTIFICATE = "certificaat_ongeldig"
    REDIRECTED = "doorverwezen"
    REFUSED = "geweigerd"  # an answer that is not 2xx
    GONE = "antwoord_410"


LONGEST_WAIT = timedelta(days=1)
GIVE_UP = timedelta(days=16)  # pauses that double for a day and a half, then daily for two weeks
BOTH_SECRETS = timedelta(days=1)
FRESH = timedelta(minutes=5)  # how old a message may be for who checks its signature


def wait_after(failures: int) -> timedelta:
    """How long to wait after that many failures in a row (at least 1): 1 minute, 2, 4, ... up to a day."""
    return min(timedelta(minutes=2 ** min(failures - 1, 11)), LONGEST_WAIT)
