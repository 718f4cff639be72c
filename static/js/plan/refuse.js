/** A refused change has gone back; a note at its row says why, and offers what can still be done. */

import { announce } from "../announce.js";
import { dueWords } from "../dates.js";
import { main, page, today } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { nameOf } from "../people.js";
import { showToast } from "../toast.js";
import { STATUS_WORDS } from "./registry.js";
import { focusRow, rowOf } from "./rows.js";
import { change } from "./store.js";

export function startRefusing() {
  on("refused", ({ entry, answer }) => {
    const op = entry.ops[answer.at ?? 0];
    const row = op.t && rowOf(op.t);
    announce(answer.say);
    if (!row?.matches(".task")) showToast(wordsFor(op, answer));
    else if (answer.err === "conflict") showConflict(row, entry.ops, op, answer);
    else showNote(row, op, make("span", { text: wordsFor(op, answer) }));
  });
}

/** What was typed is never lost: it stands in the note. */
function wordsFor(op, answer) {
  const say = answer.say ?? _("That was not saved.");
  const typed = op.k === "add" ? (op.title ?? op.name) : ["title", "description"].includes(op.f) ? op.v : null;
  return typed ? _("%(say)s You wrote: “%(typed)s”.", { say, typed }) : say;
}

/** Of changes that were sent together, the others wait for the answer to the one that clashed. */
function showConflict(row, ops, op, answer) {
  const who = answer.by && answer.by !== page.me ? nameOf(answer.by) : _("Someone");
  const theirs = _("%(name)s wrote “%(text)s” meanwhile; you wrote “%(mine)s”.", {
    name: who,
    text: shown(op.f, answer.current),
    mine: shown(op.f, op.v),
  });
  const note = showNote(row, op, make("span", { text: theirs }));
  const keep = make("button", { class: "button button--small", type: "button", text: _("Keep theirs") });
  const use = make("button", { class: "button button--small", type: "button", text: _("Use mine") });
  keep.addEventListener("click", () => settle(ops.filter((one) => one !== op)));
  use.addEventListener("click", () => settle(ops.map((one) => (one === op ? { ...op, base: answer.current } : one))));
  note.append(make("span", { class: "task__choices" }, keep, use));

  function settle(instead) {
    note.remove();
    focusRow(row);
    if (instead.length) change(instead);
  }
}

function shown(field, value) {
  if (value === null || value === "") return _("nothing");
  if (field === "owner") return nameOf(value);
  if (field === "start" || field === "due") return dueWords(value, today());
  return field === "status" ? STATUS_WORDS[value] : String(value);
}

/** On a phone the open task covers its row, so the note stands in the sheet. */
function sheetOf(id) {
  const box = document.getElementById("detail");
  return main.dataset.open === id && box.firstElementChild && getComputedStyle(box).position === "fixed" ? box : null;
}

function showNote(row, op, words) {
  const sheet = sheetOf(op.t);
  (sheet ?? row).querySelector(":scope > .task__say")?.remove();
  const note = make("div", { class: "task__say" }, words);
  if (sheet) sheet.firstElementChild.after(note);
  else row.append(note);
  const close = make("button", { class: "task__close", type: "button", "aria-label": _("Close this note"), text: "×" });
  close.addEventListener("click", () => note.remove());
  note.append(close);
  return note;
}
