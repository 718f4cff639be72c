/** Undo and redo of my own edits, however much others changed meanwhile: each is a new edit that says the opposite. */

import { announce } from "../announce.js";
import { _ } from "../i18n.js";
import { on } from "../news.js";
import { showToast } from "../toast.js";
import { focusRow, rowOf } from "./rows.js";
import { change, plan } from "./store.js";

const MOST = 200;
let done = [];
let undone = [];

export function startUndo() {
  on("queued", note);
  on("refused", ({ entry }) => forget(entry));
  on("stopped", () => (done = undone = []));
  document.addEventListener("keydown", (event) => {
    const act = actionOf(event);
    if (!act || isTyping(event.target)) return;
    event.preventDefault();
    act();
  });
}

/** Ctrl or Cmd with Z undoes, with Shift and Z or with Y redoes; inside a text the browser's own undo is meant. */
function actionOf(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? redo : undo;
  return key === "y" && !event.shiftKey ? redo : null;
}

function isTyping(element) {
  return element.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]");
}

function note(entry) {
  if (!entry.inverse) return;
  if (entry.cause === "undo") undone.push(entry);
  else done.push(entry);
  if (!entry.cause) undone = [];
  if (done.length > MOST) done.shift();
}

function forget(entry) {
  done = done.filter((one) => one !== entry);
  undone = undone.filter((one) => one !== entry);
}

export function undo() {
  const last = done.at(-1);
  if (last) undoEntry(last);
  else announce(_("There is nothing to undo."));
}

/** Take back one change of mine, the last one or an earlier one. */
export function undoEntry(entry) {
  forget(entry);
  repeat(entry, "undo", _("Undone: “%(title)s”", { title: titleOf(entry) }), { label: _("Redo"), run: redo });
}

export function redo() {
  const last = undone.at(-1);
  if (!last) return announce(_("There is nothing to redo."));
  forget(last);
  repeat(last, "redo", _("Done again: “%(title)s”", { title: titleOf(last) }), { label: _("Undo"), run: undo });
}

function repeat(entry, cause, words, action) {
  // In the voice in which it was made: a word is taken back of whose it was.
  change(entry.inverse, { cause, said: entry.said });
  const row = rowOf(entry.inverse[0].t);
  if (row) focusRow(row);
  showToast(words, action);
}

/** What the change was about, also where it has just been removed. */
function titleOf({ ops: [op] }) {
  const { tasks, phases, gone } = plan();
  const thing = tasks.get(op.t) ?? phases.get(op.p) ?? gone.get(op.t ?? op.p)?.task ?? gone.get(op.p)?.phase;
  return thing?.title ?? thing?.name ?? op.title ?? op.name ?? "";
}
