/** What done means, kept up to date: whenever somebody writes or signs, the parts that nobody types in are drawn anew. */

import { page } from "../here.js";
import { makeQueue } from "../live/pending.js";
import { startPill } from "../live/pill.js";
import { startPresence } from "../live/presence.js";
import { startStopping } from "../live/stop.js";
import { makeWire } from "../live/wire.js";
import { tell } from "../news.js";

let seq = page.seq;
let isFetching = false;

const wire = makeWire(
  { topic: page.topic, address: page.address, queue: makeQueue(page), seq: () => seq, receive, replaceAll: ({ seq: to }) => receive([], to), acknowledge() {}, takeBack() {} },
  tell,
);
startPill(() => 0);
startPresence(wire.sendPresence);
startStopping(() => {});
wire.start();

function receive(ops, to) {
  const isBehind = ops.some((op) => op.seq > seq);
  seq = Math.max(seq, to);
  if (isBehind) drawAnew();
}

/** One fetch at a time; what came meanwhile is fetched after it. */
async function drawAnew() {
  if (isFetching) return;
  isFetching = true;
  try {
    let drawn;
    do {
      drawn = seq;
      const answer = await fetch(`${page.address}?part=sections`);
      if (answer.ok) replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } while (drawn < seq);
  } catch {
    // The next news, or the next look, draws it.
  } finally {
    isFetching = false;
  }
}

function replace(fresh) {
  document.querySelector(".definition__confirm")?.remove();
  const panel = fresh.querySelector(".definition__confirm");
  if (panel) document.getElementById("sections").prepend(panel);
  for (const section of fresh.querySelectorAll("#sections > section[id]")) {
    const standing = document.getElementById(section.id);
    if (standing && !isInUse(standing)) standing.replaceWith(section);
  }
  const sprite = fresh.querySelector(".sprite");
  if (sprite) document.body.append(sprite);
}

/** Somebody types in it, or has a form of it open: what they see stays under their hands. */
function isInUse(section) {
  return section.querySelector("details[open]") !== null || section.contains(document.activeElement);
}
