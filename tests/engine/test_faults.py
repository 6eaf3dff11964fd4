"""One test for each surprise of the library that a diagram of ours can meet, by the design note's number."""

# ruff: noqa: E501 - a diagram reads best with one branch on a line

from __future__ import annotations

from typing import Any

import orjson
import pytest
from SpiffWorkflow.util.task import TaskState

from app.engine import runtime
from app.engine.errors import EngineError, FeelError, NotWaiting
from app.engine.feel import Feel
from app.engine.runtime import Run
from tests.engine import answers, models
from tests.engine.models import script, throw, timer, user
from tests.engine.shapes import SHAPES, both, boundary, catch, choice, end, first, flow, merge, path, start
from tests.engine.test_state import SITUATION, begun, done, heard, reloaded
from tests.engine.walks import Walk


def case(body: str, *messages: str, data: dict[str, Any] | None = None) -> Run:
    """A new case of a diagram of one process, given the data with its start message."""
    release = models.release(models.definitions(body, ("start", *messages)))
    return runtime.start(release, release.process("proef"), "start", data or {}, SITUATION)


def tasks(run: Run) -> list[str]:
    return sorted(task.element.id for task in run.open_tasks())


def waits(run: Run) -> list[str]:
    return sorted(wait.element for wait in run.waits())


def test_fault_01_fifteen_values_survive_saving_in_their_order() -> None:
    values = {f"sleutel_{number}": number for number in range(15, 0, -1)}
    run = case(start() + user("a") + end("e") + path("begin", "a", "e"), data=values)
    assert list(reloaded(run).data.items()) == list(values.items())


@pytest.mark.parametrize("name", SHAPES)
def test_fault_01_no_engine_task_has_data_of_its_own(name: str) -> None:
    walk = Walk(name, 3).finish(25)
    for workflow in (walk.run.workflow, walk.twin.workflow if walk.twin else walk.run.workflow):
        trees = (workflow, *workflow.subprocesses.values())
        assert [task for tree in trees for task in tree.tasks.values() if task.data] == []


def test_faults_02_and_03_a_loop_of_a_thousand_rounds_finds_its_task_and_stays_small() -> None:
    run = case(
        start() + merge("m") + user("a") + choice("nog", "m") + end("e")
        + path("begin", "m", "a", "nog", "m") + flow("nog", "e", "klaar = true")
    )  # fmt: skip
    sizes = []
    for _ in range(1000):
        run = done(run, "a", {"klaar": False})
        sizes.append(len(run.save()))
        assert (tasks(run), run.ended) == (["a"], False)
    assert max(sizes) <= 1.5 * sizes[9]
    assert done(run, "a", {"klaar": True}).ended


@pytest.mark.parametrize("order", [("een", "dertig"), ("dertig", "een")])
@pytest.mark.parametrize("fired", ["een", "dertig", "bericht"])
def test_fault_06_of_two_terms_behind_a_gateway_the_one_that_is_meant_goes_on(
    order: tuple[str, str], fired: str
) -> None:
    run = case(
        start() + first("w") + path("begin", "w")
        + "".join(catch(n, timer(n)) + user(f"na_{n}") + end(f"e_{n}") + path("w", n, f"na_{n}", f"e_{n}") for n in order)
        + catch("bericht", models.message("een")) + user("na_bericht") + end("e") + path("w", "bericht", "na_bericht", "e"),
        "een",
    )  # fmt: skip
    assert tasks(heard(reloaded(run), fired)) == [f"na_{fired}"]


FORK = (
    start() + both("s") + user("a") + user("b") + both("t") + user("c") + end("e")
    + path("begin", "s", "a", "t", "c", "e") + path("s", "b", "t")
)  # fmt: skip


def test_fault_08_a_later_answer_does_not_rewrite_what_was_given() -> None:
    given = {"notities": ["een"]}
    run = case(FORK, data=given)
    run = done(run, "a", {"notities": ["een", "twee"]})
    assert given == {"notities": ["een"]}
    assert run.data["notities"] == ["een", "twee"]


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_fault_09_a_join_merges_nothing_the_last_answer_stands(order: str) -> None:
    run = case(FORK, data={"notities": ["a"]})
    for element in order:
        run = done(run, element, {"notities": ["a", element], element: 1})
    assert tasks(run) == ["c"]
    assert run.data == {"notities": ["a", order[-1]], "a": 1, "b": 1}


def test_faults_10_to_12_a_term_has_no_date_and_only_the_host_ends_it() -> None:
    run = case(start() + catch("t", timer("maand")) + end("e") + path("begin", "t", "e"))
    for _ in range(3):
        run._advance()
        run = reloaded(run)
    assert waits(run) == ["t"]
    assert heard(run, "t").ended


