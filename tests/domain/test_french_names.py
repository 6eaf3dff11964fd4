"""French names of organisations: every municipality of Brussels has one."""

from __future__ import annotations

from app.domain.french_names import french_name
from app.domain.organisations import PROFILES, OrganisationKind


def test_every_municipality_and_the_ggc_have_a_french_name() -> None:
    kinds = {OrganisationKind.MUNICIPALITY, OrganisationKind.GGC}
    of_brussels = {profile.code for profile in PROFILES.values() if profile.kind in kinds}
    assert {code for code in PROFILES if french_name(code)} == of_brussels
    names = [french_name(code) for code in of_brussels]
    assert len(names) == len(set(names)) == 20
