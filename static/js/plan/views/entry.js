/** One step as it stands in a group: cloned from the blank one that the server drew, and filled. */

import { dueWords } from "../../dates.js";
import { drawing } from "../../drawings.js";
import { page, today } from "../../here.js";
import { _ } from "../../i18n.js";
import { make } from "../../make.js";
import { faceOf, person } from "../../people.js";
import { addressWith } from "../address.js";
import { STATUS_WORDS, glyphOf, heldUpBy, isLate } from "../registry.js";
import { plan } from "../store.js";

export const WORDS = { ...STATUS_WORDS, late: _("Late"), waiting: _("Waiting") };
const drawn = new WeakMap();

/** What colour and word say: late goes before in progress, never before blocked. */
export function stateOf(task) {
  if (isLate(task) && task.status !== "blocked") return "late";
  return heldUpBy(task) ? "waiting" : task.status;
}

export function newEntry(task) {
  const entry = document.getElementById("entry").content.firstElementChild.cloneNode(true);
  entry.dataset.t = task.t;
  return entry;
}

/** Draw what differs from what was drawn last. */
export function drawEntry(entry, task) {
  const state = stateOf(task);
  const phase = plan().phases.get(task.phase).name;
  const owner = task.owner ? (task.owner === page.me ? _("You") : person(task.owner).first_name) : "";
  const key = JSON.stringify([task.title, task.owner, owner, task.due, today(), task.milestone, task.status, state, phase]);
  if (drawn.get(entry) === key) return;
  drawn.set(entry, key);
  const part = (name) => entry.querySelector(`.entry__${name}`);
  entry.dataset.state = state;
  entry.dataset.milestone = String(Boolean(task.milestone));
  part("glyph").replaceChildren(drawing(`glyph-${state === "waiting" && !task.milestone ? "waiting" : glyphOf(task)}`));
  const title = entry.querySelector(".step__title");
  title.setAttribute("href", addressWith(task.t));
  title.textContent = task.title;
  part("phase").textContent = phase;
  part("owner").replaceChildren(...(task.owner ? [faceOf(task.owner), make("span", { text: owner })] : []));
  part("due").replaceChildren(...(task.due ? [make("time", { datetime: task.due, text: dueWords(task.due, today()) })] : []));
  part("state").textContent = WORDS[state];
}
