"""The organisations people belong to, with the contact block that letters print.

Names are real; addresses, numbers and e-mail domains are placeholders until an administrator enters the true
ones: they are the seed of the table `organisation`, nothing reads them afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.domain.municipalities import municipalities


class Organisation(StrEnum):
    """Codes of the organisations that the rules name; a municipality's code follows from its NIS code."""

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
    GGC = "ggc"  # Gemeenschappelijke Gemeenschapscommissie: fines in Brussels
    BAPA_BXL = "bapa_bxl"  # the French-language reception offices of Brussels
    CONVIVIAL = "bapa_convivial"
    VIA = "bapa_via"
    VDAB = "vdab"
    ACTIRIS = "actiris"
    TAX_SERVICE = "vlaamse_belastingdienst"
    DVZ = "dvz"  # Dienst Vreemdelingenzaken


def municipality_code(nis: str) -> str:
    """The code of the municipality with that NIS code, as an organisation of its own: `gemeente_21004`."""
    return f"gemeente_{nis}"


class OrganisationKind(StrEnum):
    """What an organisation is for; it decides which cases its people see."""

    AGENCY = "agentschap"
    ENFORCEMENT = "handhaving"
    CENTRAL = "centraal"
    MUNICIPALITY = "gemeente"  # of Brussels: checks the duty and owns the trajectory there
    RECEPTION = "onthaalbureau"  # a BAPA: receives registrations of Brussels
    GGC = "ggc"
    PARTNER = "partner"  # tells and asks, by its own desk or the API, and owns no case


@dataclass(frozen=True, slots=True)
class Profile:
    """Full Dutch name, kind, and the labels under which SV 113 counts the organisation (agency, region)."""

    code: str
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


def _other(code: Organisation, name: str, kind: OrganisationKind, digit: int) -> Profile:
    short = code.value.replace("_", "-")
    return Profile(
        code=code,
        name=name,
        kind=kind,
        address=(f"Voorbeeldkaai {digit}", "1000 Brussel"),
        phone=f"02 000 01 {digit:02d}",
        email=f"inburgering@{short}.example",
        website=f"https://{short}.example",
    )


def _of_municipality(nis: str, name: str) -> Profile:
    number = int(nis) - 21_000
    return Profile(
        code=municipality_code(nis),
        name=f"Gemeente {name}" if nis != "21004" else "Stad Brussel",
        kind=OrganisationKind.MUNICIPALITY,
        address=(f"Gemeenteplein {number}", name),
        phone=f"02 000 02 {number:02d}",
        email=f"vreemdelingen@gemeente-{nis}.example",
        website=f"https://gemeente-{nis}.example",
    )


_BRUSSELS = "Brussel"
_GGC = "Gemeenschappelijke Gemeenschapscommissie - Dienst inburgering"

PROFILES: dict[str, Profile] = {
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
        _other(Organisation.GGC, _GGC, OrganisationKind.GGC, 1),
        _other(Organisation.BAPA_BXL, "BAPA BXL", OrganisationKind.RECEPTION, 2),
        _other(Organisation.CONVIVIAL, "BAPA Convivial", OrganisationKind.RECEPTION, 3),
        _other(Organisation.VIA, "BAPA VIA", OrganisationKind.RECEPTION, 4),
        _other(Organisation.VDAB, "VDAB", OrganisationKind.PARTNER, 5),
        _other(Organisation.ACTIRIS, "Actiris", OrganisationKind.PARTNER, 6),
        _other(Organisation.TAX_SERVICE, "Vlaamse Belastingdienst", OrganisationKind.PARTNER, 7),
        _other(Organisation.DVZ, "Dienst Vreemdelingenzaken", OrganisationKind.PARTNER, 8),
        *(
            _of_municipality(each.nis, each.name)
            for each in municipalities().values()
            if each.region == _BRUSSELS
        ),
    )
}
