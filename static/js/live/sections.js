/** A page of sections, kept up to date: whenever somebody changes it, the sections that nobody types in are drawn anew. */

import { announce } from "../announce.js";
import { page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { tell } from "../news.js";
import { makeQueue } from "./pending.js";
import { startPill } from "./pill.js";
import { startPresence } from "./presence.js";
import { startStopping } from "./stop.js";
import { makeWire } from "./wire.js";

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
    if (!standing) continue;
    if (!isInUse(standing)) standing.replaceWith(section);
    else if (standing.dataset.about !== section.dataset.about) sayOutdated(standing);
  }
  const sprite = fresh.querySelector(".sprite");
  if (sprite) document.body.append(sprite);
}

/** Somebody types in it, or has a form of it open: what they see stays under their hands. */
function isInUse(section) {
  const fields = [...section.querySelectorAll("textarea, input:not([type=hidden])")];
  const isTyped = fields.some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
  return isTyped || section.querySelector("details[open]") !== null || section.contains(document.activeElement);
}

/** It is about something that is over: what was typed stays to be taken along. */
function sayOutdated(section) {
  if (section.querySelector("[data-outdated]")) return;
  const words = _("This changed meanwhile. What you wrote stays here until you load the page again.");
  section.prepend(make("p", { class: "note", "data-outdated": "", text: words }));
  announce(words);
}
