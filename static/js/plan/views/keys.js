/** Keys while an item of a view has the focus: what they all know, and what the view adds. */

import { page } from "../../here.js";
import { tell } from "../../news.js";
import { hasPopup } from "../../popup.js";
import { runLatest } from "../../toast.js";
import { closeDetail, hasDetail, openDetail } from "../detail.js";
import { removeTask } from "../remove.js";
import { focusRow, neighbour, rowAround, titleOf } from "../rows.js";
import { toggleBlocked, toggleDone } from "../status.js";

const READ_KEYS = {
  ArrowDown: (row) => focusRow(neighbour(row, 1)),
  ArrowUp: (row) => focusRow(neighbour(row, -1)),
  o: (row) => openDetail(row.dataset.t),
  c: (row) => (openDetail(row.dataset.t), tell("comment")),
};

const EDIT_KEYS = {
  " ": (row) => toggleDone(row.dataset.t),
  b: (row) => toggleBlocked(row.dataset.t, titleOf(row)),
  Delete: (row) => removeTask(row.dataset.t),
  Backspace: (row) => removeTask(row.dataset.t),
};

/** `edit` are more keys of an item for those who may edit, `walk` for all, `anywhere` those of the page. */
export function startViewKeys({ edit = {}, walk = {}, anywhere = {} }) {
  const onItem = { ...READ_KEYS, ...walk, ...(page.mayEdit && { ...EDIT_KEYS, ...edit }) };
  startKeyDialog();
  const onPage = { "?": showKeys, Escape: () => hasDetail() && (closeDetail(), true), z: runLatest, ...anywhere };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || isTaken(event.target)) return;
    const row = rowAround(event.target);
    if ((row && press(onItem, event, row)) || press(onPage, event)) event.preventDefault();
  });
}

function startKeyDialog() {
  const button = document.querySelector("[data-do=keys]");
  button.hidden = false;
  button.addEventListener("click", showKeys);
}

function showKeys() {
  document.getElementById("keys").showModal();
}

function isTaken(element) {
  return element.matches("input, textarea, select, [contenteditable]") || hasPopup() || document.querySelector("dialog[open]");
}

/** Whether the key did something; an act that answers false did not. */
function press(keys, event, row) {
  if (event.key === " " && event.target.matches("button")) return false;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const before = (event.altKey ? "Alt+" : "") + (event.shiftKey && event.key.length > 1 ? "Shift+" : "");
  const act = keys[before + name];
  return Boolean(act) && act(row) !== false;
}
