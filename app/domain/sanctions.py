"""The fine: its legal bounds, when an amount needs a reason, and the rank of an infringement (legal.md 5).

Amounts are whole cents here. The tariff itself is a decision table that process owners edit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.errors import DomainError
from app.domain.vocabulary import DecisionOutcome

LOWEST_FINE_CENTS = 50_00  # decree 7-6-2013; lowest and highest seen in SV 113 table 12
HIGHEST_FINE_CENTS = 5_000_00


@dataclass(frozen=True, slots=True)
class EarlierFile:
    """An earlier infringement of the person: received by enforcement or not, withdrawn since or not."""

    received: bool
    withdrawn: bool = False


def rank(earlier: Iterable[EarlierFile]) -> int:
    """1 + the earlier files that enforcement received, withdrawn ones left out (an assumption: `aanname`)."""
    return 1 + sum(file.received and not file.withdrawn for file in earlier)


def check_decision(
    outcome: str,
    amount_cents: int | None,
    *,
    proposed_cents: int | None = None,
    reason: str = "",
    later: bool = False,
    lowest_cents: int = LOWEST_FINE_CENTS,
    highest_cents: int = HIGHEST_FINE_CENTS,
) -> None:
    """Refuses a decision that the law does not allow; returns nothing when it may stand.

    A fine whose amount is fixed `later` has none yet. Raises DomainError `bedrag_zonder_boete` (outcome),
    `bedrag_ontbreekt`, `bedrag_buiten_grenzen` (amount, lowest, highest), `afwijking_zonder_reden` (amount,
    proposed); amounts in cents. The bounds can only be narrowed, never widened.
    """
    if outcome != DecisionOutcome.FINE:
        if amount_cents is not None:
            raise DomainError("bedrag_zonder_boete", outcome=outcome)
        return
    if amount_cents is None:
        if later:
            return
        raise DomainError("bedrag_ontbreekt")
    lowest, highest = max(lowest_cents, LOWEST_FINE_CENTS), min(highest_cents, HIGHEST_FINE_CENTS)
    if not lowest <= amount_cents <= highest:
        raise DomainError("bedrag_buiten_grenzen", amount=amount_cents, lowest=lowest, highest=highest)
    if proposed_cents is not None and amount_cents != proposed_cents and not reason.strip():
        raise DomainError("afwijking_zonder_reden", amount=amount_cents, proposed=proposed_cents)


def cents(euro: int | float) -> int:
    """Euro of a form, table or file in cents; DomainError `bedrag_ongeldig` (amount) below the cent."""
    exact = round(euro * 100)
    if abs(exact - euro * 100) > 1e-6:
        raise DomainError("bedrag_ongeldig", amount=euro)
    return exact


def euro(amount_cents: int) -> int | float:
    """Cents as the euro of a table or form: a whole number where it is one."""
    return amount_cents // 100 if amount_cents % 100 == 0 else amount_cents / 100
