/** Choosing many rows: x, Shift with arrows, Shift and a click, the box at a row's start, a long press on touch. */

import { announce } from "../announce.js";
import { main } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { hasPopup } from "../popup.js";
import { needStyle } from "../style.js";
import { actOn, drawBar, focusBar } from "./many_bar.js";
import { startPressing, wasTouched } from "./press.js";
import { focusRow, neighbour, rowAround, rowOf, titleOf } from "./rows.js";
import { task } from "./store.js";

const chosen = new Set();
let offered = null;
// A stretch is chosen from here, on top of what was chosen before it.
let stretch = { from: null, kept: new Set() };

export async function startSelecting() {
  await needStyle("select");
  // First, so that the click which ends a long press is nobody else's.
  startPressing(toggle);
  document.addEventListener("keydown", takeKey, true);
  main.addEventListener("pointerover", offerBox);
  main.addEventListener("click", takeClick, true);
  on("changed", forgetGone);
  on("stopped", clear);
  const pointed = matchMedia("(hover: hover)").matches && main.querySelector(".task[data-t]:hover");
  if (pointed) boxOf(pointed);
}

function takeKey(event) {
  if (event.target.matches("input, textarea, select, [contenteditable]")) return;
  if (event.ctrlKey || event.metaKey || event.altKey || hasPopup() || document.querySelector("dialog[open]")) return;
  if (!choose(event) && !(chosen.size && useChosen(event))) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Choose by key; whether it was such a key. */
export function choose(event) {
  const row = rowAround(event.target);
  if (!row || main.dataset.stopped === "true") return false;
  if (event.key.toLowerCase() === "x" && !event.shiftKey) return toggle(row), true;
  if (event.shiftKey && event.key === "ArrowDown") return stretchTo(row, 1), true;
  if (event.shiftKey && event.key === "ArrowUp") return stretchTo(row, -1), true;
  return false;
}

/** What the keys of one row do to all that are chosen. */
function useChosen(event) {
  if (event.key === "Escape") return clear(), true;
  if (event.key.toLowerCase() === "m" && !event.shiftKey) return focusBar(), true;
  if (!rowAround(event.target) || (event.key === " " && event.target.matches("button"))) return false;
  const acts = { " ": "done", b: "blocked", Delete: "remove", Backspace: "remove" };
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (act) actOn[act](chosenIds(), bar);
  return Boolean(act);
}

function stretchTo(row, step) {
  if (!chosen.size || !stretch.from) stretch = { from: row.dataset.t, kept: new Set(chosen) };
  const next = neighbour(row, step) ?? row;
  chooseStretch(next);
  focusRow(next);
}

function chooseStretch(to) {
  const rows = visibleRows();
  const ends = [rows.indexOf(rowOf(stretch.from)), rows.indexOf(to)].sort((a, b) => a - b);
  const ids = rows.slice(ends[0], ends[1] + 1).map((row) => row.dataset.t);
  set(new Set([...stretch.kept, ...ids]));
}

function visibleRows() {
  return [...main.querySelectorAll(".task[data-t]")].filter((row) => row.checkVisibility());
}

function toggle(row) {
  const id = row.dataset.t;
  const ids = new Set(chosen);
  if (!ids.delete(id)) ids.add(id);
  set(ids);
  stretch = { from: id, kept: ids };
}

function takeClick(event) {
  const row = rowAround(event.target);
  if (!row || event.target.closest(".task__say, input, textarea")) return;
  if (event.target.closest(".task__box")) toggle(row);
  else if (event.shiftKey && !event.ctrlKey && !event.metaKey) chooseTo(row);
  else if (chosen.size && wasTouched(event)) toggle(row);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function chooseTo(row) {
  getSelection().removeAllRanges();
  const here = rowAround(document.activeElement);
  if (!stretch.from || !rowOf(stretch.from)) stretch = { from: (here ?? row).dataset.t, kept: new Set(chosen) };
  chooseStretch(row);
  focusRow(row);
}

function chosenIds() {
  return visibleRows().map((row) => row.dataset.t).filter((id) => chosen.has(id));
}

function clear() {
  stretch = { from: null, kept: new Set() };
  set(new Set());
}

function forgetGone() {
  const ids = new Set([...chosen].filter((id) => task(id) && rowOf(id)));
  if (ids.size !== chosen.size) set(ids);
}

/** Draw the difference only: others' news may come many times a second. */
function set(ids) {
  const before = new Set(chosen);
  const wasInBar = document.activeElement.closest(".many");
  chosen.clear();
  for (const id of ids) chosen.add(id);
  for (const id of new Set([...before, ...ids])) if (before.has(id) !== ids.has(id)) mark(id, ids.has(id));
  main.toggleAttribute("data-selecting", ids.size > 0);
  drawBar(ids.size, bar);
  // The bar goes with the last of them, and the focus goes back to where it came from.
  if (wasInBar && !ids.size) focusRow(rowOf([...before].findLast(rowOf)));
  if (before.size !== ids.size) announce(ids.size ? n_("%(n)s task selected", "%(n)s tasks selected", ids.size) : _("Nothing is selected"));
}

const bar = { ids: chosenIds, clear };

function mark(id, isChosen) {
  const row = rowOf(id);
  if (!row) return;
  row.toggleAttribute("data-selected", isChosen);
  if (isChosen) boxOf(row).setAttribute("aria-checked", "true");
  else if (row.matches(":hover")) boxOf(row).setAttribute("aria-checked", "false");
  else row.querySelector(".task__box")?.remove();
}

/** The box stands in the row that is pointed at, and in those that are chosen. */
function offerBox(event) {
  const row = rowAround(event.target);
  if (!row || event.pointerType === "touch") return;
  if (offered && offered !== row && !chosen.has(offered.dataset.t)) offered.querySelector(".task__box")?.remove();
  boxOf(row);
  offered = row;
}

function boxOf(row) {
  const known = row.querySelector(".task__box");
  if (known) return known;
  const label = _("Select “%(title)s”", { title: titleOf(row).textContent });
  const box = make("button", { class: "task__box", type: "button", role: "checkbox", "aria-checked": "false", "aria-label": label, tabindex: "-1" });
  row.append(box);
  return box;
}
