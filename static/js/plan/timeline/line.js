/** One row of the timeline: cloned from the blank one that the server drew, and filled. */

import { dayRange } from "../../dates.js";
import { page } from "../../here.js";
import { _ } from "../../i18n.js";
import { faceOf, person } from "../../people.js";
import { addressWith } from "../address.js";
import { glyphOf, heldUpBy } from "../registry.js";
import { WORDS, stateOf } from "../views/entry.js";
import { barAround, barOf, widthOf } from "./layout.js";

const drawn = new WeakMap();

export function newLine(task) {
  const line = blank("line");
  line.dataset.t = task.t;
  return line;
}

export function newHead(phase) {
  const head = blank("head");
  head.dataset.p = phase.p;
  return head;
}

function blank(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

/** Draw what differs from what was drawn last. */
export function drawLine(line, task, scale) {
  const state = stateOf(task);
  const holder = heldUpBy(task);
  const owner = task.owner && person(task.owner).initials;
  const key = JSON.stringify([task.title, task.owner, owner, task.start, task.due, task.milestone, task.status, state, holder, line.dataset.paths, scale.first, scale.last]);
  if (drawn.get(line) === key) return;
  drawn.set(line, key);
  line.dataset.state = state;
  line.dataset.milestone = String(Boolean(task.milestone));
  drawName(line, task, state, holder);
  drawBar(line.querySelector("svg"), task, state, scale);
}

function drawName(line, task, state, holder) {
  line.querySelector(".lane__owner").replaceChildren(task.owner ? faceOf(task.owner) : nobody());
  const link = line.querySelector(".step__title");
  link.setAttribute("href", addressWith(task.t));
  link.querySelector(".lane__title").textContent = task.title;
  const said = [WORDS[state], datesOf(task) || _("No date"), holder && _("after %(title)s", { title: holder })];
  if (line.dataset.paths?.includes("critical")) said.push(_("Critical"));
  link.querySelector("[data-said]").textContent = `, ${said.filter(Boolean).join(", ")}`;
}

function nobody() {
  return Object.assign(document.createElement("span"), { className: "face face--20 face--nobody", ariaHidden: "true" });
}

export function datesOf({ start, due, milestone }) {
  const [first, last] = [start ?? due, due ?? start];
  if (!first) return "";
  return milestone || first > last ? dayRange(last, last) : dayRange(first, last);
}

function drawBar(chart, task, state, scale) {
  chart.setAttribute("width", widthOf(scale));
  const bar = barOf(scale, task);
  const group = chart.querySelector(".bar");
  if (!bar) return group.setAttribute("visibility", "hidden");
  group.removeAttribute("visibility");
  group.setAttribute("transform", `translate(${bar.x} 9)`);
  group.querySelector(".bar__body").setAttribute("width", bar.width);
  group.querySelector(".bar__diamond").setAttribute("transform", `translate(${bar.width / 2} 8)`);
  group.querySelector("[data-end=due]").setAttribute("x", bar.width - 1);
  const end = task.milestone ? Math.floor(bar.width / 2) + 10 : bar.width;
  const label = group.querySelector(".bar__label");
  label.setAttribute("transform", `translate(${end + 8} 0)`);
  label.querySelector("use").setAttribute("href", `#g-${state === "waiting" && !task.milestone ? "waiting" : glyphOf(task)}`);
  label.querySelector("text").textContent = labelOf(task, state);
}

/** A milestone's day says more than that it is still to come. */
function labelOf(task, state) {
  const dates = datesOf(task);
  if (!task.milestone) return WORDS[state];
  return ["todo", "waiting"].includes(state) && dates ? dates : [WORDS[state], dates].filter(Boolean).join(", ");
}

/** A phase: its name, how much of it is done, and a bar over all its tasks. */
export function drawHead(head, phase, tasks, { done, total }, scale) {
  const bar = barAround(scale, tasks) ?? { x: 0, width: 0 };
  const doneWidth = total ? Math.floor((done * bar.width) / total) : 0;
  write(head.querySelector(".lane__phase"), phase.name);
  write(head.querySelector(".lane__count"), total ? _("%(done)s of %(total)s", { done, total }) : "");
  head.querySelector("svg").setAttribute("width", widthOf(scale));
  head.querySelector(".span").setAttribute("transform", `translate(${bar.x} 15)`);
  head.querySelector(".span__all").setAttribute("width", bar.width);
  head.querySelector(".span__done").setAttribute("width", doneWidth);
}

function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export const mayMove = (task) => page.mayEdit && Boolean(task.start ?? task.due);
