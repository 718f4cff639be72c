/**
 * Waiting operations in the browser's own database: a tab that is closed, or dies, without a connection loses none of
 * them. The next page on the same topic, by the same person, that has a line takes over what tabs that are gone left
 * behind. Should two do so, the server knows each operation by its cid and applies it once.
 */

const DATABASE = "onward";
const STORE = "waiting";
const KEPT_MS = 7 * 86_400_000;
const TAB_LOCK = "onward-tab-";

let opened = null;

/** Say that this tab lives, for as long as it does. */
export function liveAs(tab) {
  navigator.locks?.request(TAB_LOCK + tab, () => new Promise(() => {}));
}

/** Keep one waiting operation: {cid, tab, topic, workspace, me, ops, at}. */
export function keep(record) {
  return run("readwrite", (store) => store.put(record));
}

export function forget(cid) {
  return run("readwrite", (store) => store.delete(cid));
}

/** How many operations wait in this browser, whoever made them. */
export async function countWaiting() {
  return (await run("readonly", (store) => store.count())) ?? 0;
}

/** Forget whatever waits for a workspace: there is no way back in. */
export async function forgetAll(workspace) {
  const records = (await run("readonly", (store) => store.getAll())) ?? [];
  for (const record of records) if (record.workspace === workspace) await forget(record.cid);
}

/** What tabs that are gone left for this topic in the name of `me`, in the order it was made: from now on it is `tab`'s. */
export async function leftBehind(topic, me, tab) {
  const take = async () => {
    const left = await findLeft(topic, me, tab);
    for (const record of left) await keep({ ...record, tab });
    return left;
  };
  // One tab at a time looks, so that only one of those that live takes over.
  return navigator.locks ? navigator.locks.request(`onward-left-${topic}`, take) : take();
}

async function findLeft(topic, me, tab) {
  const records = (await run("readonly", (store) => store.getAll())) ?? [];
  const living = await livingTabs();
  const mine = [];
  for (const record of records) {
    if (Date.now() - record.at > KEPT_MS) forget(record.cid);
    else if (record.topic === topic && record.me === me && record.tab !== tab && !living.has(record.tab)) mine.push(record);
  }
  return mine.sort((a, b) => a.at - b.at);
}

async function livingTabs() {
  const { held } = (await navigator.locks?.query()) ?? { held: [] };
  return new Set(held.filter(({ name }) => name.startsWith(TAB_LOCK)).map(({ name }) => name.slice(TAB_LOCK.length)));
}

/** Where the browser keeps nothing (a private window, a full disk) the operations wait in memory alone. */
async function run(mode, work) {
  try {
    const database = await open();
    const request = work(database.transaction(STORE, mode).objectStore(STORE));
    return await answerOf(request);
  } catch {
    return undefined;
  }
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "cid" });
    answerOf(request).then((database) => {
      // The browser was emptied, by signing out in another tab: what comes next is kept in a new one.
      database.onclose = () => (opened = null);
      resolve(database);
    }, reject);
  });
  return opened;
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