@pytest.mark.parametrize(
    ("body", "element", "code"),
    [
        (script("fout", "{a: b}") + path("begin", "fout"), "fout", "feel_waarschuwing"),
        (script("fout", "{a: 1 +}") + path("begin", "fout"), "fout", "feel_fout"),
        (script("fout", "3") + path("begin", "fout"), "fout", "feel_geen_context"),
        (script("fout", "null") + path("begin", "fout"), "fout", "feel_geen_context"),
    ],
)
def test_fault_13_a_failing_script_names_itself_and_the_reason(body: str, element: str, code: str) -> None:
    with pytest.raises(EngineError) as failed:
        case(start() + body + end("e") + path("fout", "e"))
    assert (failed.value.code, failed.value.element) == (code, element)


def test_fault_13_a_message_without_a_context_is_refused() -> None:
    body = '<bpmn:intermediateThrowEvent id="zeg">' + throw("x", "1 + 1") + "</bpmn:intermediateThrowEvent>"
    with pytest.raises(EngineError) as failed:
        case(start() + body + end("e") + path("begin", "zeg", "e"), "x")
    assert (failed.value.code, failed.value.element) == ("feel_geen_context", "zeg")


def test_fault_15_after_an_error_the_saved_case_can_take_the_step_again() -> None:
    body = (
        start() + user("a") + choice("kies", "nee") + end("ja") + end("nee") + path("begin", "a", "kies")
        + flow("kies", "ja", "leeftijd &gt;= 18") + flow("kies", "nee")
    )  # fmt: skip
    run = case(body)
    saved, data = run.save(), dict(run.data)
    with pytest.raises(EngineError):
        run.complete(run.open_tasks()[0].uid, {"leeftijd": None})
    again = runtime.resume(run.release, run.process, saved, data, SITUATION)
    assert tasks(again) == ["a"]
    assert done(again, "a", {"leeftijd": 20}).ended


@pytest.mark.parametrize(
    "python",
    ["open('/etc/hostname').read()", "__import__('os').getcwd()", "[c for c in ().__class__.__bases__]"],
)
def test_fault_16_python_does_not_run(python: str) -> None:
    with pytest.raises(EngineError):
        case(start() + script("s", "{a: " + python + "}") + end("e") + path("begin", "s", "e"))


def test_fault_17_a_message_that_nobody_awaits_is_refused_not_queued() -> None:
    run = begun("proef")
    uid = run.waits()[0].uid
    with pytest.raises(NotWaiting):
        run.deliver(uid, "vdab", {})
    assert run.workflow.bpmn_events == []
    assert "vdab" in waits(heard(run, "gemeld"))


def test_fault_17_of_two_waits_for_one_message_only_the_chosen_goes_on() -> None:
    run = heard(begun("proef"), "gemeld")
    assert [wait.name for wait in run.waits()].count("resultaat") == 2
    run = heard(run, "nt2")
    assert "vdab" in waits(run)
    assert "nt2" not in waits(run)


def test_fault_17_a_thrown_message_is_not_caught_inside() -> None:
    body = (
        start() + both("s") + user("a") + catch("hoor", models.message("nieuws")) + end("e") + end("z")
        + '<bpmn:intermediateThrowEvent id="zeg">' + throw("nieuws", '{dag: vandaag}') + "</bpmn:intermediateThrowEvent>"
        + path("begin", "s", "a", "zeg", "e") + path("s", "hoor", "z")
    )  # fmt: skip
    run = case(body, "nieuws")
    run.complete(run.open_tasks()[0].uid, {})
    assert [(thrown.name, thrown.payload) for thrown in run.thrown] == [
        ("nieuws", {"dag": answers.TODAY.isoformat()})
    ]
    assert waits(run) == ["hoor"]


def test_fault_18_a_date_becomes_a_day_that_can_be_saved() -> None:
    run = case(
        start() + script("s", '{over_een_maand: date(dag) + duration("P1M")}') + user("a") + end("e")
        + path("begin", "s", "a", "e"), data={"dag": "2026-01-31"},
    )  # fmt: skip
    assert run.data["over_een_maand"] == "2026-02-28"
    assert orjson.loads(orjson.dumps(run.data)) == run.data


def test_fault_20_a_boundary_hears_the_second_message_too() -> None:
    run = begun("proef")
    for number in range(1, 21):
        run = heard(run, "uitstel")
        assert tasks(run).count("uitstel_beoordelen") == number
    for number in range(19, -1, -1):
        run = done(run, "uitstel_beoordelen")
        assert tasks(run).count("uitstel_beoordelen") == number


