import { element } from "./dom.js";

/** Colours that are told apart by most who see fewer of them, on light and on dark ground; shapes tell too. */
const KNOWN = {
  Person: ["#3f7fbf", "ellipse"],
  Organization: ["#d1603d", "round-rectangle"],
  Location: ["#3a9a55", "round-diamond"],
  Event: ["#a45bb0", "round-hexagon"],
  Work: ["#b8940f", "round-tag"],
  Product: ["#1d9aa8", "round-pentagon"],
  Group: ["#d46a9f", "round-octagon"],
  TimeExpression: ["#7c8796", "ellipse"],
  Measurement: ["#93856f", "ellipse"],
  Miscellaneous: ["#6f7fd0", "ellipse"],
  Concept: ["#7a7f45", "round-rectangle"],
};
const OTHERS = ["#8a6d3b", "#5c8f22", "#b04a6a", "#4f7f86", "#8268c4"];

/** The same for the same type, in each graph. */
export function kind(type) {
  if (Object.hasOwn(KNOWN, type)) {
    const [colour, shape] = KNOWN[type];
    return { colour, shape };
  }
  let sum = 0;
  for (const character of type) {
    sum = (sum * 31 + character.codePointAt(0)) % 9973;
  }
  return { colour: OTHERS[sum % OTHERS.length], shape: "ellipse" };
}

/** What a type is called: TimeExpression is a time expression. */
export function typeName(type) {
  return type.replace(/([a-z])([A-Z])/g, (_, end, start) => `${end} ${start.toLowerCase()}`);
}

/** A dot of the type's colour. */
export function dot(type) {
  const made = element("span", { class: "dot", "aria-hidden": "true" });
  made.style.background = kind(type).colour;
  return made;
}
