/** The conversation's line to the server: what this page has heard of it, and what waits to be sent. */

import { page } from "../here.js";
import { makeQueue } from "../live/pending.js";
import { makeWire } from "../live/wire.js";

/**
 * Follow one conversation. `tell(name, detail)` hears what the wire tells, and besides: messages {news, sent}, refresh,
 * queued.
 */
export function makeLine({ topic, address, seq: start }, tell) {
  const queue = makeQueue({ topic, workspace: page.workspace, me: page.me });
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
    return queue.settle(state.seq).flatMap((entry) => entry.ops.map((op) => op.m));
  }

  function takeBack(entry) {
    queue.drop(entry);
  }

  function write(op) {
    const entry = queue.enqueue([op]);
    wire.sendNext(entry);
    tell("queued", entry);
  }

  /** Send what closed tabs left waiting: the same ids say it once. The operations. */
  async function takeOver() {
    const entries = await queue.takeOver();
    for (const entry of entries) wire.sendNext(entry);
    return entries.flatMap((entry) => entry.ops);
  }

  const countWaiting = () => queue.waiting().length;
  return { topic, start: wire.start, sendPresence: wire.sendPresence, write, takeOver, countWaiting };
}
