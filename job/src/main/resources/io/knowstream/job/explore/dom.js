/**
 * Makes an element. Children are elements or strings; a string becomes a text node. Attributes whose names begin with
 * "on" are listeners; null and false leave one out.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

/** A name out of a document, which may be of either direction of writing. */
export function name(text) {
  return element("bdi", {}, text);
}

/** A number with its noun. */
export function count(number, noun, plural = `${noun}s`) {
  return `${number.toLocaleString("en")} ${number === 1 ? noun : plural}`;
}

/** Says something to those who do not see the graph. */
export function announce(text) {
  document.getElementById("announcement").textContent = text;
}
