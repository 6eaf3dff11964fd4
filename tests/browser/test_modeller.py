"""Every shipped diagram opens in bpmn-js, the editor of process owners, without a warning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import ROOT

MODELLER = ROOT / "node_modules" / "bpmn-js" / "dist" / "bpmn-modeler.production.min.js"
DIAGRAMS = sorted((ROOT / "processes").rglob("*.bpmn"))
APART = ROOT / "tests" / "data" / "eigen_tekeningen.bpmn"

OPEN = """async xml => {
  const modeller = new BpmnJS({container: '#canvas'});
  const {warnings} = await modeller.importXML(xml);
  const elements = modeller.get('elementRegistry').getAll();
  return {
    warnings: warnings.map(w => w.message),
    lanes: elements.filter(e => e.type === 'bpmn:Lane').length,
    pools: elements.filter(e => e.type === 'bpmn:Participant').length,
    tasks: elements.filter(e => e.type === 'bpmn:UserTask').length,
    again: (await modeller.saveXML({format: true})).xml,
  };
}"""


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_opens_and_is_saved_again(browser: Browser, path: Path) -> None:
    page = browser.new_page()
    page.set_content("<div id='canvas' style='width: 1200px; height: 800px'></div>")
    page.add_script_tag(path=MODELLER)
    found: dict[str, Any] = page.evaluate(OPEN, path.read_text())
    page.close()
    assert found["warnings"] == []
    assert found["pools"] >= 1
    if path.stem != "samenhang":  # a collaboration has closed pools
        assert found["lanes"] >= 1
        assert found["tasks"] >= 3
        assert "urn:traject:bpmn:1" in found["again"]  # what is ours survives the editor


def test_a_sub_process_in_a_drawing_of_its_own_is_opened_there(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<div id='canvas' style='width: 1200px; height: 800px'></div>")
    page.add_script_tag(path=MODELLER)
    found: dict[str, Any] = page.evaluate(
        """async xml => {
          const modeller = new BpmnJS({container: '#canvas'});
          const {warnings} = await modeller.importXML(xml);
          const canvas = modeller.get('canvas');
          const all = modeller.get('elementRegistry').getAll();
          return {
            warnings: warnings.map(w => w.message),
            roots: canvas.getRootElements().map(root => root.id),
            vorming: all.filter(each => canvas.findRoot(each)?.id === 'vorming_plane').map(each => each.id),
            buttons: document.querySelectorAll('.bjs-drilldown').length,
            again: (await modeller.saveXML({format: true})).xml,
          };
        }""",
        APART.read_text("utf-8"),
    )
    page.close()
    assert found["warnings"] == []
    assert {"begeleiding_plane", "vorming_plane"} <= set(found["roots"])
    assert {"cursus", "resultaat"} <= set(found["vorming"])
    assert "gesprek" not in found["vorming"]
    assert found["buttons"] == 2
    assert found["again"].count("<bpmndi:BPMNPlane") == 3
    assert found["again"].count("<bpmn:flowNodeRef>") == APART.read_text("utf-8").count("<bpmn:flowNodeRef>")
