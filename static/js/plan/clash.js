/**
 * Changes of mine that met those of others. One that meets them at once is settled in a note at its row. What had waited
 * for a line is asked about in a dialog, one after the other: what stands there now, beside what I wrote. Until I have
 * decided, my words stay kept in the browser, through a closed tab too.
 */

import { dueWords } from "../dates.js";
import { ask } from "../dialog.js";
import { main, page, today } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { nameOf } from "../people.js";
import { needStyle } from "../style.js";
import { showToast } from "../toast.js";
import { showNote } from "./refuse.js";
import { STATUS_WORDS } from "./registry.js";
import { focusRow, rowOf } from "./rows.js";
import { shownTask } from "./state.js";
import { change, countWaiting, letGo, plan } from "./store.js";

// Refusals of one return come in quick succession: the first question says how many there are, so it waits for answers.
const GATHER_MS = 400;
const FIELD_WORDS = {
  title: _("Title"),
  description: _("What to do"),
  owner: _("Owner"),
  start: _("Start"),
  due: _("Due"),
  status: _("Status"),
  milestone: _("Milestone"),
  visibility: _("Seen by"),
};
const open = [];
let timer = 0;
let isAsking = false;
let reminder = null;

export function takeClash(entry, answer) {
  const op = entry.ops[answer.at ?? 0];
  const clash = { entry, answer, op, before: [] };
  const row = op.t && rowOf(op.t);
  if (!entry.hasWaited && row?.matches(".task") && row.checkVisibility()) return showClash(row, clash);
  put(clash);
  gather();
}

function gather() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (main.dataset.mode === "live" && countWaiting()) gather();
    else if (isTyping()) remind();
    else settleAll();
  }, GATHER_MS);
}

/** Of several changes of one thing the last one says what I want; the ones before it go with it. */
function put(clash) {
  const { k, t, p, f, i } = clash.op;
  const at = open.findIndex(({ op }) => op.k === k && op.t === t && op.p === p && op.f === f && op.i === i && k !== "add");
  if (at < 0) return void open.push(clash);
  clash.before = [...open[at].before, open[at].entry];
  open[at] = clash;
}

function isTyping() {
  return Boolean(document.activeElement?.matches("input, textarea, select")) || Boolean(document.querySelector("dialog[open]"));
}

/** A line at the page's foot, which stays, leads to what is still undecided. */
function remind() {
  reminder?.remove();
  if (!open.length) return;
  const words = n_("%(n)s change of yours is still to be decided.", "%(n)s changes of yours are still to be decided.", open.length);
  reminder = showToast(words, { label: _("Decide now"), run: settleAll, isLasting: true });
}

async function settleAll() {
  if (isAsking) return;
  isAsking = true;
  reminder?.remove();
  await needStyle("clash");
  for (let number = 1; open.length; number += 1) {
    const clash = open.shift();
    const choice = await askAbout(clash, number, number + open.length);
    if (!choice) {
      open.unshift(clash);
      break;
    }
    settle(clash, choice === "mine");
  }
  isAsking = false;
  remind();
}

function askAbout(clash, number, of) {
  const { title, theirs, keep, use } = questionOf(clash);
  const mine = mineIn(clash);
  const content = make("div", { class: "clash", id: "clash-words" },
    of > 1 && make("p", { class: "clash__count", text: _("%(number)s of %(of)s", { number, of }) }),
    make("p", { text: title }),
    theirs && side(theirs.by, theirs.words),
    mine && side(_("You wrote"), mine),
  );
  const answered = ask(_("What shall stand?"), [content], [["", _("Later"), "quiet"], ["theirs", keep], ["mine", use, "primary"]]);
  document.querySelector("dialog[open]:last-of-type").setAttribute("aria-describedby", "clash-words");
  return answered;
}

function side(label, words) {
  return make("div", { class: "clash__side" }, make("h3", { text: label }), make("p", { class: "clash__words", text: words }));
}

