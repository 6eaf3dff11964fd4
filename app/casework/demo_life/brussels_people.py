"""The people of Brussels in a demo: some with a story, the others drawn; what the register says of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from app.casework.demo_life.behaviour import behaviour, draw_days
from app.casework.demo_life.newcomers import Cells, newcomer, number_of
from app.casework.demo_life.plan import Plan
from app.domain.calendar import add_months
from app.domain.organisations import Organisation
from app.domain.vocabulary import Region, Register, ResidenceStatus
from app.exchange import register
from app.exchange.register_columns import COLUMNS

TOWNS = {  # the municipalities of the demo that work with Traject
    "21015": {"nis_gemeente": "21015", "gemeente": "Schaarbeek", "postcode": "1030"},
    "21004": {"nis_gemeente": "21004", "gemeente": "Brussel", "postcode": "1000"},
}
BUREAUS = (Organisation.CONVIVIAL, Organisation.BAPA_BXL, Organisation.VIA, Organisation.BON)
_OBLIGED = (
    ResidenceStatus.FAMILY_OF_THIRD_COUNTRY,
    ResidenceStatus.REFUGEE,
    ResidenceStatus.REGULARISED,
    ResidenceStatus.FAMILY_OF_BELGIAN,
)


@dataclass(frozen=True)
class Tale:
    """What becomes of somebody who is obliged; days count from the moment at which it can begin.

    `comes` is None for who never registers, `left` are the tasks that nobody has done yet.
    """

    back: int = 0
    nis: str = "21015"
    comes: int | None = 40
    bureau: str = Organisation.CONVIVIAL
    ends: int | None = 330
    asks: bool = False  # for a suspension, ill
    pays: int | None = 12
    left: frozenset[str] = frozenset()
    cells: Cells = field(default_factory=dict)


TALES = {
    "betaalt": Tale(back=20, comes=None),
    "bij_de_ggc": Tale(back=12, comes=None, nis="21004", left=frozenset({"sanctie_beslissen"})),
    "voltooid": Tale(back=21, comes=25, bureau=Organisation.BAPA_BXL, ends=300),
    "volgt_bij_bon": Tale(back=10, nis="21004", bureau=Organisation.BON, ends=None),
    "aangemaand": Tale(back=7, comes=None),
    "na_aanmaning": Tale(back=11, comes=20, nis="21004"),
    "weigert": Tale(back=9, comes=None, left=frozenset({"weigering_vaststellen"})),
    "ziek": Tale(back=3, asks=True, comes=None, nis="21004"),
    "onbepaald": Tale(back=1, left=frozenset({"verplichting_bepalen"}), cells={"titel_tot": ""}),
    "ook_onbepaald": Tale(back=4, cells={"titel_tot": ""}, nis="21004"),
}
LATE = ("na_aanmaning",)  # comes only after the notice


@dataclass(frozen=True)
class Known:
    """Somebody whom a municipality looks at."""

    label: str
    cells: Cells
    tale: Tale


class BrusselsRegister:
    """All invented people of Brussels by number, month after month."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.people: dict[str, Known] = {}
        self._taken: set[str] = set()

    def extract(self, back: int, day: date) -> bytes:
        """Whom the municipalities looked at in the month before the extract of a day; empty without any."""
        people = list(self._of_month(back, day))
        return file_of(people) if people else b""

    def visitor(self, label: str, day: date) -> Known:
        """Somebody whom the register has not sent yet, at the counter on that day."""
        return self._add(label, day, Tale(nis=self.plan.stream(label, "stad").choice(list(TOWNS))))

    def _of_month(self, back: int, day: date) -> Iterator[Known]:
        for label, tale in TALES.items():
            if tale.back == back:
                yield self._add(label, day, tale)
        for number in range(self._expected(back)):
            label = f"brussel/{back}/{number}"
            yield self._add(label, day, self._drawn(label, back))

    def _expected(self, back: int) -> int:
        plan = self.plan
        each = behaviour().checks_brussels * plan.months / 12 / (plan.months + 1) / plan.scale
        before = plan.months - back
        return int((before + 1) * each) - int(before * each)

    def _drawn(self, label: str, back: int) -> Tale:
        random = self.plan.stream(label, "lot")
        numbers = behaviour()
        return Tale(
            back=back,
            nis=random.choice(list(TOWNS)),
            comes=_days("brussel_aangemeld", random)
            if numbers.happens("brussel_meldt_zich", random)
            else None,
            bureau=random.choice(BUREAUS),
            ends=_days("brussel_voltooid", random),
            asks=numbers.happens("brussel_vraagt_opschorting", random),
            cells={} if numbers.happens("brussel_verplicht", random) else self._not_obliged(random),
        )

    def _not_obliged(self, random: Random) -> Cells:
        """Why most people are not: mostly Europeans, then who is here longer, asks for asylum, is young."""
        return random.choices(
            (
                {"verblijfsstatuut": ResidenceStatus.WORK_EU.value},
                {"verblijfsstatuut": ResidenceStatus.FAMILY_OF_EU.value},
                {"eerste_inschrijving_belgie": "2019-05-06"},
                {"verblijfsstatuut": ResidenceStatus.ASYLUM_SEEKER.value, "register": Register.WAITING.value},
                {"geboortedatum": "2014-03-02"},
                {"verblijfsstatuut": ResidenceStatus.STUDENT_THIRD_COUNTRY.value, "tijdelijk_verblijf": "ja"},
            ),
            (55, 15, 14, 8, 4, 4),
        )[0]

    def _add(self, label: str, day: date, tale: Tale) -> Known:
        random = self.plan.stream(label, "brussel")
        registered = day - timedelta(days=random.randint(2, 25))
        wishes = {
            "verblijfsstatuut": random.choice(_OBLIGED).value,
            "geboortedatum": (registered - timedelta(days=random.randint(7_000, 20_000))).isoformat(),
            "register": Register.ALIENS.value,
            "kaarttype": "A",
            "titel_van": registered.isoformat(),
            "titel_tot": add_months(registered, 24).isoformat(),
            "eerste_inschrijving_belgie": registered.isoformat(),
            "tijdelijk_verblijf": "nee",
            **TOWNS[tale.nis],
            **tale.cells,
        }
        cells = newcomer(self.plan, label, day, Organisation.BON, wishes)
        cells["eerste_inschrijving_brussel"] = registered.isoformat()
        del cells["eerste_inschrijving_vlaanderen"]
        number = number_of(self.plan, label, cells, self._taken)
        found = Known(label, {"rijksregisternummer": number, **cells}, tale)
        self.people[number] = found
        return found


def file_of(people: Sequence[Known]) -> bytes:
    """An extract of Brussels."""
    columns = [name for name in COLUMNS if name != register.FIRST[Region.FLANDERS]]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=";", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(each.cells for each in people)
    return text.getvalue().encode()


def _days(code: str, random: Random) -> int:
    return draw_days(behaviour().days[code], random)
