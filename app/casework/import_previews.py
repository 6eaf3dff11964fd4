"""What a file of the register would do: every row judged as the import does it, and nothing written of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import func, select

from app.casework import import_runs, leases, releases, standings, taking_in, verdicts
from app.casework.import_runs import LOOKING, PROPOSED
from app.casework.standings import Known, Standing
from app.casework.taking_in import Counts
from app.casework.verdicts import Verdict, What
from app.db.session import Database
from app.db.tables import person
from app.domain.regions import of_municipality
from app.domain.vocabulary import PersonStatus, Region, TargetGroup
from app.engine.errors import EngineError
from app.engine.release import Release
from app.exchange import register
from app.exchange.register import Extract, Rejection, Row

AT_ONCE = 500  # rows judged in one look at the database


@dataclass
class Preview:
    """What the rows seen so far would do; of who stands there twice, also what the first leaves."""

    release: Release
    repeated: frozenset[str]
    region: Region = Region.FLANDERS
    counts: Counts = field(default_factory=Counts)
    read: int = 0
    usable: int = 0
    elsewhere: int = 0  # outside the region of the extract
    newest: date | None = None
    _as_left: dict[str, Known] = field(default_factory=dict)

    def judge(self, rows: Sequence[Row | Rejection], known: dict[str, Known], today: date) -> list[Rejection]:
        """Count a part of the file; gives the rows that cannot be used."""
        refused = []
        for row in rows:
            self.read += 1
            if isinstance(row, Rejection):
                self.counts.rejected += 1
                refused.append(row)
                continue
            self._look_at(row)
            number = row.facts["national_number"]
            of = self._as_left.get(number) or known.get(number)
            try:
                verdict = verdicts.judge(row, of, self.release, today)
            except EngineError as problem:
                self.counts.rejected += 1
                refused.append(taking_in.cannot_start(row, problem))
                continue
            self.counts.add(verdict)
            if verdict.what is What.REJECTED:
                refused.append(register.reject(row.number, "mutatie", verdict.reason, row.content))
            elif number in self.repeated and verdict.what in (What.NEW, What.CHANGED):
                self._as_left[number] = self._after(of, verdict, today)
        return refused

    def _after(self, known: Known | None, verdict: Verdict, today: date) -> Known:
        """Somebody after a row, as the import would find them at the next one."""
        before = known or Known(verdict.person)
        after = {region: self._standing(before.under(region), region, verdict, today) for region in Region}
        return Known(verdict.person, after, departures=before.departures)

    def _standing(self, before: Standing, region: Region, verdict: Verdict, today: date) -> Standing:
        """How it stands in a region after a row. 0 is the case that opens: it has no number yet."""
        lapses = region in verdict.lapses
        runs = None if lapses else before.trajectory
        desks = {} if lapses else dict(before.desks)
        if region in verdict.moves:
            desks = dict.fromkeys(desks, verdict.moves[region])
        if region is verdict.law and verdict.opens not in (None, TargetGroup.NONE):
            runs, desks = 0, {0: verdicts.desk_of(region, verdict.person, self.release, today)}
        return Standing(verdict.classes.get(region, before.classified), desks, runs)

    def warnings(self, newest_known: date | None) -> list[str]:
        """What somebody should think about before saying yes, as Dutch sentences."""
        told = []
        if self.newest is not None and newest_known is not None and self.newest < newest_known:
            told.append(
                f"Dit uittreksel is van {self.newest:%d-%m-%Y}. Het nieuwste dat al is ingevoerd, is van "
                f"{newest_known:%d-%m-%Y}."
            )
        if self.elsewhere * 2 > self.usable:
            told.append(
                f"{self.elsewhere} van de {self.usable} bruikbare rijen gaan over een gemeente buiten "
                f"{self.region.capitalize()}. Is dit het uittreksel van een ander gewest?"
            )
        return told

    def _look_at(self, row: Row) -> None:
        self.usable += 1
        self.elsewhere += of_municipality(row.facts["nis_code"]) is not row.region
        day = row.facts["extracted_on"]
        self.newest = day if self.newest is None else max(self.newest, day)


def look(
    database: Database,
    extract: Extract,
    keep: Callable[[Preview, list[Rejection]], None],
) -> tuple[Counts, list[str]]:
    """Judge a whole file, and what to think about; `keep` hears of each part and of what it cannot use."""
    with database.read() as tx:
        _, release = releases.current(tx)
        newest_known = tx.execute(
            select(func.max(person.c.extracted_on)).where(person.c.status != PersonStatus.WITHDRAWN)
        ).scalar()
    preview = Preview(release, extract.repeated(), extract.region)
    rows: Iterator[Row | Rejection] = iter(extract)
    while some := list(islice(rows, AT_ONCE)):
        numbers = [row.facts["national_number"] for row in some if isinstance(row, Row)]
        with database.read() as tx:
            refused = preview.judge(some, standings.known_by_number(tx, numbers), tx.today)
        keep(preview, refused)
    return preview.counts, [*extract.warnings, *preview.warnings(newest_known)]


def run(database: Database, run_id: int, owner: str | None = None) -> None:
    """Look at the file of a run, from the start also after a crash; it then waits for a yes."""
    with database.transaction() as tx:
        row = import_runs.locked(tx, run_id, LOOKING)
        if row is None:
            return
        content = import_runs.content_of(tx, row)
        import_runs.forget_rejections(tx, run_id)

    def keep(preview: Preview, refused: list[Rejection]) -> None:
        with database.transaction() as tx:
            import_runs.keep_rejections(tx, run_id, refused)
            counts = asdict(preview.counts)
            import_runs.set_values(tx, run_id, rows_read=preview.read, counts=counts)
            if owner is not None:
                leases.take(tx, import_runs.lease_of(run_id), owner)

    _, warnings = look(database, register.read(io.BytesIO(content)), keep)
    with database.transaction() as tx:
        import_runs.set_values(tx, run_id, status=PROPOSED, warnings=warnings)
        leases.forget(tx, import_runs.lease_of(run_id))
