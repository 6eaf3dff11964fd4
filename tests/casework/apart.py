"""A release whose diagram has sub-processes in drawings of their own, and cases that run on it."""

from __future__ import annotations

import json
import re

from app.casework import people, releases, steps
from app.casework.actors import SYSTEM
from app.casework.steps import Opening
from app.engine.bundle import from_folder
from tests.casework.office import ROOT, Office

FORM = {
    "type": "default",
    "id": "proef_stap",
    "schemaVersion": 19,
    "components": [{"id": "veld", "type": "textfield", "key": "opmerking", "label": "Opmerking"}],
}
TERM = """[[termijn]]
code = "proef_termijn"
naam = "Termijn van de proef"
lengte = 3
eenheid = "maanden"
start = "bij_wachten"
doorschuiven = true
kennisgeving_werkdagen = 0
basis = "art. 27 decreet 7-6-2013"
geldig_van = 2022-03-01
bron = "praktijk"
toelichting = "Alleen voor de proef."
"""


def publish(office: Office) -> int:
    """The shipped files and the diagram of these tests with a form and a term of its own; gives the id."""
    drawn = (ROOT / "tests/data/eigen_tekeningen.bpmn").read_text("utf-8")
    drawn = re.sub('formulier="[^"]*"', 'formulier="proef_stap"', drawn)
    drawn = re.sub('termijn code="[^"]*"', 'termijn code="proef_termijn"', drawn)
    files = from_folder(ROOT) | {
        "processes/proef/eigen_tekeningen.bpmn": drawn.encode(),
        "processes/proef/termijnen.toml": TERM.encode(),
        "forms/proef/proef_stap.json": json.dumps(FORM).encode(),
    }
    with office.database.transaction() as tx:
        release_id = releases.store(tx, files, "Met eigen tekeningen")
        releases.publish(tx, release_id)
    return release_id


def begin(office: Office, release_id: int) -> int:
    """A case on that diagram, of a new person in Ghent; its id."""
    person_id = office.person()
    with office.database.transaction() as tx:
        process = releases.load(tx, release_id).process("proef")
        opening = Opening(process, "start", {}, people.get(tx, person_id), "in_gent")
        return steps.begin(tx, release_id, opening, SYSTEM).id
