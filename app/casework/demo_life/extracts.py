"""The monthly extracts of the register: who is new, what changed, and the rows that cannot be used."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.casework.demo_life.behaviour import behaviour
from app.casework.demo_life.fates import Drawn, Fate, Turn
from app.casework.demo_life.newcomers import BORN_HERE, Cells, address, newcomer, number_of
from app.casework.demo_life.plan import Plan
from app.casework.demo_life.stories import stories
from app.casework.demo_life.story import Story
from app.domain.calendar import add_months
from app.domain.organisations import Organisation
from app.domain.vocabulary import Mutation, ResidenceStatus
from app.domain.vocabulary import Register as RegisterPart
from app.exchange import register
from app.exchange.register_columns import COLUMNS

_MUTATIONS = {
    Turn.DIES: Mutation.DECEASED,
    Turn.STRUCK_OFF: Mutation.STRUCK_OFF,
    Turn.BECOMES_BELGIAN: Mutation.NATURALISED,
    Turn.LEAVES: Mutation.MOVED,
    Turn.MOVES: Mutation.MOVED,
    Turn.CHANGES: Mutation.CHANGE,
    Turn.NAME_CORRECTED: Mutation.CHANGE,
    Turn.DOUBTFUL: Mutation.CHANGE,
}
_GONE = {Turn.DIES, Turn.STRUCK_OFF, Turn.LEAVES}


@dataclass
class Registered:
    """Somebody in the register: what it last said, and what becomes of them."""

    label: str
    agency: str
    fate: Fate
    cells: Cells
    months: int = 0  # extracts since the first that told of them
    is_gone: bool = False


class PopulationRegister:
    """All invented people of a plan, by number, as the register comes to know them."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.people: dict[str, Registered] = {}
        self._stories = stories(mishaps=plan.mishaps)
        self._taken: set[str] = set()

    def extract(self, back: int, day: date) -> bytes:
        """The extract that comes on a day, `back` months before the last; the first tells of people too."""
        changed = [row for each in self.people.values() for row in self._changes(each, day)]
        new = [
            self._add(label, agency, fate, day, wishes)
            for label, agency, fate, wishes in self._new(back, day)
        ]
        rows = [each.cells for each in new]
        return _as_file([*rows, *changed, *self._spoiled(back, day, rows)])

    def visitors(self, back: int) -> list[tuple[str, Story | None]]:
        """Those of Brussels who come in the month before an extract's successor: stories and drawn people."""
        told = [(label, story) for label, story in self._stories.items() if self._is_visitor(story, back)]
        drawn = self.expected(back, behaviour().per_year_brussels) - len(told)
        return [*told, *((f"bon/{back}/{number}", None) for number in range(drawn))]

    def at_the_desk(self, label: str, day: date, story: Story | None) -> Mapping[str, Any]:
        """The facts that somebody in Brussels brings along, as the desk writes them down."""
        wishes = self._plain(story or Story(len(label), Organisation.BON, ResidenceStatus.WORK_EU), day)
        found = self._add(label, Organisation.BON, story or Drawn(self.plan, label), day, wishes)
        (row,) = register.read(io.BytesIO(_as_file([found.cells])))
        assert isinstance(row, register.Row), row
        return {name: value for name, value in row.facts.items() if name != "extracted_on"}

    def _is_visitor(self, story: Story, back: int) -> bool:
        return story.back == back and story.agency == Organisation.BON

    def _new(self, back: int, day: date) -> Iterator[tuple[str, str, Fate, Cells]]:
        """The stories of this month, and drawn people up to the month's share of the inflow."""
        told = {
            label: story
            for label, story in self._stories.items()
            if story.back == back and not self._is_visitor(story, back)
        }
        for label, story in told.items():
            yield label, story.agency, story, self._plain(story, day)
        for number in range(self.expected(back, behaviour().per_year) - len(told)):
            label = f"{back}/{number}"
            agency = behaviour().agencies.draw(self.plan.stream(label, "agentschap"))
            yield label, agency, Drawn(self.plan, label), {}

    def expected(self, back: int, per_year: int) -> int:
        """How many of a yearly number come with one extract, so that the sum over the life is right."""
        per_extract = per_year * self.plan.months / 12 / (self.plan.months + 1) / self.plan.scale
        before = self.plan.months - back
        return int((before + 1) * per_extract) - int(before * per_extract)

    def _plain(self, story: Story, day: date) -> Cells:
        """Facts that leave no doubt about the target group of a story."""
        registered = day - timedelta(days=story.registered_before)
        return {
            "verblijfsstatuut": story.status,
            "geboortedatum": (registered - timedelta(days=9_000 + 37 * story.back)).isoformat(),
            "eerste_inschrijving_belgie": registered.isoformat(),
            "eerste_inschrijving_vlaanderen": registered.isoformat(),
            "titel_van": registered.isoformat(),
            "titel_tot": add_months(day, 24).isoformat(),
            "bedienaar_eredienst": "nee",
            "tijdelijk_verblijf": "nee",
            **story.cells,
        }

    def _add(self, label: str, agency: str, fate: Fate, day: date, wishes: Cells) -> Registered:
        cells = newcomer(self.plan, label, day, agency, wishes)
        number = number_of(self.plan, label, cells, self._taken)
        found = Registered(label, agency, fate, {"rijksregisternummer": number, **cells})
        self.people[number] = found
        return found

    # -- later -------------------------------------------------------------------------------------------

    def _changes(self, each: Registered, day: date) -> Iterator[Cells]:
        each.months += 1
        if each.is_gone:
            return
        for turn in each.fate.turns(each.months):
            each.cells = {
                **each.cells,
                **self._turned(each, turn, day),
                "extractiedatum": (day - timedelta(days=1)).isoformat(),
                "mutatie": _MUTATIONS[turn],
            }
            each.is_gone = each.is_gone or turn in _GONE
            yield each.cells

    def _turned(self, each: Registered, turn: Turn, day: date) -> Cells:
        random = self.plan.stream(each.label, turn.value, each.months)
        if turn is Turn.LEAVES:
            return address(Organisation.BON, day, random)
        if turn is Turn.MOVES:
            return address(behaviour().agencies.draw(random), day, random)
        if turn is Turn.BECOMES_BELGIAN:
            return {"nationaliteit": BORN_HERE, "register": RegisterPart.POPULATION, "kaarttype": ""}
        if turn is Turn.CHANGES:
            begins = day - timedelta(days=random.randint(1, 25))
            return {"titel_van": begins.isoformat(), "titel_tot": add_months(begins, 24).isoformat()}
        if turn is Turn.DOUBTFUL:
            return {"verblijfsstatuut": ""}
        if turn is Turn.NAME_CORRECTED:
            return {"naam": "Kanté", "voornaam": "Sékou"}
        return {}

    def _spoiled(self, back: int, day: date, rows: list[Cells]) -> Iterator[Cells]:
        """Rows that the import refuses or counts as unchanged: a slip of the keyboard, a literal copy."""
        random = self.plan.stream(back, "fouten")
        good = newcomer(self.plan, f"fout/{back}", day, behaviour().agencies.draw(random), {})
        number = number_of(self.plan, f"fout/{back}", good, self._taken)
        turned = number[:-1] + str((int(number[-1]) + 1) % 10)
        slips: tuple[Cells, ...] = (
            {"rijksregisternummer": turned},
            {"nis_gemeente": "99999"},
            {"nationaliteit": "Atlantis"},
            {"naam": ""},
            {"titel_van": "2025-02-30"},
            {"mutatie": Mutation.DECEASED},
        )
        chosen = slips if back in (0, self.plan.months) else random.sample(slips, random.choice((0, 1, 1, 2)))
        for slip in chosen:
            yield {"rijksregisternummer": number, **good, **slip}
        if rows and (back == 0 or random.random() < 0.3):
            yield dict(random.choice(rows))


def _as_file(rows: list[Cells]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS), delimiter=";", restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
