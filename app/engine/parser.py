"""From BPMN to specifications that can run: SpiffWorkflow's parser with our elements in it."""

from __future__ import annotations

from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.event_parsers import (
    BoundaryEventParser,
    EndEventParser,
    EventBasedGatewayParser,
    IntermediateCatchEventParser,
    IntermediateThrowEventParser,
    StartEventParser,
)
from SpiffWorkflow.bpmn.parser.task_parsers import GatewayParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.defaults import EndEvent, IntermediateCatchEvent, StartEvent

from app.domain.errors import DomainError
from app.engine.catalogue import Catalogue
from app.engine.elements import Ask, Boundary, Gateway, Join, Message, Term, Throw


class _OurEvents:
    """Terms and messages instead of the library's timers and messages."""

    node: etree._Element
    process_parser: Any

    def parse_message_event(self, message_event: etree._Element) -> Message:
        element = self.process_parser.parser.catalogue.elements[self.node.get("id")]
        if not element.message:
            raise ValidationException("bericht zonder naam", node=self.node)
        return Message(element.message, element.id)

    def parse_timer_event(self, event: etree._Element) -> Term:
        element = self.process_parser.parser.catalogue.elements[self.node.get("id")]
        if not element.term:
            raise ValidationException("timer zonder termijn", node=self.node)
        return Term(element.term, element.id)


class _Start(_OurEvents, StartEventParser):
    pass


class _End(_OurEvents, EndEventParser):
    pass


class _Catch(_OurEvents, IntermediateCatchEventParser):
    pass


class _Throw(_OurEvents, IntermediateThrowEventParser):
    pass


class _Boundary(_OurEvents, BoundaryEventParser):
    pass


class _Gateway(_OurEvents, EventBasedGatewayParser):
    pass


class _Ask(TaskParser):
    def create_task(self) -> Ask:
        element = self.process_parser.parser.catalogue.elements[self.bpmn_id]
        return Ask(self.spec, self.bpmn_id, element, **self.bpmn_attributes)


class TrajectParser(BpmnParser):
    """Parses one file whose elements the catalogue describes."""

    OVERRIDE_PARSER_CLASSES = {  # noqa: RUF012 - the library's own way to extend it
        full_tag("startEvent"): (_Start, StartEvent),
        full_tag("endEvent"): (_End, EndEvent),
        full_tag("intermediateCatchEvent"): (_Catch, IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (_Throw, Throw),
        full_tag("boundaryEvent"): (_Boundary, Boundary),
        full_tag("eventBasedGateway"): (_Gateway, Gateway),
        full_tag("parallelGateway"): (GatewayParser, Join),
        full_tag("sendTask"): (_Ask, Ask),
        full_tag("serviceTask"): (_Ask, Ask),
        full_tag("businessRuleTask"): (_Ask, Ask),
        full_tag("scriptTask"): (_Ask, Ask),
    }

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__()
        self.catalogue = catalogue

    def get_document_positions(self, _root: etree._Element) -> dict[str, Any]:
        """None: the library would sort flows by height on the drawing, so moving a shape changed a choice."""
        return {}


def parse(
    root: etree._Element, catalogue: Catalogue, path: str
) -> tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]:
    """The process and its sub-processes as specifications. Raises DomainError `model_onbruikbaar`."""
    parser = TrajectParser(catalogue)
    try:
        parser.add_bpmn_xml(root, filename=path)
        spec = parser.get_spec(catalogue.process)
        return spec, parser.get_subprocess_specs(catalogue.process)
    except ValidationException as problem:
        raise DomainError("model_onbruikbaar", bestand=path, uitleg=str(problem)) from None
