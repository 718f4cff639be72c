/** My operations that the server has not both acknowledged and shown me. They wait in memory, in order. */

const entries = [];
let count = 0;
const tab = randomId();

/** 128 random bits as 22 characters of base64url. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Queue operations that belong together, all or none. `words` says what to do with a refusal. */
export function enqueue(ops, words) {
  count += 1;
  const entry = { cid: `${tab}.${count}`, ops, acknowledged: null, sentAt: null, ...words };
  entries.push(entry);
  return entry;
}

export function waiting() {
  return entries;
}

export function unacknowledged() {
  return entries.filter((entry) => entry.acknowledged === null);
}

/** Forget what the server has acknowledged and `seq` has reached; the forgotten entries. */
export function settle(seq) {
  const settled = entries.filter((entry) => entry.acknowledged !== null && entry.acknowledged <= seq);
  for (const entry of settled) drop(entry);
  return settled;
}

export function drop(entry) {
  const at = entries.indexOf(entry);
  if (at >= 0) entries.splice(at, 1);
}

export function clear() {
  entries.length = 0;
}
