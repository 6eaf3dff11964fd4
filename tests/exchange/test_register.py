"""The register extract: what is used, what is refused, and why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.db.tables import person
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from app.exchange.register import Rejection, Row, read
from app.exchange.register_columns import COLUMNS
from tests.exchange.extracts import GOOD, extract, file_of, only, rows_of


def used(**changes: str) -> Row:
    row = only(file_of(changes))
    assert isinstance(row, Row)
    return row


def refused(**changes: str) -> Rejection:
    row = only(file_of(changes))
    assert isinstance(row, Rejection)
    return row


def test_a_good_row_is_typed() -> None:
    row = used(mutatie="wijziging", nationaliteit="MA", rijksregisternummer="85.07.30-033.28")
    assert (row.number, row.mutation) == (2, Mutation.CHANGE)
    assert row.facts == {
        "national_number": "85073003328",
        "last_name": "Voorbeeld",
        "first_name": "An",
        "birth_date": "1985-07-30",
        "sex": "V",
        "nationality": "Marokko",
        "nis_code": "44021",
        "register": "vreemdelingenregister",
        "residence_status": "gezinshereniging met Belg",
        "first_registered_flanders": date(2026, 9, 1),
        "temporary_stay": False,
        "extracted_on": date(2026, 10, 31),
    }


def test_every_field_is_a_column_of_person() -> None:
    assert {column.field for column in COLUMNS.values()} - {"mutation"} <= set(person.c.keys())


def test_empty_is_unknown() -> None:
    row = used(voornaam="", geslacht="", tijdelijk_verblijf="", geboortedatum="", mutatie="")
    assert (row.facts["first_name"], row.facts["sex"], row.facts["birth_date"]) == ("", None, None)
    assert (row.facts["temporary_stay"], row.mutation) == (None, Mutation.NEW)


@pytest.mark.parametrize("birth_date", ["1985-00-00", "1985-07-00"])
def test_unknown_parts_of_a_birth_date_fit_anything(birth_date: str) -> None:
    assert used(geboortedatum=birth_date).facts["birth_date"] == birth_date


@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+1", "-O", "@x", "&amp;", "'; drop table", "Sint;Jan", 'Q"t']
)
def test_a_name_that_looks_like_something_else_is_a_name(name: str) -> None:
    assert used(naam=name).facts["last_name"] == name


def test_blanks_round_a_cell_do_not_count() -> None:
    assert used(naam="  Van  den Berg ").facts["last_name"] == "Van  den Berg"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("rijksregisternummer", "", "ingevuld"),
        ("rijksregisternummer", "12345678901", "geen geldig"),
        ("rijksregisternummer", "850730033281", "geen geldig"),
        ("rijksregisternummer", "93051822361", "past niet bij de geboortedatum"),
        ("naam", "  ", "ingevuld"),
        ("naam", "x" * 1001, "langer dan 1000"),
        ("naam", "Ri\bnoukhe", "stuurteken"),
        ("naam", "Ki\x00stiem", "stuurteken"),
        ("naam", "Ta\tb", "stuurteken"),
        ("naam", "C1\x85", "stuurteken"),
        ("geboortedatum", "1985-02-30", "bestaat niet"),
        ("geboortedatum", "1985-00-10", "bestaat niet"),
        ("geslacht", "Vrouw", "niet toegelaten"),
        ("nationaliteit", "Atlantis", "niet bekend"),
        ("nationaliteit", "ZZ", "niet bekend"),
        ("nationaliteit", "", "ingevuld"),
        ("nis_gemeente", "99999", "niet bekend"),
        ("nis_gemeente", "1100", "niet bekend"),
        ("register", "telefoonboek", "niet toegelaten"),
        ("verblijfsstatuut", "toerist", "niet toegelaten"),
        ("tijdelijk_verblijf", "misschien", "ja of nee"),
        ("eerste_inschrijving_vlaanderen", "2022-02-29", "bestaat niet"),
        ("eerste_inschrijving_vlaanderen", "2022-00-10", "bestaat niet"),
        ("extractiedatum", "31/12/2022", "geen datum"),
        ("extractiedatum", "20221231", "geen datum"),
        ("extractiedatum", "", "ingevuld"),
        ("mutatie", "herboren", "niet toegelaten"),
    ],
)
def test_a_bad_cell_refuses_its_row(column: str, cell: str, reason: str) -> None:
    rejection = refused(**{column: cell})
    assert (rejection.row, rejection.column) == (2, column)
    assert reason in rejection.reason
    assert rejection.reason.endswith(".")


def test_the_number_of_fields() -> None:
    header, good = file_of({}).decode().splitlines()
    content = "\n".join([header, good + ";extra", good, good.rpartition(";")[0]])
    first, row, last = rows_of(content.encode())
    assert isinstance(first, Rejection)
    assert isinstance(last, Rejection)
    assert isinstance(row, Row)
    assert (first.row, row.number, last.row) == (2, 3, 4)
    assert first.reason == "De rij heeft 14 velden in plaats van 13."


def test_the_content_of_a_rejection_can_be_kept_anywhere() -> None:
    assert "Ki␀stiem" in refused(naam="Ki\x00stiem").content
    long = refused(naam="x" * 10_240).content
    assert len(long) < 4_100
    assert long.endswith(" tekens)")


def test_a_quote_that_is_never_closed_spoils_only_its_row() -> None:
    header, good = file_of({}).decode().splitlines()
    broken = good.replace("Voorbeeld", '"Voorbeeld')
    first, second = rows_of("\n".join([header, broken, good]).encode())
    assert isinstance(first, Rejection)
    assert "aanhalingstekens" in first.reason
    assert isinstance(second, Row)


def test_columns_in_any_order_with_unknown_ones() -> None:
    names = [*reversed(GOOD), "schoenmaat"]
    found = extract(file_of({}, columns=names))
    assert found.warnings == ["Kolom 'schoenmaat' is niet bekend en wordt overgeslagen."]
    (row,) = found
    assert isinstance(row, Row)
    assert row.facts["last_name"] == "Voorbeeld"
    assert "schoenmaat" not in row.facts


@pytest.mark.parametrize("name", [name for name, column in COLUMNS.items() if column.required])
def test_a_missing_required_column_refuses_the_file(name: str) -> None:
    content = file_of({}, columns=[each for each in GOOD if each != name])
    with pytest.raises(DomainError) as refusal:
        extract(content)
    assert (refusal.value.code, refusal.value.facts["column"]) == ("kolom_ontbreekt", name)


def test_fingerprints() -> None:
    one = used()
    assert used(extractiedatum="2026-11-30", mutatie="wijziging").fingerprint == one.fingerprint
    assert used(straat="Elders", naam="Anders").fingerprint != one.fingerprint
    assert used(mutatie="overleden").fingerprint != one.fingerprint


CELLS = st.one_of(
    st.sampled_from(
        [*GOOD.values(), '"', '""', "=1+1", "2026-02-30", "\x00", "\r", "x" * 1001, "ﬁ", "\u2028"]
    ),
    st.text(max_size=30),
)


@given(st.lists(st.dictionaries(st.sampled_from(list(GOOD)), CELLS), max_size=5))
def test_every_written_row_is_used_or_refused(changes: list[dict[str, str]]) -> None:
    breaks = any("\n" in cell or "\r" in cell for row in changes for cell in row.values())
    try:
        results = rows_of(file_of(*changes))
    except UnicodeEncodeError:
        return  # a lone surrogate: there is no such file
    assert all(isinstance(each, Row | Rejection) for each in results)
    if not breaks:
        numbers = [each.number if isinstance(each, Row) else each.row for each in results]
        assert numbers == list(range(2, len(changes) + 2))


@given(st.binary(max_size=400))
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    header = (";".join(GOOD) + "\n").encode()
    results = rows_of(header + content.decode(errors="replace").encode())
    assert len(results) <= content.count(b"\n") + 1
    try:
        content.decode()
    except UnicodeDecodeError as problem:
        with pytest.raises(DomainError) as refusal:
            extract(header + content)
        position = len(header) + problem.start + 1
        assert refusal.value.facts["position"] == position


@given(st.binary(max_size=60))
def test_no_header_crashes_the_reader(content: bytes) -> None:
    codes = {"niet_utf8", "kolom_ontbreekt", "kolom_dubbel", "bestand_leeg", "kopregel_onleesbaar"}
    with pytest.raises(DomainError) as refusal:
        extract(content)
    assert refusal.value.code in codes


def test_an_open_file_is_read_again_from_the_start() -> None:
    found = extract(file_of({}, {"naam": ""}))
    assert list(found) == list(found)
    assert found.lines == 3


def test_reading_takes_a_pipe() -> None:
    class Pipe:
        def __init__(self, content: bytes) -> None:
            self.rest = content

        def seekable(self) -> bool:
            return False

        def read(self, size: int = -1) -> bytes:
            taken, self.rest = self.rest[:size], self.rest[size:]
            return taken

    assert len(list(read(Pipe(file_of({}, {}))))) == 2  # type: ignore[arg-type]


_BRUSSELS = [name.replace("vlaanderen", "brussel") for name in GOOD]


def test_an_extract_of_brussels_is_known_by_its_column() -> None:
    row = {**GOOD, "eerste_inschrijving_brussel": "2026-09-03"}
    found = extract(file_of(row, columns=_BRUSSELS))
    (one,) = found
    assert isinstance(one, Row)
    assert (found.region, one.region, found.warnings) == ("brussel", "brussel", [])
    assert one.facts["first_registered_brussels"] == date(2026, 9, 3)
    assert "first_registered_flanders" not in one.facts


@pytest.mark.parametrize(("said", "known"), [("2026-09-03", date(2026, 9, 3)), ("", None)])
def test_a_register_may_say_since_when_somebody_was_in_the_other_region(
    said: str, known: date | None
) -> None:
    """Where it does not say, it takes nothing back of what the other register told."""
    columns = [*GOOD, "eerste_inschrijving_brussel"]
    one = only(file_of({**GOOD, "eerste_inschrijving_brussel": said}, columns=columns))
    assert isinstance(one, Row)
    assert (one.region, one.facts.get("first_registered_brussels")) == ("vlaanderen", known)
    assert ("first_registered_brussels" in one.facts) is bool(said)
