/** Asks the server. An answer is data: whatever documents say in it is made text, never markup. */
export async function ask(question, parameters = {}) {
  const response = await fetch(`/api/${question}?${new URLSearchParams(parameters)}`);
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error), { status: response.status });
  }
  return answer;
}

/** Calls back with the state of the graph, again and again, and with null where the server is not reached. */
export function follow(interval, callback) {
  const look = async () => {
    if (!document.hidden) {
      let state = null;
      try {
        state = await ask("state");
      } catch {
        // Told as null; the server may come back.
      }
      await callback(state);
    }
    setTimeout(look, interval);
  };
  look();
}
