/** One entry a field: how it is read from a drawn row, and how it is drawn into one. */

import { dueWords, shortDay } from "../dates.js";
import { drawing } from "../drawings.js";
import { page, taskAddress, today } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { faceOf, nameOf } from "../people.js";
import { agreementOf, drawAgreed, wordsOfAgreement } from "./agreed.js";
import { drawWhy } from "./blocked.js";
import { drawComments, nameDetails } from "./said.js";
import { openWaits, shownTask, WORK } from "./state.js";
import { plan } from "./store.js";

export const STATUS_WORDS = {
  todo: _("To do"),
  doing: _("In progress"),
  blocked: _("Blocked"),
  done: _("Done"),
  dropped: _("Not needed"),
};

export const FIELDS = {
  title: { read: (row) => part(row, "title").textContent, draw: drawTitle },
  owner: { read: (row) => row.dataset.owner || null, draw: drawOwner },
  start: { read: (row) => row.dataset.start || null, draw: (row, task) => (row.dataset.start = task.start ?? "") },
  due: { read: (row) => row.dataset.due || null, draw: drawDue },
  status: { read: (row) => row.dataset.status, draw: drawStatus },
  visibility: { read: (row) => row.dataset.visibility, draw: drawVisibility },
  milestone: { read: (row) => row.dataset.milestone === "true", draw: drawMilestone },
  waits: { read: (row) => JSON.parse(row.dataset.waits ?? "[]"), draw: drawWaits },
  blocker: { read: (row) => JSON.parse(row.dataset.blocker ?? "null"), draw: drawWhy },
  agreed: { read: (row) => JSON.parse(row.dataset.agreed ?? "null"), draw: drawAgreed },
  checklist: { read: (row) => JSON.parse(row.dataset.checklist ?? "[]"), draw: drawChecklist },
  ruled: { read: (row) => "ruled" in row.dataset, draw: (row, task) => row.toggleAttribute("data-ruled", Boolean(task.ruled)) },
  links: { read: (row) => JSON.parse(row.dataset.links ?? "[]"), draw: drawLinks },
};

// The day turns while the due date stays; lists are never the same list.
const ALWAYS = new Set(["due", "links", "waits", "blocker", "agreed", "checklist"]);

/** The task that a drawn row shows. */
export function readRow(row) {
  const task = { t: row.dataset.t };
  for (const [name, field] of Object.entries(FIELDS)) task[name] = field.read(row);
  return Object.assign(task, JSON.parse(row.dataset.work ?? "{}"));
}

/** Draw into the row whatever differs from what it shows. A title being edited is left alone. */
export function drawRow(row, task) {
  for (const [name, field] of Object.entries(FIELDS)) {
    if (field.read(row) !== (task[name] ?? null) || ALWAYS.has(name)) field.draw(row, task);
  }
  drawWork(row, task);
  drawMarks(row, task);
}

function drawWork(row, task) {
  const some = WORK.filter((name) => (Array.isArray(task[name]) ? task[name].length : task[name]));
  if (some.length) row.dataset.work = JSON.stringify(Object.fromEntries(some.map((name) => [name, task[name]])));
  else delete row.dataset.work;
}

/** The internal tasks behind a shared one that endanger its date. */
function tooLateBehind({ behind, due, status }) {
  if (["done", "dropped"].includes(status)) return [];
  const steps = (behind ?? []).map((id) => shownTask(plan(), id)).filter((step) => step?.visibility === "internal");
  return steps.filter((step) => isLate(step) || (due && step.due > due && !["done", "dropped"].includes(step.status)));
}

/** A new row for `task`, from the blank one in the page. */
export function newRow(task) {
  const row = document.getElementById("row").content.firstElementChild.cloneNode(true);
  row.dataset.t = task.t;
  for (const button of row.querySelectorAll("button")) button.value = task.t;
  for (const link of row.querySelectorAll("a")) link.setAttribute("href", taskAddress(task.t));
  drawTitle(row, task);
  drawOwner(row, task);
  drawRow(row, task);
  drawComments(row);
  return row;
}

export function isLate(task) {
  return Boolean(task.due) && task.due < today() && !["done", "dropped"].includes(task.status);
}

/** The title of the first step that still holds the task up; null when nothing does. */
export function heldUpBy(task) {
  const [first] = openWaits(plan(), task);
  if (!first) return null;
  return first.on === null ? _("a task on the vendor’s side") : plan().tasks.get(first.on).title;
}

export function glyphOf(task) {
  if (task.milestone && ["todo", "doing"].includes(task.status)) return "milestone";
  if (task.milestone && task.status === "done") return "milestone-done";
  return task.status;
}

function part(row, name) {
  return row.querySelector(`.task__${name}`);
}

