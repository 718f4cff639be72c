/** Words that are not sent yet, kept in this tab only: a reload loses none. */

export function recall(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** Keep a value under `key`; nothing to keep forgets it. Where the browser keeps nothing, the page still works. */
export function keep(key, value) {
  try {
    if (value === null || value === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // No room, or not allowed: the words are still in the field.
  }
}
