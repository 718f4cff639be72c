/** The one copy of the answers: as the server has them, and as they show with my waiting changes on top. */

import { page } from "../here.js";
import { makeQueue } from "../live/pending.js";
import { makeWire } from "../live/wire.js";
import { tell } from "../news.js";
import { applyOp, withPending } from "./state.js";

const queue = makeQueue(page);
const store = { server: new Map(), shown: new Map(), seq: page.seq };

/** Begin with the answers that the page was drawn with. */
export function begin(answers) {
  store.server = answers;
  store.shown = answers;
}

/** The answers as they show, by field. */
export function answers() {
  return store.shown;
}

export function answerTo(field) {
  return store.shown.get(field)?.v ?? null;
}

/** What the server has, without my waiting changes: what a change of mine starts from. */
export function keptAnswer(field) {
  return store.server.get(field)?.v ?? null;
}

function seq() {
  return store.seq;
}

function receive(ops, to) {
  const news = ops.filter((op) => op.seq > store.seq);
  for (const op of news) applyOp(store.server, op);
  store.seq = Math.max(store.seq, to);
  const mine = queue.settle(store.seq).flatMap((entry) => entry.ops);
  show(fieldsIn([...news, ...mine]), news);
  for (const op of news) if (op.k === "state") tell("form-state", op);
}

function replaceAll(snapshot) {
  store.server = new Map();
  for (const op of snapshot.answers) applyOp(store.server, op);
  store.seq = snapshot.seq;
  queue.settle(store.seq);
  show(new Set([...store.shown.keys(), ...store.server.keys()]), []);
  tell("form-state", snapshot.state);
}

/** Give an answer: it shows at once and waits for the server. */
export function give(field, value, base) {
  const entry = queue.enqueue([{ k: "set", f: field, v: value, base }], {});
  show(new Set([field]), []);
  wire.sendNext(entry);
  tell("queued", entry);
}

/** An answer that came by another way than the wire: a file that was uploaded. */
export function note(field, value) {
  store.server.set(field, { v: value, by: page.me, at: new Date().toISOString() });
  show(new Set([field]), []);
}

function acknowledge(entry, at) {
  entry.acknowledged = at;
  queue.settle(store.seq);
  show(fieldsIn(entry.ops), []);
}

/** Refused: the answers go back to what the server has; what was typed stays where it stands. */
function takeBack(entry) {
  queue.drop(entry);
  tell("taken-back", fieldsIn(entry.ops));
  show(fieldsIn(entry.ops), []);
}

export function countWaiting() {
  return queue.waiting().length;
}

/** Send what an earlier tab could not, and show it meanwhile. */
export async function takeOver() {
  const entries = await queue.takeOver();
  if (entries.length) show(fieldsIn(entries.flatMap((entry) => entry.ops)), []);
  for (const entry of entries) wire.sendNext(entry);
}

const { topic, address } = page;
const wire = makeWire({ topic, address, queue, seq, receive, replaceAll, acknowledge, takeBack }, tell);
export const { start: startWire, sendPresence } = wire;

function show(fields, news) {
  store.shown = withPending(store.server, queue.waiting(), page.me);
  tell("changed", { fields, news });
}

function fieldsIn(ops) {
  return new Set(ops.filter((op) => op.k === "set").map((op) => op.f));
}