def test_fault_21_work_from_a_request_survives_what_stops_the_sub_process() -> None:
    run = heard(begun("gemengd"), "vraag")
    run = heard(run, "te_laat")
    assert tasks(run) == ["antwoorden", "besluiten"]
    run = done(run, "antwoorden")
    assert not run.ended
    assert done(run, "besluiten").ended


def test_fault_21_what_stops_the_outer_sub_process_ends_that_work_too() -> None:
    run = heard(heard(begun("gemengd"), "vraag"), "vervallen")
    assert (tasks(run), waits(run), run.ended) == ([], [], True)


def test_fault_22_while_a_request_is_open_the_main_flow_goes_on() -> None:
    run = heard(begun("proef"), "uitstel")
    assert {"gemeld", "verlopen", "vroeg", "uitstel", "opschorting"} <= set(waits(run))
    assert tasks(heard(run, "gemeld")) == ["mo", "uitstel_beoordelen"]


def test_fault_23_a_condition_that_is_null_names_its_variable_and_takes_no_branch() -> None:
    body = (
        start() + choice("kies", "nee") + end("ja") + end("nee") + path("begin", "kies")
        + flow("kies", "ja", "leeftijd &gt; 3") + flow("kies", "nee")
    )  # fmt: skip
    with pytest.raises(EngineError) as failed:
        case(body, data={"leeftijd": None})
    assert (failed.value.code, failed.value.element) == ("feel_geen_ja_of_nee", "kies")
    assert failed.value.facts == {"expressie": "leeftijd > 3", "waarde": None, "namen": ["leeftijd"]}
    with pytest.raises(EngineError) as failed:
        case(body)
    assert (failed.value.code, failed.value.facts["namen"]) == ("feel_waarschuwing", ["leeftijd"])


def test_fault_24_an_endless_expression_is_stopped_and_the_next_one_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.engine.feel.SECONDS", 0.3)
    feel = Feel()
    heavy = "count(for a in 1..3000, b in 1..3000, c in 1..3000 return a)"
    with pytest.raises(FeelError) as stopped:
        feel.evaluate(heavy, {})
    assert stopped.value.code in ("feel_te_lang", "feel_te_groot")
    assert feel.evaluate("1 + 1", {}) == 2


def test_a_drawing_does_not_decide() -> None:
    """The library sorts flows by the height of their targets: moving a shape changed the choice."""

    def chosen(heights: dict[str, int]) -> list[str]:
        shapes = "".join(
            f'<bpmndi:BPMNShape id="s_{name}" bpmnElement="{name}"><dc:Bounds x="0" y="{y}" width="1" height="1"/>'
            "</bpmndi:BPMNShape>"
            for name, y in heights.items()
        )
        drawing = (
            '<bpmndi:BPMNDiagram xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
            'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><bpmndi:BPMNPlane bpmnElement="proef">'
            f"{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
        )
        body = (
            start() + choice("kies", "c") + user("a") + user("b") + end("c") + end("d")
            + path("begin", "kies") + flow("kies", "a", "n &gt; 0") + flow("kies", "b", "n &gt; 1")
            + flow("kies", "c") + path("a", "d") + path("b", "d")
        )  # fmt: skip
        content = models.definitions(body, ("start",)).replace(
            b"</bpmn:definitions>", f"{drawing}</bpmn:definitions>".encode()
        )
        release = models.release(content)
        return tasks(runtime.start(release, release.process("proef"), "start", {"n": 5}, SITUATION))

    assert chosen({"a": 10, "b": 200}) == chosen({"a": 200, "b": 10}) == ["a"]


def test_a_boundary_on_a_task_stops_it_or_not() -> None:
    body = (
        start() + user("a") + boundary("stop", "a", models.message("stop"), stops=True)
        + boundary("vraag", "a", models.message("vraag"), stops=False) + user("b") + end("e") + end("f") + end("g")
        + path("begin", "a", "e") + path("stop", "f") + path("vraag", "b", "g")
    )  # fmt: skip
    run = heard(case(body, "stop", "vraag"), "vraag")
    assert tasks(run) == ["a", "b"]
    run = heard(run, "stop")
    assert (tasks(run), waits(run)) == (["b"], [])
    assert done(run, "b").ended


def test_no_task_is_left_half_done() -> None:
    for seed in range(20):
        walk = Walk("gemengd", seed, beside_twin=False).finish(20)
        states = {task._state for task in walk.run.workflow.tasks.values()}
        assert TaskState.ERROR not in states
