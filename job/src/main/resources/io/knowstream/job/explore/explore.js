import { ask, follow } from "./api.js";
import { announce, count } from "./dom.js";
import { GraphView } from "./graph.js";
import { showBusiest, showEntity, showPassages, showProblem } from "./panel.js";
import { startSearch } from "./search.js";

const LOOK_MILLIS = 1000;
const FEW = 30;
const MORE = 50;
// What the server gives at the most; it says that there is no more then.
const MOST = 500;

/** Entities that are opened at a time; the one opened first goes first. */
const MOST_OPENED = 12;

/** Opened entities: id to how many relationships are asked for, and the last answer. */
const opened = new Map();
let busiest = null;
let selected = null;
let passages = null;
let known = null;
let turn = 0;

/** The entity of the address where the graph does not have it, and what is said instead. It may come. */
let missing = null;

const graph = new GraphView(open);

/** An entity's address; the browser's own history leads back. */
function open(id) {
  location.hash = new URLSearchParams({ entity: id });
}

function address() {
  return new URLSearchParams(location.hash.slice(1));
}

/** Shows what the address names. */
async function route() {
  const mine = ++turn;
  const entity = address().get("entity");
  const before = missing;
  passages = address().get("passages");
  try {
    if (entity !== null) {
      const answer = await askEntity(entity, opened.get(entity)?.limit ?? FEW);
      if (mine === turn) {
        missing = null;
        openAnswer(answer, opened.get(answer.entity.id)?.limit ?? FEW);
      }
    } else {
      const found = passages === null ? null : await ask("passages", { q: passages });
      const answer = await ask("busiest");
      if (mine === turn) {
        missing = null;
        start(answer);
        if (found !== null) {
          showPassages(passages, found.passages, open);
        }
      }
    }
  } catch (error) {
    if (mine === turn) {
      missing = before?.entity === entity ? before : { entity, message: error.message };
      showProblem(missing.message);
    }
  }
}

function askEntity(id, limit) {
  return ask("entity", { id, limit });
}

function start(answer) {
  opened.clear();
  selected = null;
  busiest = answer;
  known ??= stateOf(answer);
  graph.clear();
  document.title = "Knowstream";
  draw({ arrange: true, mark: false });
  if (passages === null) {
    showBusiest(answer, open);
  }
}

/** Adds an entity's neighbourhood to what is drawn, or begins anew where it is not among that. */
function openAnswer(answer, limit) {
  const id = answer.entity.id;
  const goesOn = busiest === null && graph.has(id);
  const again = opened.has(id) && opened.get(id).limit === limit;
  if (!goesOn) {
    opened.clear();
    graph.clear();
  }
  busiest = null;
  known ??= stateOf(answer);
  selected = id;
  remember(id, limit, answer, new Set());
  document.title = `${answer.entity.name} – Knowstream`;
  draw({ arrange: !again, mark: false });
  details();
  announce(`${answer.entity.name}: ${count(answer.relationships.length, "relationship")}`);
}

function remember(id, limit, answer, fresh) {
  opened.set(id, { limit, answer, fresh });
  for (const other of opened.keys()) {
    if (opened.size > MOST_OPENED && other !== selected) {
      opened.delete(other);
    }
  }
}

function details() {
  const { answer, fresh, limit } = opened.get(selected);
  showEntity(answer, {
    fresh,
    onOpen: open,
    onMore: async () => {
      const mine = ++turn;
      const longer = Math.min(limit + MORE, MOST);
      try {
        const more = await askEntity(selected, longer);
        if (mine === turn) {
          openAnswer(more, longer);
        }
      } catch (error) {
        announce(error.message);
      }
    },
  });
}

/** Draws all that is opened. */
function draw(how) {
  const entities = new Map();
  const relationships = [];
  const answers = busiest === null ? [...opened.values()].map(each => each.answer) : [busiest];
  for (const answer of answers) {
    for (const entity of answer.entities ?? [answer.entity]) {
      entities.set(entity.id, entity);
    }
    for (const relationship of answer.relationships) {
      entities.set(relationship.from.id, relationship.from);
      entities.set(relationship.to.id, relationship.to);
      relationships.push(relationship);
    }
  }
  graph.draw(entities, relationships, selected, how);
}

/** Asks anew for all that is shown, after the graph has changed. */
async function refresh() {
  const mine = turn;
  if (busiest !== null) {
    const answer = await ask("busiest");
    if (mine === turn) {
      busiest = answer;
      draw({ arrange: false, mark: true });
      if (passages === null) {
        showBusiest(answer, open);
      }
    }
    return;
  }
  const answers = await Promise.all([...opened].map(async ([id, { limit }]) => {
    try {
      return [id, limit, await askEntity(id, limit)];
    } catch (error) {
      if (error.status === 404) {
        return [id, limit, null];
      }
      throw error;
    }
  }));
  if (mine === turn) {
    replace(answers);
  }
}

function replace(answers) {
  const before = new Map(opened);
  opened.clear();
  let gone = null;
  for (const [id, limit, answer] of answers) {
    if (answer !== null) {
      const old = new Set(before.get(id).answer.relationships.map(each => each.id));
      const fresh = new Set(answer.relationships.map(each => each.id).filter(each => !old.has(each)));
      // An entity may have got a better name.
      if (id === selected) {
        selected = answer.entity.id;
      }
      opened.set(answer.entity.id, { limit, answer, fresh });
    } else if (id === selected) {
      gone = before.get(id).answer.entity.name;
      selected = null;
    }
  }
  draw({ arrange: false, mark: true });
  if (gone !== null) {
    missing = { entity: address().get("entity"), message: `${gone} is in the graph no more: no document names it.` };
    showProblem(missing.message);
  } else if (selected !== null) {
    details();
  }
}

/** Two answers of the same are from one state of the graph. */
function stateOf({ revision, checkpoint }) {
  return `${revision} ${checkpoint}`;
}

/** Tells the state of the graph, and goes on to it where it is a newer one. */
async function look(state) {
  const line = document.getElementById("state");
  line.classList.toggle("problem", state === null || state.problem !== null);
  if (state === null) {
    line.textContent = "The server is not reached; trying again.";
    return;
  }
  const text = state.problem === null
    ? [
        count(state.documents, "document"),
        count(state.entities, "entity", "entities"),
        count(state.relationships, "relationship"),
        `checkpoint ${state.checkpoint}`,
      ].join(" · ")
    : `The graph cannot be refreshed: ${state.problem}`;
  if (line.textContent !== text) {
    line.textContent = text;
  }
  const now = stateOf(state);
  if (known !== null && known !== now) {
    try {
      await (missing === null ? refresh() : route());
    } catch (error) {
      line.classList.add("problem");
      line.textContent = error.message;
      return;
    }
  }
  known = now;
}

document.getElementById("back").addEventListener("click", () => history.back());
document.getElementById("fit").addEventListener("click", () => graph.fit());
document.getElementById("closer").addEventListener("click", () => graph.zoom(1.25));
document.getElementById("farther").addEventListener("click", () => graph.zoom(0.8));
window.addEventListener("hashchange", route);
startSearch({
  onEntity: open,
  onPassages: text => {
    location.hash = new URLSearchParams({ passages: text });
  },
});
await route();
follow(LOOK_MILLIS, look);
