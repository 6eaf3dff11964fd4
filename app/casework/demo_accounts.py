"""The people who work in the demo: each role, in each organisation, with one password for all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.casework import accounts, organisations
from app.casework.actors import Actor
from app.db.session import Database, Transaction
from app.db.tables import account
from app.domain.organisations import PROFILES, Organisation, OrganisationKind, municipality_code
from app.domain.vocabulary import Role

SCHAARBEEK, BRUSSELS = municipality_code("21015"), municipality_code("21004")
SCHOOL = "cvo_voorbeeld"
PASSWORD = "welkom-in-de-demo"  # noqa: S105 - printed at every start, and only in a demo


@dataclass(frozen=True)
class Colleague:
    """An account of the demo."""

    username: str
    name: str
    organisation: str
    roles: tuple[Role, ...]


_NAMES = {
    Organisation.ATLAS: ("Ann De Smet", "Karim Peeters", "Veerle Bogaert"),
    Organisation.IN_GENT: ("Lies Claeys", "Tom Goossens", "Stijn De Clercq"),
    Organisation.ANTWERP: ("Els Wouters", "Bram Jacobs", "Inge Michiels"),
    Organisation.LIMBURG: ("Nele Hermans", "Ruben Vos", "Kurt Lemmens"),
    Organisation.EAST_FLANDERS: ("Sofie Maes", "Jonas Willems", "Dries Van Damme"),
    Organisation.FLEMISH_BRABANT: ("Greet Mertens", "Wim Aerts", "Leen Smets"),
    Organisation.WEST_FLANDERS: ("Katrien Desmet", "Pieter Dewulf", "Bart Declerck"),
    Organisation.BON: ("Fatima Janssens", "Luc Martens", "Nadia Lambert"),
}


def _agencies() -> tuple[Colleague, ...]:
    found = []
    for code, profile in PROFILES.items():
        if profile.kind is OrganisationKind.AGENCY:
            manager, counsellor, lead = _NAMES[Organisation(code)]
            short = code.replace("_", "-")
            found.append(Colleague(f"dossier.{short}", manager, code, (Role.CASE_MANAGER,)))
            found.append(Colleague(f"traject.{short}", counsellor, code, (Role.TRAJECTORY_COUNSELLOR,)))
            found.append(Colleague(f"team.{short}", lead, code, (Role.TEAM_LEAD,)))
    return tuple(found)


ACCOUNTS = (
    *_agencies(),
    Colleague("handhaving1", "Ines Lambrecht", Organisation.ENFORCEMENT, (Role.ENFORCEMENT_OFFICER,)),
    Colleague("handhaving2", "Dirk Vercauteren", Organisation.ENFORCEMENT, (Role.ENFORCEMENT_OFFICER,)),
    Colleague("handhaving3", "Hilde Baert", Organisation.ENFORCEMENT, (Role.ENFORCEMENT_OFFICER,)),
    Colleague("teamlead", "Mieke Stevens", Organisation.ENFORCEMENT, (Role.TEAM_LEAD,)),
    Colleague("balie.schaarbeek", "Samira Dubois", SCHAARBEEK, (Role.MUNICIPAL_OFFICER,)),
    Colleague("balie.brussel", "Marc Lejeune", BRUSSELS, (Role.MUNICIPAL_OFFICER,)),
    Colleague("ggc1", "Isabelle Fontaine", Organisation.GGC, (Role.GGC_OFFICER,)),
    Colleague("ggc2", "Koen Verlinden", Organisation.GGC, (Role.GGC_OFFICER,)),
    Colleague("bapa.convivial", "Aline Mercier", Organisation.CONVIVIAL, (Role.PARTNER,)),
    Colleague("school", "Jana De Wilde", SCHOOL, (Role.PARTNER,)),
    Colleague("vdab", "Tim Geerts", Organisation.VDAB, (Role.PARTNER,)),
    Colleague("proceseigenaar", "Joris Pauwels", Organisation.CENTRAL, (Role.PROCESS_OWNER,)),
    Colleague("rapporteur", "Eva Segers", Organisation.CENTRAL, (Role.REPORTER,)),
    Colleague("beheerder", "Sam Verhoeven", Organisation.CENTRAL, (Role.ADMINISTRATOR,)),
)


def present(database: Database) -> bool:
    """Whether anybody can sign in yet."""
    with database.read() as tx:
        return tx.execute(select(account.c.id).limit(1)).first() is not None


def create(tx: Transaction) -> None:
    """Every account of the demo, and the school in which one of them works."""
    contact = organisations.contact_of(
        "Voorbeeldplein 1\n9000 Gent", "09 000 00 00", "cvo@school.example", ""
    )
    administrator = Actor(roles=frozenset({Role.ADMINISTRATOR}))
    organisations.add_partner(tx, SCHOOL, "CVO Voorbeeld Gent", contact, administrator)
    password_hash = accounts.hash_password(PASSWORD, "iedereen")
    for person in ACCOUNTS:
        details = accounts.AccountDetails(
            person.name, f"{person.username}@traject.example", person.organisation, frozenset(person.roles)
        )
        accounts.create_account(tx, person.username, details, password_hash)


def actors(tx: Transaction) -> list[Actor]:
    """The accounts as they act."""
    return [
        Actor(found.id, found.name, found.organisation, found.roles) for found in accounts.list_accounts(tx)
    ]
