import cytoscape from "./cytoscape.js";
import { announce, element } from "./dom.js";
import { dot, kind, typeName } from "./kinds.js";
import { styles } from "./styles.js";

/** The golden angle: points on a spiral of it are spread evenly, and the same each time. */
const ANGLE = Math.PI * (3 - Math.sqrt(5));
const FRESH_MILLIS = 6000;
const PADDING = 45;

const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The graph on its canvas. `onOpen` is called with the id of an entity that is clicked or entered. */
export class GraphView {
  #onOpen;
  #container = document.getElementById("canvas");
  #focused = null;
  #cy;

  constructor(onOpen) {
    this.#onOpen = onOpen;
    this.#cy = cytoscape({
      container: this.#container,
      style: styles(),
      minZoom: 0.15,
      maxZoom: 2.5,
      boxSelectionEnabled: false,
      autounselectify: true,
    });
    this.#cy.on("tap", "node", event => onOpen(event.target.id()));
    this.#container.addEventListener("keydown", event => this.#key(event));
    this.#container.addEventListener("blur", () => this.#focus(null));
    dark.addEventListener("change", () => this.#cy.style().fromJson(styles()).update());
    new ResizeObserver(() => this.#cy.resize()).observe(this.#container);
  }

  has(id) {
    return this.#cy.getElementById(id).nonempty();
  }

  /**
   * Draws what is known now: entities by id, and relationships. New ones are put beside what they are related to.
   *
   * @param arrange whether all are arranged anew; else what is there stays where it is
   * @param mark whether new ones are marked for some seconds
   */
  draw(entities, relationships, selected, { arrange, mark }) {
    const edges = joined(relationships, entities);
    const first = this.#cy.elements().empty();
    let fresh = this.#cy.collection();
    this.#cy.batch(() => {
      this.#cy.nodes().filter(node => !entities.has(node.id())).remove();
      this.#cy.edges().filter(edge => !edges.has(edge.id())).remove();
      fresh = this.#addNodes(entities, edges, selected).union(this.#addEdges(edges));
      this.#select(selected);
    });
    if (mark) {
      fresh.addClass("fresh");
      setTimeout(() => fresh.removeClass("fresh"), FRESH_MILLIS);
    }
    if (arrange) {
      this.#arrange(first);
    }
    this.#legend();
  }

  clear() {
    this.#cy.elements().remove();
  }

  fit() {
    if (still.matches) {
      this.#cy.fit(undefined, PADDING);
    } else {
      this.#cy.animate({ fit: { padding: PADDING } }, { duration: 250 });
    }
  }

  zoom(factor) {
    const level = this.#cy.zoom() * factor;
    this.#cy.zoom({ level, renderedPosition: { x: this.#cy.width() / 2, y: this.#cy.height() / 2 } });
  }

  #addNodes(entities, edges, selected) {
    const added = [];
    let number = 0;
    for (const entity of entities.values()) {
      const { colour, shape } = kind(entity.type);
      const size = Math.min(54, 20 + 6 * Math.log2(1 + entity.documents));
      const data = { id: entity.id, name: entity.name, type: entity.type, colour, shape, size };
      const known = this.#cy.getElementById(entity.id);
      if (known.nonempty()) {
        known.data(data);
      } else {
        added.push({ group: "nodes", data, position: this.#beside(entity.id, edges, selected, number++) });
      }
    }
    return this.#cy.add(added);
  }

  /** Beside what it is related to and is drawn already, on a spiral. */
  #beside(id, edges, selected, number) {
    let origin = { x: 0, y: 0 };
    for (const edge of edges.values()) {
      const other = edge.source === id ? edge.target : edge.target === id ? edge.source : null;
      const node = other === null ? null : this.#cy.getElementById(other);
      if (node?.nonempty()) {
        origin = node.position();
        break;
      }
    }
    if (id === selected) {
      return { ...origin };
    }
    const distance = 130 + 14 * Math.sqrt(number);
    return { x: origin.x + distance * Math.cos(number * ANGLE), y: origin.y + distance * Math.sin(number * ANGLE) };
  }

  #addEdges(edges) {
    const added = [];
    for (const edge of edges.values()) {
      const known = this.#cy.getElementById(edge.id);
      if (known.nonempty()) {
        known.data("name", edge.name);
      } else {
        added.push({ group: "edges", data: edge });
      }
    }
    return this.#cy.add(added);
  }

  #select(id) {
    this.#cy.elements().removeClass("selected near");
    if (id !== null) {
      const node = this.#cy.getElementById(id);
      node.addClass("selected");
      node.connectedEdges().addClass("near");
    }
  }

  /** The same entities in the same order come to lie the same: nothing is left to chance. */
  #arrange(first) {
    this.#cy.layout({
      name: "cose",
      randomize: false,
      animate: first || still.matches ? false : "end",
      animationDuration: 350,
      padding: PADDING,
      fit: true,
      nodeDimensionsIncludeLabels: true,
      nodeRepulsion: () => 40000,
      nodeOverlap: 40,
      idealEdgeLength: () => 120,
      edgeElasticity: () => 80,
      gravity: 0.6,
      componentSpacing: 70,
      numIter: 1200,
    }).run();
  }

  #legend() {
    const types = [...new Set(this.#cy.nodes().map(node => node.data("type")))].filter(type => type !== "").sort();
    document.getElementById("legend")
      .replaceChildren(...types.map(type => element("li", {}, dot(type), typeName(type))));
  }

  #key(event) {
    const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (direction) {
      event.preventDefault();
      this.#focus(this.#next(direction));
    } else if (event.key === "Enter" && this.#focused !== null && this.has(this.#focused)) {
      event.preventDefault();
      this.#onOpen(this.#focused);
    } else if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      this.zoom(event.key === "+" ? 1.25 : 0.8);
    }
  }

  /** The nearest entity in a direction, what lies aside counting double. */
  #next([right, down]) {
    const known = this.#focused === null ? null : this.#cy.getElementById(this.#focused);
    const from = known?.nonempty() ? known : this.#cy.nodes(".selected");
    if (from.empty() || known === null || known.empty()) {
      return from.nonempty() ? from.id() : this.#cy.nodes().first().id() ?? null;
    }
    let best = this.#focused;
    let nearest = Infinity;
    this.#cy.nodes().forEach(node => {
      const x = node.position("x") - from.position("x");
      const y = node.position("y") - from.position("y");
      const ahead = x * right + y * down;
      const distance = ahead + 2 * Math.abs(x * down) + 2 * Math.abs(y * right);
      if (ahead > 0 && distance < nearest) {
        nearest = distance;
        best = node.id();
      }
    });
    return best;
  }

  #focus(id) {
    this.#cy.nodes().removeClass("focused");
    this.#focused = id;
    if (id !== null) {
      const node = this.#cy.getElementById(id);
      node.addClass("focused");
      announce(`${node.data("name")}, ${typeName(node.data("type"))}`);
    }
  }
}

/** Relationships of the same direction between the same two are one edge with all of their names. */
function joined(relationships, entities) {
  const edges = new Map();
  for (const { from, to, type } of relationships) {
    if (entities.has(from.id) && entities.has(to.id) && from.id !== to.id) {
      const id = `${from.id} ${to.id}`;
      const edge = edges.get(id) ?? { id, source: from.id, target: to.id, names: new Set() };
      edge.names.add(type);
      edge.name = [...edge.names].join(", ");
      edges.set(id, edge);
    }
  }
  return edges;
}
