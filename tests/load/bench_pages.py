"""Pages through the whole application, as a case manager at a desk among half a million cases."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from statistics import quantiles

from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.config import Config
from app.db.tables import task
from app.domain.organisations import PROFILES
from app.main import create_app
from app.web.security import limiter
from tests.load import crowd
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import OBLIGED, UNDECIDED, Office
from tests.web.conftest import add_account, sign_in, token

CASES, TASKS = 500_000, 100_000
FEW = 1_000
LOOKS = 40
SEARCHES = ("yildiz", "haddad proef77", "proef123 no", "INB-2026-000001", "10010000123")
WARM = 2


def figures(quiet: Office, crowded: Office) -> list[Figure]:
    """Median, 95th percentile and slowest of each page, beside the median among FEW cases."""
    visitors = {"quiet": _furnished(quiet, FEW, FEW // 5), "crowded": _furnished(crowded, CASES, TASKS)}
    pages = {
        "work list of a team": ["/taken/team"],
        "  its last page": ["/taken/team?pagina=400"],
        "search": list(SEARCHES),
        "case page": [],
    }
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    settle()
    for name, paths in pages.items():
        for number in range(WARM * len(paths or SEARCHES) + LOOKS):
            for who, (client, case_id) in visitors.items():
                path = paths[number % len(paths)] if paths else f"/dossiers/{case_id}"
                look = partial(_search, client, path, token(client, "/hulp")) if name == "search" else None
                took = timed(look or partial(_look, client, path))
                if number >= WARM * len(paths or SEARCHES):
                    times[name, who].append(took)
    return [
        figure
        for name in pages
        for figure in _figures(name, times[name, "crowded"], middle(times[name, "quiet"]))
    ]


def _look(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise ValueError(f"{path}: {answer.status_code}")


def _search(client: FlaskClient, words: str, csrf: str) -> None:
    answer = client.post("/zoeken", data={"zoek": words, "csrf_token": csrf})
    if answer.status_code != 302:
        raise ValueError(f"{words}: {answer.status_code}")
    _look(client, answer.location)


def _furnished(office: Office, cases: int, tasks: int) -> tuple[FlaskClient, int]:
    """A desk with a share of so many cases and open tasks; who works there, and a case of their own."""
    (pattern,) = office.start_cases(1, UNDECIDED)
    (own,) = office.start_cases(1, OBLIGED)
    office.register(own)
    with office.database.read() as tx:
        role, desk = tx.execute(
            select(task.c.role, task.c.organisation).where(task.c.case_id == pattern)
        ).one()
    others = tuple(sorted({each.value for each in PROFILES} - {desk}))
    crowd.fill(office.database, pattern, cases, open_tasks=tasks, desks=(desk, *others))
    with office.database.transaction() as tx:
        open_tasks = select(func.count()).select_from(task).where(task.c.case_id >= crowd.FAR)
        if tx.execute(open_tasks).scalar_one() != tasks:
            raise ValueError("the crowd has other tasks than were asked for")
        add_account(tx, "bezoeker", role, organisation=desk)
    app = create_app(office.database, Config(database_url="", secret_key="geheim van de meting"))
    limiter.reset()
    client = app.test_client()
    if sign_in(client, "bezoeker").status_code != 302:
        raise ValueError("the visitor was not let in")
    return client, own


def _figures(name: str, samples: list[float], quiet: float) -> list[Figure]:
    at_95 = quantiles(samples, n=20)[-1]
    among = f"its median among {FEW:,} cases"
    slowest = f"{name}: p95 (p50 {middle(samples):.0f}, slowest {max(samples):.0f})"
    return [Figure(slowest, at_95, "ms", quiet, among, Budget("value", 100))]
