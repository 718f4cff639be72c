/**
 * What is typed as a new task is read while it is typed: "Export data @Maria fri" shows who and when as chips, and Enter
 * adds it so. The server reads: there is one parser, the same that reads pasted lists, and it knows everybody's names.
 */

import { dueWords } from "../dates.js";
import { page, post, today } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { faceOf, nameOf, nameSomeone } from "../people.js";
import { needStyle } from "../style.js";

const PAUSE_MS = 120;
const LONGEST_WAIT_MS = 1000;
const lines = new WeakMap();

/** Read what is typed into `input` from now on. */
export function watchWords(input) {
  if (lines.has(input)) return;
  const line = { input, text: "", task: null, name: null, asking: null, timer: 0, isAsTyped: false, box: null, named: new Map(), naming: null };
  lines.set(input, line);
  needStyle("quick");
  input.addEventListener("input", () => {
    clearTimeout(line.timer);
    if (!input.value.trim()) line.isAsTyped = false;
    line.timer = setTimeout(() => read(line), PAUSE_MS);
  });
  // What was typed before anything here was there to read it.
  if (wordsIn(input)) line.timer = setTimeout(() => read(line), PAUSE_MS);
}

/** Esc once keeps the words as they were typed; whether there was anything to keep. */
export function keepAsTyped(input) {
  const line = lines.get(input);
  if (!line || line.isAsTyped || !line.box?.childElementCount) return false;
  line.isAsTyped = true;
  draw(line);
  return true;
}

/**
 * Take the words out of `input`, which is free for the next ones at once; the fields of the task that they mean. Waits for
 * the reading where `isPatient`, but never long.
 */
export async function takeWords(input, isPatient) {
  const line = lines.get(input);
  const typed = wordsIn(input);
  const { text, task, name, naming, isAsTyped } = line ?? {};
  input.value = "";
  if (!line) return { title: typed };
  forgetWords(line);
  if (isAsTyped || !isReadable(typed)) return { title: typed };
  if (text === typed && task && !name) return task;
  if (!isPatient) return { title: typed };
  await naming;
  return fieldsOf(text === typed ? { task, name } : await askSoon(typed), line.named) ?? { title: typed };
}

/** The fields of the task that these words mean, which were typed before anything here was there to read them. */
export async function fieldsIn(typed) {
  return isReadable(typed) ? fieldsOf(await askSoon(typed), new Map()) : null;
}

function askSoon(typed) {
  return Promise.race([ask(typed), pause(LONGEST_WAIT_MS)]);
}

/** The task that was read; none while nobody here has the name in it. */
function fieldsOf({ task, name } = {}, named) {
  const owner = named.get(name);
  if (owner) return { ...task, owner };
  return name ? null : task;
}

function forgetWords(line) {
  clearTimeout(line.timer);
  Object.assign(line, { text: "", task: null, name: null, naming: null, isAsTyped: false });
  draw(line);
}

function wordsIn(input) {
  return input.value.replace(/\s+/g, " ").trim();
}

/** One word alone is a title. */
function isReadable(typed) {
  return typed.includes(" ") && navigator.onLine;
}

async function read(line) {
  const typed = wordsIn(line.input);
  if (typed === line.text) return;
  if (!isReadable(typed)) return take(line, typed, { task: null, name: null });
  const answer = await ask(typed);
  if (answer.ok && typed === wordsIn(line.input)) take(line, typed, answer);
}

function ask(typed) {
  return post(`${page.address}/read`, { line: typed }).catch(() => ({}));
}

/** An answer may have been asked for before the name in it was confirmed. */
function take(line, text, { task, name }) {
  const owner = line.named.get(name);
  Object.assign(line, owner ? { text, task: { ...task, owner }, name: null } : { text, task, name });
  draw(line);
}

function draw(line) {
  line.box ??= make("span", { class: "quick", "aria-live": "polite" });
  if (!line.box.isConnected) line.input.after(line.box);
  line.box.replaceChildren(...(line.isAsTyped ? [] : chipsOf(line)));
}

function chipsOf(line) {
  const { task, name } = line;
  if (!task) return [];
  const chips = [];
  if (task.owner) chips.push(make("span", { class: "chip" }, faceOf(task.owner), nameOf(task.owner)));
  if (name) chips.push(newName(line, name));
  if (task.due) chips.push(make("time", { class: "chip", datetime: task.due, text: dueWords(task.due, today()) }));
  if (chips.length) chips.push(make("span", { class: "quick__hint", "aria-hidden": "true" }, make("kbd", { text: "Esc" }), ` ${_("keeps the words")}`));
  return chips;
}

/** Nobody here is called so: a press makes them someone new; without it the words stay as typed. */
function newName(line, name) {
  const chip = make("button", { class: "chip quick__new", type: "button", text: _("Name “%(name)s” as someone new", { name }) });
  // The field keeps the focus: leaving it would add the task.
  chip.addEventListener("pointerdown", (event) => event.preventDefault());
  chip.addEventListener("click", () => (line.naming = confirm()));
  return chip;

  async function confirm() {
    const someone = await nameSomeone(name).catch(() => ({ say: _("No connection. The name was not saved.") }));
    if (!someone.id) return (chip.textContent = someone.say);
    line.named.set(name, someone.id);
    take(line, line.text, line);
    line.input.focus();
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
