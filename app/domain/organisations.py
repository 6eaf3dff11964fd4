"""The organisations people belong to, with the contact block that letters print.

Names are real; addresses, numbers and e-mail domains are placeholders until an administrator enters the true
ones: they are the seed of the table `organisation`, nothing reads them afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Organisation(StrEnum):
    """Codes of the organisations (Flanders; `bon` registers people in Brussels)."""

    ATLAS = "atlas"
    IN_GENT = "in_gent"
    ANTWERP = "va_antwerpen"
    LIMBURG = "va_limburg"
    EAST_FLANDERS = "va_oost_vlaanderen"
    FLEMISH_BRABANT = "va_vlaams_brabant"
    WEST_FLANDERS = "va_west_vlaanderen"
    BON = "bon"
    ENFORCEMENT = "abb_handhaving"
    CENTRAL = "abb"


class OrganisationKind(StrEnum):
    """What an organisation is for; it decides which cases its people see."""

    AGENCY = "agentschap"
    ENFORCEMENT = "handhaving"
    CENTRAL = "centraal"


@dataclass(frozen=True, slots=True)
class Profile:
    """Full Dutch name, kind, and the labels under which SV 113 counts the organisation (agency, region)."""

    code: Organisation
    name: str
    kind: OrganisationKind
    address: tuple[str, str]
    phone: str
    email: str
    website: str
    report_agency: str | None = None
    report_region: str | None = None

    @property
    def contact(self) -> dict[str, Any]:
        """The JSON of the column `organisation.contact`, the names letters use."""
        return {
            "adresregels": list(self.address),
            "telefoon": self.phone,
            "e_mail": self.email,
            "website": self.website,
        }


_VA = "Vlaams Agentschap"
_LONG = "Vlaams Agentschap Integratie en Inburgering"


def _agency(code: Organisation, name: str, seat: str, digit: int, agency: str, region: str | None) -> Profile:
    return Profile(
        code=code,
        name=name,
        kind=OrganisationKind.AGENCY,
        address=(f"Voorbeeldstraat {digit}", seat),
        phone=f"02 000 00 {digit:02d}",
        email=f"{code.value.replace('_', '-')}@inburgering.example",
        website=f"https://{code.value.replace('_', '-')}.example",
        report_agency=agency,
        report_region=region,
    )


def _bureau(code: Organisation, name: str, digit: int) -> Profile:
    return Profile(
        code=code,
        name=name,
        kind=OrganisationKind.ENFORCEMENT if code is Organisation.ENFORCEMENT else OrganisationKind.CENTRAL,
        address=(f"Voorbeeldlaan {digit}", "1000 Brussel"),
        phone=f"02 000 00 {digit:02d}",
        email=f"{code.value.replace('_', '-')}@vlaanderen.example",
        website="https://binnenland.example",
    )


PROFILES: dict[Organisation, Profile] = {
    profile.code: profile
    for profile in (
        _agency(
            Organisation.ATLAS,
            "Atlas, integratie & inburgering Antwerpen",
            "2000 Antwerpen",
            1,
            "Atlas",
            None,
        ),
        _agency(Organisation.IN_GENT, "IN-Gent", "9000 Gent", 2, "IN-Gent", None),
        _agency(Organisation.ANTWERP, f"{_LONG} - Provincie Antwerpen", "2800 Mechelen", 3, _VA, "Antwerpen"),
        _agency(Organisation.LIMBURG, f"{_LONG} - Limburg", "3500 Hasselt", 4, _VA, "Limburg"),
        _agency(
            Organisation.EAST_FLANDERS, f"{_LONG} - Oost-Vlaanderen", "9300 Aalst", 5, _VA, "Oost-Vlaanderen"
        ),
        _agency(
            Organisation.FLEMISH_BRABANT, f"{_LONG} - Vlaams-Brabant", "3000 Leuven", 6, _VA, "Vlaams-Brabant"
        ),
        _agency(
            Organisation.WEST_FLANDERS, f"{_LONG} - West-Vlaanderen", "8000 Brugge", 7, _VA, "West-Vlaanderen"
        ),
        _agency(Organisation.BON, "bon, inburgering Brussel", "1000 Brussel", 8, _VA, "Brussel"),
        _bureau(Organisation.ENFORCEMENT, "Agentschap Binnenlands Bestuur - Handhaving inburgering", 9),
        _bureau(Organisation.CENTRAL, "Agentschap Binnenlands Bestuur", 10),
    )
}
