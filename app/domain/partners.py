"""Which organisation may tell what: the messages of partners by kind of organisation, and under which law.

What a message must say is data of the release (the form of the element that hears it); who may send it stands
here. A name that no diagram hears is refused, whoever sends it.
"""

from __future__ import annotations

from app.domain.organisations import Organisation, OrganisationKind
from app.domain.vocabulary import Region

_RESULTS = frozenset({"mo_resultaat", "nt2_resultaat", "pnt_voltooid", "b1_aangetoond"})
_PARTICIPATION = frozenset({"deelname", "onregelmatige_deelname", "neemt_weer_deel"})
_JOBS = frozenset({"vdab_ingeschreven"})
_COLLECTION = frozenset({"betaling_ontvangen", "oninvorderbaar_gemeld"})
_RECEPTION = frozenset({"aangemeld", "attest_van_beeindiging"})

_BY_KIND: dict[OrganisationKind, frozenset[str]] = {
    OrganisationKind.PARTNER: frozenset({"aangemeld"}) | _RESULTS | _PARTICIPATION,  # a language school
    OrganisationKind.AGENCY: frozenset({"aangemeld", "hervat", "contract_ondertekend"})
    | _RESULTS
    | _PARTICIPATION
    | _JOBS,
    OrganisationKind.RECEPTION: _RECEPTION,
    OrganisationKind.ENFORCEMENT: frozenset(
        {"verweer_ontvangen", "hoorzitting_gevraagd", "betaling_ontvangen"}
    ),
    OrganisationKind.GGC: _COLLECTION,
    OrganisationKind.MUNICIPALITY: frozenset(),  # its checks are no messages
    OrganisationKind.CENTRAL: frozenset(),
}
_BY_CODE: dict[str, frozenset[str]] = {
    Organisation.BON: _BY_KIND[OrganisationKind.AGENCY] | _RECEPTION,
    Organisation.VDAB: _JOBS,
    Organisation.ACTIRIS: _JOBS,
    Organisation.TAX_SERVICE: _COLLECTION,
    Organisation.DVZ: frozenset(),  # asks, never tells
}
_BRUSSELS = {OrganisationKind.RECEPTION, OrganisationKind.MUNICIPALITY, OrganisationKind.GGC}
_FLANDERS = {OrganisationKind.AGENCY, OrganisationKind.ENFORCEMENT}
_ONE_REGION: dict[str, Region | None] = {Organisation.BON: None, Organisation.TAX_SERVICE: Region.FLANDERS}


def may_send(organisation: str, kind: str) -> frozenset[str]:
    """The names of the messages that an organisation of that kind may send."""
    if organisation in _BY_CODE:
        return _BY_CODE[organisation]
    return _BY_KIND.get(OrganisationKind(kind), frozenset())


def regions(organisation: str, kind: str) -> frozenset[Region]:
    """Under whose law it tells: a reception office speaks to cases of Brussels, Atlas to those of Flanders.

    A school, Actiris and bon work with people of both.
    """
    only = _ONE_REGION.get(organisation)
    if organisation not in _ONE_REGION:
        if OrganisationKind(kind) in _BRUSSELS:
            only = Region.BRUSSELS
        elif OrganisationKind(kind) in _FLANDERS:
            only = Region.FLANDERS
    return frozenset(Region) if only is None else frozenset({only})


def home_desk(organisation: str, kind: str, name: str) -> str | None:
    """Whose tray a message is in when nothing is known of the person. None: every agency of Flanders looks.

    A payment is for who collects it; what an agency or the enforcement desk sent comes back to itself; the
    GGC looks for the offices of Brussels (aanname: the ordinance names nobody).
    """
    brussels = regions(organisation, kind) == {Region.BRUSSELS}
    if brussels:
        return Organisation.GGC
    if is_for_enforcement(name):
        return Organisation.ENFORCEMENT
    return organisation if OrganisationKind(kind) is OrganisationKind.AGENCY else None


def is_for_enforcement(name: str) -> bool:
    """Whether only a file of enforcement can be meant."""
    return name in _BY_KIND[OrganisationKind.ENFORCEMENT]


def answers_tray(organisation: str | None, kind: str | None, desk: str | None) -> bool:
    """Whether a tray is of that organisation: its own, and the one that the agencies of Flanders share."""
    if organisation is None:
        return False
    return organisation == desk if desk is not None else kind == OrganisationKind.AGENCY
