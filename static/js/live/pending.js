/** My operations that the server has not both acknowledged and shown me: in order, and kept for when this tab dies. */

import { forget, forgetAll, keep, leftBehind, liveAs } from "./keep.js";

const tab = randomId();
let count = 0;

/** 128 random bits as 22 characters of base64url. */
export function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A queue of its own for each topic that this page changes; `me` is in whose name. */
export function makeQueue({ topic, workspace, me }) {
  const entries = [];
  liveAs(tab);

  /** Queue operations that belong together, all or none. `words` says what to do with a refusal. */
  function enqueue(ops, words) {
    count += 1;
    const entry = entryOf(`${tab}.${count}`, ops, words);
    entries.push(entry);
    keep({ cid: entry.cid, tab, topic, workspace, me, ops, said: entry.said, at: Date.now() + count / 1000 });
    return entry;
  }

  function entryOf(cid, ops, words) {
    return { cid, ops, acknowledged: null, sentAt: null, ...words };
  }

  /** Take over what closed tabs left waiting; the entries, which stand before those of this tab. */
  async function takeOver() {
    const left = (await leftBehind(topic, me, tab)).map(({ cid, ops, said }) => entryOf(cid, ops, { said, hasWaited: true }));
    entries.unshift(...left);
    return left;
  }

  /** Forget what the server has acknowledged and `seq` has reached; the forgotten entries. */
  function settle(seq) {
    const settled = entries.filter((entry) => entry.acknowledged !== null && entry.acknowledged <= seq);
    for (const entry of settled) drop(entry);
    return settled;
  }

  function drop(entry) {
    takeOut(entry);
    forget(entry.cid);
  }

  /** It waits no longer, but its words stay kept until it is dropped: somebody has to decide on them. */
  function takeOut(entry) {
    const at = entries.indexOf(entry);
    if (at >= 0) entries.splice(at, 1);
  }

  function clear() {
    entries.length = 0;
    forgetAll(workspace);
  }

  return {
    enqueue,
    takeOver,
    settle,
    drop,
    takeOut,
    clear,
    waiting: () => entries,
    unacknowledged: () => entries.filter((entry) => entry.acknowledged === null),
  };
}
