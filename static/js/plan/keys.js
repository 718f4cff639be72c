/** What the keys do while a row has the focus. Everything here has a twin for the pointer. */

import { main, page } from "../here.js";
import { tell } from "../news.js";
import { hasPopup } from "../popup.js";
import { runLatest } from "../toast.js";
import { addBelow } from "./add.js";
import { openDetail, closeDetail, hasDetail } from "./detail.js";
import { moveBy } from "./move.js";
import { movePhaseBy } from "./phase_acts.js";
import { removeTask } from "./remove.js";
import { focusRow, neighbour, rowAround } from "./rows.js";
import { toggleBlocked, toggleDone } from "./status.js";

const READ_KEYS = {
  ArrowDown: (row, target) => walkRows(row, 1, target),
  ArrowUp: (row, target) => walkRows(row, -1, target),
  o: (row) => openDetail(row.dataset.t),
  c: (row) => comment(row.dataset.t),
};

const EDIT_KEYS = {
  " ": (row) => toggleDone(row.dataset.t),
  b: (row, target) => toggleBlocked(row.dataset.t, target),
  n: (row) => addBelow(row),
  Delete: (row) => removeTask(row.dataset.t),
  Backspace: (row) => removeTask(row.dataset.t),
  "Alt+ArrowDown": (row) => moveBy(row.dataset.t, 1),
  "Alt+ArrowUp": (row) => moveBy(row.dataset.t, -1),
};

export function startKeys() {
  document.querySelector("[data-do=keys]")?.addEventListener("click", () => document.getElementById("keys").showModal());
  document.addEventListener("keydown", (event) => {
    if (isTyping(event.target) || hasPopup() || document.querySelector("dialog[open]")) return;
    if (onRow(event) || onPhase(event) || onPage(event)) event.preventDefault();
  });
}

function isTyping(element) {
  return element.matches("input, textarea, select, [contenteditable]");
}

function onRow(event) {
  const row = rowAround(event.target);
  if (!row || event.ctrlKey || event.metaKey) return false;
  // Space and Enter on a button press it; on the title, a link, Space would do nothing.
  if (event.key === " " && event.target.matches("button")) return false;
  const name = (event.altKey ? "Alt+" : "") + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const act = READ_KEYS[name] ?? (page.mayEdit && EDIT_KEYS[name]);
  act?.(row, event.target);
  return Boolean(act);
}

function onPhase(event) {
  const head = event.target.closest(".phase__head");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!head || !step || !event.altKey || !page.mayEdit) return false;
  movePhaseBy(head.closest(".phase").dataset.p, step);
  return true;
}

function onPage(event) {
  if (event.key === "Escape" && hasDetail()) return closeDetail(), true;
  if (event.key === "?") return document.getElementById("keys").showModal(), true;
  if (event.ctrlKey || event.metaKey) return false;
  if (event.key.toLowerCase() === "z" && !event.shiftKey && !event.altKey) return runLatest();
  if (event.key === "ArrowDown" && event.target === document.body) return focusFirst(), true;
  return false;
}

function comment(id) {
  openDetail(id);
  tell("comment");
}

/** Up and down stay in the column: from a date to the date below. */
function walkRows(row, step, target) {
  const next = neighbour(row, step);
  const column = [...target.classList].find((name) => name.startsWith("task__"));
  if (next) focusRow(next, column && `.${column}`);
}

function focusFirst() {
  const first = [...main.querySelectorAll(".task[data-t]")].find((row) => row.checkVisibility());
  if (first) focusRow(first);
}
