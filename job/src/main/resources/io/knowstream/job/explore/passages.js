import { ask } from "./api.js";
import { element, name } from "./dom.js";

const AT_A_TIME = 5;

/** A passage, with what it is shown for marked, and the document that it stands in. */
export function passage({ parts, cutBefore, cutAfter, title, document: id }) {
  return element("blockquote", { class: "passage" },
    cutBefore ? "… " : null,
    ...parts.map(part => part.mention ? element("mark", {}, part.text) : part.text),
    cutAfter ? " …" : null,
    element("cite", {}, name(title === null ? id : `${title} (${id})`)));
}

/** The passages at some places, a few at a time; `entities` are the ids whose mentions are marked, if any. */
export function passages(places, entities = []) {
  const list = element("div");
  const more = element("button", { type: "button", class: "more", onclick: () => show() }, "More passages");
  const shown = new Set();
  let next = 0;

  async function show() {
    more.remove();
    const some = places.slice(next, next + AT_A_TIME);
    next += some.length;
    const read = await Promise.all(some.map(place => one(place, entities)));
    for (const { key, made } of read) {
      // Several mentions of one sentence are one passage, where the sentence is what counts.
      if (!shown.has(key)) {
        shown.add(key);
        list.append(made);
      }
    }
    if (next < places.length) {
      list.append(more);
    }
  }

  show();
  return list;
}

async function one(place, entities) {
  const parameters = new URLSearchParams({ document: place.document, start: place.start, end: place.end });
  entities.forEach(entity => parameters.append("entity", entity));
  try {
    const answer = await ask("passage", parameters);
    return { key: JSON.stringify([answer.document, answer.parts]), made: passage(answer) };
  } catch (error) {
    return { key: error.message, made: element("p", { class: "problem" }, error.message) };
  }
}
