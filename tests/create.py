"""Rows for tests, with defaults: name only what the test is about."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from app.db.session import Database, Transaction
from app.db.tables import account, account_role, organisation, person, setting

_serial = count(1)


def create_organisation(tx: Transaction, code: str = "va_antwerpen", **values: Any) -> str:
    """An organisation; gives its code."""
    row = {
        "code": code,
        "name": code.replace("_", " ").title(),
        "kind": "handhaving" if code == "abb_handhaving" else "centraal" if code == "abb" else "agentschap",
        "contact": {
            "adresregels": ["Teststraat 1", "2000 Antwerpen"],
            "telefoon": "03 000 00 00",
            "e_mail": f"{code}@voorbeeld.test",
            "website": f"www.{code}.test",
        },
    }
    tx.execute(organisation.insert().values({**row, **values}))
    return str({**row, **values}["code"])


def create_account(
    tx: Transaction,
    username: str | None = None,
    *,
    roles: tuple[str, ...] = ("dossierbeheerder",),
    organisation: str = "va_antwerpen",
    **values: Any,
) -> int:
    """An account of an organisation that exists, with its roles; nobody can log in with it. Gives its id."""
    number = next(_serial)
    row = {
        "username": username or f"medewerker{number}",
        "name": f"Medewerker {number}",
        "password_hash": "!",  # no hash: no password fits
        "organisation": organisation,
        "created_at": tx.now,
    }
    account_id = tx.insert_id(account.insert().values({**row, **values}))
    for role in roles:
        tx.execute(account_role.insert().values(account_id=account_id, role=role))
    return account_id


def create_person(tx: Transaction, **values: Any) -> int:
    """An adult from a third country, first registered in Ghent on 1 October 2026. Gives the row's id."""
    row = {
        "national_number": national_number(date(1990, 5, 17), next(_serial)),
        "last_name": "Testmans",
        "first_name": "Ada",
        "birth_date": "1990-05-17",
        "sex": "V",
        "nationality": "Marokko",
        "nis_code": "44021",
        "street": "Teststraat",
        "house_number": "1",
        "postcode": "9000",
        "municipality": "Gent",
        "register": "vreemdelingenregister",
        "residence_status": "gezinshereniging met Belg",
        "card_type": "F",
        "title_from": date(2026, 10, 1),
        "title_to": date(2031, 10, 1),
        "first_registered_belgium": date(2026, 10, 1),
        "first_registered_flanders": date(2026, 10, 1),
        "contact_language": "fr",
        "birth_country": "Marokko",
        "temporary_stay": False,
        "extracted_on": date(2026, 10, 31),
        "updated_at": tx.now,
    }
    return tx.insert_id(person.insert().values({**row, **values}))


def national_number(born: date, serial: int) -> str:
    """A valid national register number: birth day, serial number of the day (1-998), check digits."""
    body = f"{born:%y%m%d}{(serial - 1) % 998 + 1:03d}"
    checked = int(body if born.year < 2000 else f"2{body}")
    return f"{body}{97 - checked % 97:02d}"


def set_clock(database: Database, moment: datetime) -> None:
    """Give the database a clock of its own that stands at an aware instant, or move it."""
    with database.transaction() as tx:
        tx.execute(setting.delete().where(setting.c.key == "demo_now"))
        tx.execute(setting.insert().values(key="demo_now", value=moment.isoformat()))
    database.forget_clock()
