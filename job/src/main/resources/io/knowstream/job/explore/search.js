import { ask } from "./api.js";
import { announce, count, element, name } from "./dom.js";
import { dot, typeName } from "./kinds.js";

const PAUSE = 120;

/**
 * The search box: a combobox with a list. Arrow keys choose, Enter opens, Escape closes, "/" comes here from everywhere.
 * The last choice is always to ask for passages.
 */
export function startSearch({ onEntity, onPassages }) {
  const form = document.getElementById("search");
  const input = document.getElementById("query");
  const list = document.getElementById("suggestions");
  let choices = [];
  let active = -1;
  let asked = 0;
  let timer = 0;
  let shownFor = null;

  function close() {
    clearTimeout(timer);
    asked++;
    list.hidden = true;
    choices = [];
    active = -1;
    shownFor = null;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const choice = choices[index];
    input.value = "";
    // What was chosen is read there; the keyboard goes on from it.
    document.getElementById("panel").focus({ preventScroll: true });
    close();
    choice.open();
  }

  function activate(index) {
    active = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function show(text, entities) {
    choices = entities.map(entity => ({
      open: () => onEntity(entity.id),
      content: [
        dot(entity.type),
        name(entity.name),
        element("span", { class: "quiet" }, `${typeName(entity.type)}, ${count(entity.documents, "document")}`),
      ],
    }));
    choices.push({
      open: () => onPassages(text),
      content: [element("span", {}, "Passages about "), name(text)],
    });
    list.replaceChildren(...choices.map((choice, index) => element("li", {
      id: `suggestion-${index}`,
      role: "option",
      "aria-selected": "false",
      onmousedown: event => event.preventDefault(),
      onclick: () => choose(index),
    }, ...choice.content)));
    list.hidden = false;
    shownFor = text;
    input.setAttribute("aria-expanded", "true");
    activate(0);
    announce(entities.length === 0 ? "No entity of this name" : count(entities.length, "entity", "entities"));
  }

  async function suggest() {
    const text = input.value.trim();
    const mine = ++asked;
    if (text === "") {
      close();
      return;
    }
    try {
      const answer = await ask("search", { q: text, limit: 8 });
      if (mine === asked) {
        show(text, answer.entities);
      }
    } catch (error) {
      announce(error.message);
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, PAUSE);
  });
  input.addEventListener("keydown", event => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && choices.length > 0) {
      event.preventDefault();
      activate((active + step + choices.length) % choices.length);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) {
        input.value = "";
        input.blur();
      } else {
        close();
      }
    }
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    clearTimeout(timer);
    // Who types fast and presses Enter means what stands there now.
    if (shownFor !== input.value.trim()) {
      await suggest();
    }
    if (choices.length > 0) {
      choose(active);
    }
  });
  document.addEventListener("keydown", event => {
    const typing = event.target instanceof HTMLInputElement;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
}
