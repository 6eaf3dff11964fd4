"""The columns of a register extract: what each cell may hold and which column of `person` it fills."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.errors import DomainError
from app.domain.municipalities import find_municipality
from app.domain.national_number import parse_birth_date, parse_number
from app.domain.nationalities import find_nationality
from app.domain.vocabulary import Mutation, Register, ResidenceStatus

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_LANGUAGE = re.compile(r"[a-z]{2}\Z")


class BadCellError(ValueError):
    """A cell that cannot be used; the text is a Dutch sentence for the list of rejected rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """`field` is the column of the table `person` (or `mutation`), `parse` gives the value of text."""

    name: str
    field: str
    parse: Callable[[str], Any] = str
    required: bool = False


def _number(text: str) -> str:
    try:
        return parse_number(text).digits
    except DomainError as problem:
        raise BadCellError("Dit is geen geldig rijksregister- of BIS-nummer.") from problem


def _birth_date(text: str) -> str:
    try:
        parse_birth_date(text)
    except DomainError as problem:
        raise BadCellError("Deze geboortedatum bestaat niet.") from problem
    return text


def _day(text: str) -> date:
    if not _DAY.match(text):
        raise BadCellError("Dit is geen datum (JJJJ-MM-DD).")
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise BadCellError("Deze datum bestaat niet.") from problem


def _nationality(text: str) -> str:
    found = find_nationality(text)
    if found is None:
        raise BadCellError("Deze nationaliteit is niet bekend.")
    return found.label


def _municipality(text: str) -> str:
    if find_municipality(text) is None:
        raise BadCellError("Deze NIS-code is niet bekend.")
    return text


def _yes_no(text: str) -> bool:
    if text not in ("ja", "nee"):
        raise BadCellError("Hier mag alleen ja of nee staan.")
    return text == "ja"


def _language(text: str) -> str:
    if not _LANGUAGE.match(text):
        raise BadCellError("Dit is geen taalcode van twee letters (ISO 639-1).")
    return text


def _one_of(allowed: type[StrEnum] | tuple[str, ...]) -> Callable[[str], str]:
    values = [str(each) for each in allowed]

    def parse(text: str) -> str:
        if text not in values:
            raise BadCellError(f"Deze waarde is niet toegelaten; wel: {', '.join(values)}.")
        return text

    return parse


def _at_most(length: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if len(text) > length:
            raise BadCellError(f"Dit is langer dan {length} tekens.")
        return text

    return parse


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column("rijksregisternummer", "national_number", _number, required=True),
        Column("naam", "last_name", required=True),
        Column("voornaam", "first_name"),
        Column("geboortedatum", "birth_date", _birth_date),
        Column("geslacht", "sex", _one_of(("M", "V", "X"))),
        Column("nationaliteit", "nationality", _nationality, required=True),
        Column("nis_gemeente", "nis_code", _municipality, required=True),
        Column("straat", "street"),
        Column("huisnummer", "house_number"),
        Column("busnummer", "box"),
        Column("postcode", "postcode"),
        Column("gemeente", "municipality"),
        Column("register", "register", _one_of(Register)),
        Column("verblijfsstatuut", "residence_status", _one_of(ResidenceStatus)),
        Column("kaarttype", "card_type", _at_most(20)),
        Column("titel_van", "title_from", _day),
        Column("titel_tot", "title_to", _day),
        Column("eerste_inschrijving_belgie", "first_registered_belgium", _day),
        Column("eerste_inschrijving_vlaanderen", "first_registered_flanders", _day),
        Column("eerste_inschrijving_brussel", "first_registered_brussels", _day),
        Column("contacttaal", "contact_language", _language),
        Column("geboorteland", "birth_country"),
        Column("ouder_geboren_buitenland", "parent_born_abroad", _yes_no),
        Column("bedienaar_eredienst", "minister_of_religion", _yes_no),
        Column("tijdelijk_verblijf", "temporary_stay", _yes_no),
        Column("extractiedatum", "extracted_on", _day, required=True),
        Column("mutatie", "mutation", _one_of(Mutation)),
    )
}
