"""What the repository holds: numbered migrations, no traces of a machine, Dutch ids, licences."""

from __future__ import annotations

import json
import re
import tomllib
from xml.etree import ElementTree

from app.db import migrate
from tests.rules.source import ROOT, files

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".json",
    ".mjs",
    ".js",
    ".scss",
    ".html",
    ".typ",
    ".yml",
    ".bpmn",
    ".dmn",
    ".sh",
    "",
}
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DUTCH_ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# Split so that this file does not find itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.])(/" + r"work/|/" + r"root/|/" + r"home/\w|/" + r"Users/\w|/" + r"tmp/\w)"
)


def test_migrations_are_numbered_without_gaps() -> None:
    names = sorted(path.name for path in migrate.FOLDER.glob("[0-9]*.py"))
    assert [name[:4] for name in names] == [f"{number:04d}" for number in range(1, len(names) + 1)]
    revisions = [script for script in migrate.scripts().walk_revisions()][::-1]
    assert [script.revision for script in revisions] == [name[:4] for name in names]
    below = [None, *(script.revision for script in revisions)]
    assert [script.down_revision for script in revisions] == below[:-1]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in files()
        if path.suffix in TEXT
        and (match := MACHINE_PATHS.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert not found, f"use a path from the root of the repository, or a temporary folder: {found}"


def test_ids_in_the_processes_are_dutch_snake_case() -> None:
    """They become element ids, case data and file names; a process owner types them in expressions."""
    wrong: list[str] = []
    for path in (ROOT / "processes").rglob("*.bpmn"):
        for element in ElementTree.parse(path).iter():
            flow_node = element.tag.startswith(BPMN) and not element.tag.endswith(
                ("definitions", "sequenceFlow")
            )
            if flow_node and "id" in element.attrib and not DUTCH_ID.fullmatch(element.attrib["id"]):
                wrong.append(f"{path.name}: {element.attrib['id']}")
    wrong += [
        str(path.relative_to(ROOT))
        for folder in ("processes", "forms")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
        and not DUTCH_ID.fullmatch(path.stem.removeprefix("_"))
        and path.suffix in {".bpmn", ".dmn", ".json", ".typ"}
    ]
    assert not wrong, f"lower case, words joined by _: {wrong}"


def test_the_licence_is_said_everywhere_the_same() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert project["license"] == package["license"] == "EUPL-1.2"
    assert "license: EUPL-1.2" in (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert licence.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(re.search(rf"^{article}\.\w", licence, re.MULTILINE) for article in range(1, 16))
    assert "Appendix" in licence


def test_every_package_has_its_notice() -> None:
    notices = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| ([^ ]+) \| \S+ \| [^?]", notices, re.MULTILINE))
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = set(re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE))
    for path, entry in json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))[
        "packages"
    ].items():
        if path and "cpu" not in entry:
            packages.add(path.rpartition("node_modules/")[2])
    assert packages - named == set(), "run .ci/third-party"


def test_the_lock_files_name_no_server() -> None:
    for name in ("requirements.lock", "package-lock.json", "Makefile", *_scripts()):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"--(extra-)?index-url|--find-links|\"resolved\": \"http", text), name


def _scripts() -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in (ROOT / ".ci").iterdir()]
