/** A refused change has gone back: a note at its row says why. What met another's change is settled there (clash.js). */

import { announce } from "../announce.js";
import { main, phone } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { showToast } from "../toast.js";
import { rowOf } from "./rows.js";
import { letGo } from "./store.js";

let settling = null;

/** Asked for once, so that refusals that wait for it are settled in the order they came in. */
function loadClash() {
  settling ??= import("./clash.js").catch(() => (settling = null));
  return settling;
}

export function startRefusing() {
  on("refused", async ({ entry, answer }) => {
    announce(answer.say);
    const isToSettle = answer.err === "conflict" || entry.hasWaited;
    const clash = isToSettle && (await loadClash());
    if (clash) return clash.takeClash(entry, answer);
    // Where the way to settle it does not come, the next page on this plan asks.
    if (!isToSettle) letGo(entry);
    sayWhy(entry.ops[answer.at ?? 0], answer);
  });
}

function sayWhy(op, answer) {
  const row = op.t && rowOf(op.t);
  if (row?.matches(".task")) showNote(row, op, make("span", { text: wordsFor(op, answer) }));
  else showToast(wordsFor(op, answer));
}

/** What was typed is never lost: it stands in the note. */
function wordsFor(op, answer) {
  const say = answer.say ?? _("That was not saved.");
  const typed = op.k === "add" ? (op.title ?? op.name) : ["title", "description"].includes(op.f) ? op.v : null;
  return typed ? _("%(say)s You wrote: “%(typed)s”.", { say, typed }) : say;
}

/** On a phone the open task covers its row, so the note stands in the sheet. */
function sheetOf(id) {
  const box = document.getElementById("detail");
  return main.dataset.open === id && box.firstElementChild && phone.matches ? box : null;
}

export function showNote(row, op, words) {
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
