import { count, element, name } from "./dom.js";
import { dot, typeName } from "./kinds.js";
import { passage, passages } from "./passages.js";

/** A passage may name dozens of entities. */
const CHIPS = 10;

const panel = document.getElementById("panel");

/** Keys of the relationships whose passages are open, so that they stay open when the graph changes. */
const open = new Set();

/** What is shown; the same again changes nothing. */
let shown = "";

/** Replaces what the panel shows, and keeps the keyboard where it was. */
function show(key, state, children) {
  const signature = JSON.stringify([key, state]);
  if (signature === shown) {
    return;
  }
  const sameSubject = panel.dataset.key === key;
  const focused = panel.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const place = sameSubject ? panel.scrollTop : 0;
  shown = signature;
  panel.dataset.key = key;
  panel.replaceChildren(...children.filter(child => child !== null));
  panel.scrollTop = place;
  if (focused !== null) {
    const same = [...panel.querySelectorAll("[data-key]")].find(each => each.dataset.key === focused);
    (same ?? panel).focus({ preventScroll: sameSubject });
  }
}

/** One entity as a button that opens it; what else is said of it stands behind. */
function entry(entity, { before = null, after = "", key, onOpen, fresh = false }) {
  return element("button", { type: "button", class: fresh ? "open fresh" : "open", "data-key": key, onclick: () => onOpen(entity.id) },
    before === null ? null : element("span", { class: "quiet before" }, before),
    dot(entity.type),
    element("span", { class: "grow" }, name(entity.name)),
    element("span", { class: "quiet after" }, after));
}

/** The busiest entities. */
export function showBusiest({ entities }, onOpen) {
  show("busiest", entities, [
    element("h2", {}, "The busiest entities"),
    element("p", { class: "quiet" },
      "Search with /, or choose one to see what it is related to, and which sentences say so."),
    element("ul", {}, ...entities.map(entity => element("li", { class: "entry" },
      entry(entity, {
        key: entity.id,
        after: count(entity.relationships, "relationship"),
        onOpen,
      })))),
  ]);
}

/** Passages that answer a question. */
export function showPassages(question, found, onOpen) {
  show(`passages ${question}`, found, [
    element("h2", {}, "Passages about ", name(question)),
    found.length === 0 ? element("p", { class: "quiet" }, "None.") : null,
    ...found.flatMap((each, index) => [
      passage(each),
      element("div", { class: "chips" }, ...each.entities.slice(0, CHIPS).map(entity =>
        element("button", { type: "button", "data-key": `${index} ${entity.id}`, onclick: () => onOpen(entity.id) },
          dot(entity.type), name(entity.name)))),
    ]),
  ]);
}

/** Says that something cannot be shown. */
export function showProblem(message) {
  show("problem", message, [element("h2", {}, "Not found"), element("p", { class: "problem" }, message)]);
}

/** An entity: its names, relationships and passages. `fresh` has the ids of relationships that have just come. */
export function showEntity(answer, { fresh, onOpen, onMore }) {
  const { entity, names, links, relationships, evidence } = answer;
  const mentions = names.reduce((sum, each) => sum + each.mentions, 0);
  const best = names.find(each => each.id === entity.id) ?? names[0];
  const { revision, checkpoint, ...state } = answer;
  show(entity.id, [state, [...fresh]], [
    element("h2", {}, name(entity.name)),
    element("p", { class: "quiet" }, dot(entity.type), [
      typeName(entity.type),
      count(best.documents, "document"),
      count(mentions, "mention"),
      `confidence ${best.confidence.toFixed(2)}`,
    ].join(" · ")),
    ...calledSection(names, links),
    element("h3", {}, `Relationships (${relationships.length}${answer.more ? "+" : ""})`),
    relationships.length === 0 ? element("p", { class: "quiet" }, "None is known.") : null,
    relationshipList(entity, relationships, fresh, onOpen),
    answer.more
      ? element("button", { type: "button", class: "more", "data-key": "more", onclick: onMore }, "More relationships")
      : null,
    element("h3", {}, "What documents say"),
    passages(evidence),
  ]);
}

function calledSection(names, links) {
  const aliases = [...new Set(names.flatMap(each => each.aliases))];
  const lines = [];
  if (aliases.length > 0) {
    lines.push(element("p", {}, element("span", { class: "quiet" }, "also "), name(aliases.join(", "))));
  }
  for (const { name: lesser, target, reason, via, confidence } of links) {
    lines.push(element("p", {}, name(lesser), " is ", name(target),
      element("span", { class: "quiet" }, `: ${reason} (`, name(via), `), ${confidence.toFixed(2)}`)));
  }
  return lines.length === 0 ? [] : [element("h3", {}, "Other names"), ...lines];
}

function relationshipList(entity, relationships, fresh, onOpen) {
  const list = element("ul", { class: "relationships" }, ...relationships.flatMap(each => {
    const out = each.from.id === entity.id;
    const place = element("li", { hidden: !open.has(each.id) });
    const why = element("button", {
      type: "button",
      class: "why",
      "data-key": `why ${each.id}`,
      "aria-expanded": String(open.has(each.id)),
      "aria-label": `Why: ${each.from.name} ${each.type} ${each.to.name}`,
      onclick: () => toggle(each, why, place),
    }, "why");
    if (open.has(each.id)) {
      place.append(said(each));
    }
    return [
      element("li", { class: "entry" },
        entry(out ? each.to : each.from, {
          before: out ? `${each.type} →` : `← ${each.type}`,
          after: each.confidence.toFixed(2),
          key: each.id,
          onOpen,
          fresh: fresh.has(each.id),
        }),
        why),
      place,
    ];
  }));
  list.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const kind = event.target.classList.contains("why") ? ".why" : ".open";
    const buttons = [...list.querySelectorAll(kind)];
    const next = buttons[buttons.indexOf(event.target) + step];
    if (step && next) {
      event.preventDefault();
      next.focus();
    }
  });
  return list;
}

function toggle(relationship, button, place) {
  const opens = !open.delete(relationship.id);
  if (opens) {
    open.add(relationship.id);
    place.replaceChildren(said(relationship));
  }
  place.hidden = !opens;
  button.setAttribute("aria-expanded", String(opens));
}

/** Where documents state it, with the mentions of both ends marked. */
function said(relationship) {
  return passages(relationship.evidence, [relationship.source, relationship.target]);
}