/** Fill a cell, keeping the hidden word that names it. */
function fill(cell, ...content) {
  const label = cell.querySelector(":scope > .visually-hidden");
  cell.replaceChildren(...(label ? [label] : []), ...content);
}

function drawTitle(row, task) {
  part(row, "title").textContent = task.title;
  nameDetails(row, task.title);
  if (page.mayEdit) part(row, "glyph").setAttribute("aria-label", _("Mark “%(title)s” as done", { title: task.title }));
}

function drawOwner(row, task) {
  row.dataset.owner = task.owner ?? "";
  fill(part(row, "owner"), ...(task.owner ? ownerParts(task.owner) : nobodyParts()));
}

function ownerParts(owner) {
  return [faceOf(owner), make("span", { class: "task__name", text: owner === page.me ? _("You") : nameOf(owner) })];
}

function nobodyParts() {
  if (!page.mayEdit) return [make("span", { class: "task__nobody", text: _("No owner") })];
  return [make("span", { class: "task__nobody" }, drawing("user"), _("Name an owner"))];
}

function drawDue(row, task) {
  row.dataset.due = task.due ?? "";
  fill(part(row, "due"), ...wasParts(task), dueParts(task));
}

/** The date that was agreed on, where it is another one since. */
function wasParts({ agreed, status }) {
  const isOpen = !["done", "dropped"].includes(status);
  return isOpen && agreed?.was?.due ? [make("s", { class: "task__was", text: shortDay(agreed.was.due) }), " "] : [];
}

function dueParts(task) {
  if (task.due) return make("span", { text: dueWords(task.due, today()) });
  return make("span", { class: "task__undated", text: page.mayEdit ? _("Set a date") : _("No date") });
}

function drawStatus(row, task) {
  row.dataset.status = task.status;
  drawWord(row, task);
  drawGlyph(row, task);
}

function drawWord(row, task) {
  part(row, "word").textContent = heldUpBy(task) ? _("Waiting") : STATUS_WORDS[task.status];
}

function drawGlyph(row, task) {
  const cell = part(row, "glyph");
  const glyph = glyphOf(task);
  cell.replaceChildren(drawing(`glyph-${glyph === "todo" && heldUpBy(task) ? "waiting" : glyph}`));
  if (page.mayEdit) cell.setAttribute("aria-pressed", String(task.status === "done"));
}

function drawVisibility(row, task) {
  row.dataset.visibility = task.visibility;
}

function drawMilestone(row, task) {
  if (task.milestone) row.dataset.milestone = "true";
  else delete row.dataset.milestone;
  drawGlyph(row, task);
}

function drawWaits(row, task) {
  if (task.waits?.length) row.dataset.waits = JSON.stringify(task.waits);
  else delete row.dataset.waits;
  drawWord(row, task);
  drawGlyph(row, task);
}

function drawChecklist(row, { checklist }) {
  if (checklist?.length) row.dataset.checklist = JSON.stringify(checklist);
  else delete row.dataset.checklist;
}

function drawLinks(row, task) {
  if (task.links?.length) row.dataset.links = JSON.stringify(task.links);
  else delete row.dataset.links;
}

/** The signs of what hangs on the task: its key begins with the kind. */
function linkSigns(task) {
  return [...new Set((task.links ?? []).map((link) => link.key.split(":")[0]))];
}

/** Which paths the row is on, as the server found them. */
function pathsOf(row) {
  return row.dataset.paths?.split(" ") ?? [];
}

function drawMarks(row, task) {
  const late = isLate(task);
  row.toggleAttribute("data-late", late);
  const holder = heldUpBy(task);
  const wanted = [late && "late", holder && "after", task.visibility === "internal" && "internal", agreementOf(task), ...pathsOf(row), task.checklist?.length && "checklist", task.files?.length && "files", tooLateBehind(task).length && "behind", ...linkSigns(task)].filter(Boolean);
  const cell = part(row, "mark");
  if (wanted.join() !== [...cell.children].map((sign) => sign.dataset.sign).join()) {
    cell.replaceChildren(...wanted.map((name) => drawing(`sign-${name}`)));
  }
  const agreement = cell.querySelector(".sign__by");
  if (agreement) {
    agreement.textContent = wordsOfAgreement(task);
    if (agreementOf(task) === "agreed") agreement.parentElement.title = agreement.textContent;
  }
  const checked = cell.querySelector(".sign__checked");
  if (checked) checked.textContent = `${task.checklist.filter((item) => item.on !== null).length}/${task.checklist.length}`;
  const files = cell.querySelector(".sign__files");
  if (files) files.textContent = task.files.length;
  if (holder) cell.querySelector(".sign__after").textContent = _("after %(title)s", { title: holder });
}
