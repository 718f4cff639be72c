/** My operations that the server has not both acknowledged and shown me. They wait in memory, in order. */

const tab = randomId();
let count = 0;

/** 128 random bits as 22 characters of base64url. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A queue of its own for each topic that this page changes. */
export function makeQueue() {
  const entries = [];

  /** Queue operations that belong together, all or none. `words` says what to do with a refusal. */
  function enqueue(ops, words) {
    count += 1;
    const entry = { cid: `${tab}.${count}`, ops, acknowledged: null, sentAt: null, ...words };
    entries.push(entry);
    return entry;
  }

  /** Forget what the server has acknowledged and `seq` has reached; the forgotten entries. */
  function settle(seq) {
    const settled = entries.filter((entry) => entry.acknowledged !== null && entry.acknowledged <= seq);
    for (const entry of settled) drop(entry);
    return settled;
  }

  function drop(entry) {
    const at = entries.indexOf(entry);
    if (at >= 0) entries.splice(at, 1);
  }

  return {
    enqueue,
    settle,
    drop,
    waiting: () => entries,
    unacknowledged: () => entries.filter((entry) => entry.acknowledged === null),
    clear: () => (entries.length = 0),
  };
}
