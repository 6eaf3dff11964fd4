"""The picture of a BPMN diagram, drawn from the diagram's own layout, and the same in words.

`draw` gives one self-contained SVG: presentation attributes and classes only, so a strict content security
policy lets it through. A sub-process may have a drawing of its own: `planes` names them all. `outline` gives
the ordered steps for the text that stands beside the picture.
"""

from app.insight.picture.drawing import draw
from app.insight.picture.marks import Mark
from app.insight.picture.model import UnreadableDiagram
from app.insight.picture.outline import Step, outline
from app.insight.picture.planes import Plane, planes

__all__ = ["Mark", "Plane", "Step", "UnreadableDiagram", "draw", "outline", "planes"]
