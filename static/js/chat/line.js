/** The conversation's line to the server: what this page has heard of it, and what waits to be sent. */

import { makeQueue } from "../live/pending.js";
import { makeWire } from "../live/wire.js";
import { keep, recall } from "./keep.js";

/**
 * Follow one conversation. `tell(name, detail)` hears what the wire tells, and besides: messages {news, sent}, refresh,
 * queued. What was said and not yet seen by the server is kept through a reload.
 */
export function makeLine({ topic, address, seq: start }, tell) {
  const queue = makeQueue();
  const key = `outbox ${topic}`;
  const state = { seq: start };
  const subject = { topic, address, queue, seq: () => state.seq, receive, replaceAll, acknowledge, takeBack };
  const wire = makeWire(subject, tell);

  function receive(ops, to) {
    const news = ops.filter((op) => op.seq > state.seq);
    state.seq = Math.max(state.seq, to);
    tell("messages", { news, sent: settle() });
  }

  function replaceAll(snapshot) {
    state.seq = snapshot.seq;
    settle();
    tell("refresh", snapshot);
  }

  function acknowledge(entry, at) {
    entry.acknowledged = at;
    tell("messages", { news: [], sent: settle() });
  }

  function settle() {
    const ids = queue.settle(state.seq).flatMap((entry) => entry.ops.map((op) => op.m));
    for (const id of ids) forget(id);
    return ids;
  }

  /** Refused: it leaves the line, but stays kept until its writer decides. */
  function takeBack(entry) {
    queue.drop(entry);
  }

  function write(op) {
    if (op.k === "say") keep(key, [...unsent().filter((one) => one.m !== op.m), op]);
    const entry = queue.enqueue([op]);
    wire.sendNext(entry);
    tell("queued", entry);
  }

  /** What an earlier page of this tab said and did not see arrive. */
  function unsent() {
    return recall(key) ?? [];
  }

  function forget(id) {
    const rest = unsent().filter((op) => op.m !== id);
    keep(key, rest.length ? rest : null);
  }

  const countWaiting = () => queue.waiting().length;
  return { start: wire.start, sendPresence: wire.sendPresence, write, unsent, forget, countWaiting };
}
