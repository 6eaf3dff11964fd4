// A diagram's own drawings: boxes, lines and labels, each plane in the coordinates of its own.
import { kind } from './model.js';

const remembered = new WeakMap();

/** The drawings of a model, read once for all rules. */
export function drawingOf(model) {
  if (!remembered.has(model)) remembered.set(model, new Drawing(model));
  return remembered.get(model);
}

const LABEL = { width: 90, line: 14, letters: 15 }; // where a label has no bounds: as bpmn-js would set it

const isSubProcess = (element) => Boolean(element) && kind(element) === 'subProcess';

class Drawing {
  constructor({ definitions }) {
    const planes = (definitions.diagrams ?? []).filter((each) => each.plane).map((each) => new Plane(each.plane));
    this.planes = planes;
    this.main = planes.find(({ element }) => !isSubProcess(element)) ?? null; // of the process, with its lanes
    this.opened = new Set(planes.flatMap(({ expanded }) => [...expanded])); // drawn with what is in them
  }

  /** The planes that show what is inside a sub-process: one when it is drawn closed, none when it is drawn open. */
  planesOf(scope) {
    return this.planes.filter(({ element }) => element === scope);
  }

  /** Whether a sub-process has a drawing of its own: closed where it stands, open there. */
  isApart(scope) {
    return !this.opened.has(scope) && this.planesOf(scope).length > 0;
  }

  /** Where an element is drawn, once for every time that it is. */
  drawnIn(element) {
    return this.planes.flatMap((plane) => plane.elements.filter((each) => each === element).map(() => plane));
  }

  /** The plane where an element belongs: that of the nearest sub-process around it with a drawing of its own. */
  home(element) {
    let scope = element.$parent;
    while (scope && !(isSubProcess(scope) && this.isApart(scope))) scope = scope.$parent;
    return scope ? this.planesOf(scope)[0] : this.main;
  }
}

class Plane {
  constructor({ bpmnElement, planeElement = [] }) {
    this.element = bpmnElement ?? null; // the process, its collaboration, or a sub-process
    this.elements = []; // all that is drawn, as often as it is
    this.expanded = new Set(); // sub-processes
    this.shapes = new Map(); // element -> box
    this.lines = new Map(); // element -> points
    this.labels = new Map(); // element -> box
    planeElement.filter((drawn) => drawn.bpmnElement).forEach((drawn) => this.#add(drawn, drawn.bpmnElement));
  }

  #add(drawn, element) {
    this.elements.push(element);
    if (isSubProcess(element) && drawn.isExpanded) this.expanded.add(element); // bpmn-js: closed unless it says open
    if (drawn.bounds) this.shapes.set(element, box(drawn.bounds));
    if (drawn.waypoint?.length > 1) this.lines.set(element, drawn.waypoint.map(({ x, y }) => ({ x, y })));
    const label = element.name && (drawn.label?.bounds ? box(drawn.label.bounds) : besides(drawn));
    if (label) this.labels.set(element, label);
  }

  /** The box around all that is drawn; null where nothing is. */
  get extent() {
    const points = [...this.lines.values()].flat();
    const boxes = [...this.shapes.values(), ...this.labels.values()];
    const xs = [...points.map(({ x }) => x), ...boxes.flatMap(({ left, right }) => [left, right])];
    const ys = [...points.map(({ y }) => y), ...boxes.flatMap(({ top, bottom }) => [top, bottom])];
    if (!xs.length) return null;
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  }
}

function box({ x, y, width, height }) {
  return { left: x, right: x + width, top: y, bottom: y + height };
}

/** Events and gateways have their name beneath them; tasks, lanes and pools inside; a flow's has a place or none. */
function besides({ bounds, bpmnElement: { $type, name } }) {
  if (!bounds || !/(Event|Gateway)$/.test($type)) return null;
  const height = LABEL.line * Math.ceil(name.length / LABEL.letters);
  const middle = bounds.x + bounds.width / 2;
  return box({ x: middle - LABEL.width / 2, y: bounds.y + bounds.height + 7, width: LABEL.width, height });
}

export const middle = ({ left, right, top, bottom }) => ({ x: (left + right) / 2, y: (top + bottom) / 2 });

/** The parts of a line, from point to point. */
export const parts = (points) => points.slice(1).map((end, place) => ({ start: points[place], end }));

export const grown = ({ left, right, top, bottom }, by) => (
  { left: left - by, right: right + by, top: top - by, bottom: bottom + by }
);

export const overlap = (one, other) => (
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
);

export const within = (inner, outer) => (
  inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
);

/** Whether a part of a line goes through a box (Liang-Barsky); touching its edge is not going through. */
export function passes({ start, end }, { left, right, top, bottom }) {
  let [from, to] = [0, 1];
  for (const [step, near, far] of [
    [end.x - start.x, left - start.x, right - start.x],
    [end.y - start.y, top - start.y, bottom - start.y],
  ]) {
    if (step === 0) {
      if (near >= 0 || far <= 0) return false;
    } else {
      const [enter, leave] = [near / step, far / step].sort((a, b) => a - b);
      [from, to] = [Math.max(from, enter), Math.min(to, leave)];
    }
  }
  return from < to;
}

/** Whether two parts cross, each inside the other: meeting at an end is no crossing. */
export function cross(one, other) {
  const side = ({ start, end }, point) => Math.sign(
    (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x),
  );
  return side(one, other.start) * side(one, other.end) < 0 && side(other, one.start) * side(other, one.end) < 0;
}

/** Whether two upright or level parts lie on each other over more than a point. */
export function cover(one, other) {
  const [a, b] = [one, other].map(({ start, end }) => ({
    left: Math.min(start.x, end.x), right: Math.max(start.x, end.x),
    top: Math.min(start.y, end.y), bottom: Math.max(start.y, end.y),
  }));
  const level = [a, b].every(({ top, bottom }) => top === bottom) && a.top === b.top;
  const upright = [a, b].every(({ left, right }) => left === right) && a.left === b.left;
  if (level) return Math.min(a.right, b.right) > Math.max(a.left, b.left);
  return upright && Math.min(a.bottom, b.bottom) > Math.max(a.top, b.top);
}
