/** The one copy of the plan: as the server has it, and as it shows with my waiting changes on top. */

import { page } from "../here.js";
import { makeQueue } from "../live/pending.js";
import { makeWire } from "../live/wire.js";
import { on, tell } from "../news.js";
import { applyOp, inverseOf, planOf, withPending } from "./state.js";

const queue = makeQueue(page);
const store = { server: null, shown: null, seq: page.seq, isLive: false };

export function begin(plan) {
  store.server = plan;
  store.shown = plan;
}

/** The plan as it shows. */
export function plan() {
  return store.shown;
}

export function task(id) {
  return store.shown.tasks.get(id);
}

function seq() {
  return store.seq;
}

/** Take news of the server that lead to `to`: operations already known are left out. */
function receive(ops, to) {
  const news = ops.filter((op) => op.seq > store.seq);
  for (const op of news) applyOp(store.server, op);
  store.seq = Math.max(store.seq, to);
  show(idsIn([...news, ...opsOf(queue.settle(store.seq))]), news);
}

/** Start over from a snapshot {seq, phases, tasks}. */
function replaceAll(snapshot) {
  const before = idsOf(store.shown);
  store.server = planOf(snapshot);
  store.seq = snapshot.seq;
  queue.settle(store.seq);
  show(new Set([...before, ...idsOf(store.server)]), []);
}

/** Make a change of mine: it shows at once and waits for the server. */
export function change(asked, words = {}) {
  const ops = store.isLive ? asked : asked.map(withBase);
  const entry = queue.enqueue(ops, { inverse: inverseOf(store.shown, ops), said: page.said, ...words });
  show(idsIn(ops), []);
  wire.sendNext(entry);
  tell("queued", entry);
  return entry;
}

/** Without a line a change may wait for long: it says what stood there, and overwrites nothing that others write meanwhile. */
function withBase(op) {
  const now = op.k === "set" && !("base" in op) && store.shown.tasks.get(op.t);
  return now ? { ...op, base: now[op.f] ?? null } : op;
}

function acknowledge(entry, at) {
  entry.acknowledged = at;
  const settled = queue.settle(store.seq);
  show(idsIn(opsOf(settled.length ? settled : [entry])), []);
}

/** Take a refused change back, so that what the server has shows again. Its words stay kept until it is let go. */
function takeBack(entry) {
  queue.takeOut(entry);
  show(idsIn(entry.ops), []);
}

/** Forget a refused change: who made it has decided. */
export function letGo(entry) {
  queue.drop(entry);
}

/** How many changes of mine the server has not saved yet. */
export function countWaiting() {
  return queue.waiting().length;
}

/** The rows that those changes are about. */
export function waitingIds() {
  return idsIn(opsOf(queue.waiting()));
}

/** Send what tabs that are gone could not, and show it meanwhile: now, and whenever there is a line or this tab is seen. */
export function startTakingOver() {
  takeOver();
  on("mode", ({ mode }) => mode === "live" && takeOver());
  addEventListener("visibilitychange", () => !document.hidden && takeOver());
}

async function takeOver() {
  const entries = await queue.takeOver();
  if (!entries.length) return;
  show(idsIn(opsOf(entries)), []);
  for (const entry of entries) wire.sendNext(entry);
  tell("taken-over", entries.length);
}

const { topic, address } = page;
const wire = makeWire({ topic, address, queue, seq, receive, replaceAll, acknowledge, takeBack }, tell);
export const { start: startWire, sendPresence } = wire;

on("mode", ({ mode }) => (store.isLive = mode === "live" || mode === "slow"));

function show(ids, news) {
  store.shown = withPending(store.server, queue.waiting());
  tell("changed", { ids, news });
}

function opsOf(entries) {
  return entries.flatMap((entry) => entry.ops);
}

function idsIn(ops) {
  return new Set(ops.map((op) => op.t ?? op.p));
}

function idsOf(plan) {
  return [...plan.phases.keys(), ...plan.tasks.keys()];
}