function questionOf({ op, answer }) {
  const title = titleOf(op);
  if (answer.err === "conflict") {
    const said = { title, field: FIELD_WORDS[op.f] ?? _("Title"), name: byOf(answer) };
    const theirs = { by: _("%(name)s wrote", said), words: shown(op.f, answer.current) };
    return { title: _("“%(title)s”, %(field)s: it was changed while yours was on its way.", said), theirs, keep: _("Keep theirs"), use: _("Use mine") };
  }
  if (wasRemoved({ op, answer })) {
    return { title: _("“%(title)s” was removed meanwhile.", { title }), keep: _("Leave it removed"), use: _("Bring it back with mine") };
  }
  return { title: answer.say ?? _("That was not saved."), keep: _("Let it go"), use: _("Try again") };
}

function byOf({ by }) {
  return by === page.me ? _("You, elsewhere") : by ? nameOf(by) : _("Someone");
}

function titleOf({ t, p, title, name }) {
  const { tasks, phases, gone } = plan();
  return tasks.get(t)?.title ?? phases.get(p)?.name ?? gone.get(t)?.task?.title ?? title ?? name ?? _("A task");
}

/** My words, where there are some; a removal or a move has none. */
function mineIn({ op }) {
  if (op.k === "add") return op.title ?? op.name;
  if (op.k === "set") return shown(op.f ?? "title", op.v);
  return op.note ?? op.text ?? null;
}

function shown(field, value) {
  if (value === null || value === undefined || value === "") return _("nothing");
  if (field === "owner") return nameOf(value);
  if (field === "start" || field === "due") return dueWords(value, today());
  if (field === "milestone") return value ? _("Yes") : _("No");
  if (field === "visibility") return value === "internal" ? _("Our team only") : _("Both sides");
  return field === "status" ? STATUS_WORDS[value] : String(value);
}

function wasRemoved({ op, answer }) {
  return answer.err === "gone" && op.t && op.k !== "add";
}

/** Whether what it changes is there: of many that were removed, one is asked about and not each. */
function stillStands({ k, t }) {
  return !t || k === "add" || k === "restore" || Boolean(shownTask(plan(), t));
}

/** Of changes that were sent together, the others waited for the answer to the one that clashed. */
function settle({ entry, answer, op, before }, isMine) {
  const others = entry.ops.filter((one) => one !== op);
  const again = { ...op, ...(answer.err === "conflict" && { base: answer.current }) };
  const isRemoved = wasRemoved({ op, answer });
  const restored = isRemoved ? [{ k: "restore", t: op.t }] : [];
  const instead = isMine ? [...restored, ...entry.ops.map((one) => (one === op ? again : one))] : others.filter(stillStands);
  // First kept anew, then let go: a tab that dies between the two loses nothing.
  if (instead.length && (isMine || isRemoved || answer.err === "conflict")) change(instead, { said: entry.said });
  for (const one of [...before, entry]) letGo(one);
}

function showClash(row, clash) {
  const { op, answer } = clash;
  const said = { name: byOf(answer), text: shown(op.f, answer.current), mine: shown(op.f, op.v) };
  const note = showNote(row, op, make("span", { text: _("%(name)s wrote “%(text)s” meanwhile; you wrote “%(mine)s”.", said) }));
  const keep = make("button", { class: "button button--small", type: "button", text: _("Keep theirs") });
  const use = make("button", { class: "button button--small", type: "button", text: _("Use mine") });
  keep.addEventListener("click", () => decide(false));
  use.addEventListener("click", () => decide(true));
  note.append(make("span", { class: "task__choices" }, keep, use));
  note.querySelector(".task__close").addEventListener("click", () => letGo(clash.entry));

  function decide(isMine) {
    note.remove();
    if (main.dataset.open !== op.t) focusRow(row);
    settle(clash, isMine);
  }
}
