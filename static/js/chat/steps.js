/** A task that turns internal takes its thread from the customer's open page at once, and brings it back. */

import { makeWire } from "../live/wire.js";

// This page changes nothing in the plan.
const NOTHING = { waiting: () => [], unacknowledged: () => [], clear: () => {} };

/** Follow the plan whose topic stands in `main`: `hide(thread)` when a task goes, `redraw()` when one comes. */
export function followSteps(main, { hide, redraw }) {
  const { planTopic: topic, planSeq, workspace } = main.dataset;
  if (!topic) return;
  let seq = Number(planSeq);
  const subject = {
    topic,
    address: `/w/${workspace}/plan`,
    queue: NOTHING,
    seq: () => seq,
    receive(ops, to) {
      const news = ops.filter((op) => op.t && op.seq > seq);
      seq = Math.max(seq, to);
      for (const op of news) if (op.k === "remove") hide(`task:${op.t}`);
      if (news.some((op) => op.k === "remove" || op.k === "add" || op.k === "restore")) redraw();
    },
    replaceAll(snapshot) {
      seq = snapshot.seq;
      redraw();
    },
    acknowledge() {},
    takeBack() {},
  };
  makeWire(subject, () => {}).start();
}
