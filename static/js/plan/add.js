/** New tasks: in the line at a phase's end, or below the row at hand. Enter adds and stands ready for the next. */

import { main } from "../here.js";
import { _ } from "../i18n.js";
import { randomId } from "../live/pending.js";
import { make } from "../make.js";
import { sayMissing } from "./hold.js";
import { focusRow, rowOf } from "./rows.js";
import { change, plan, task } from "./store.js";

const LONGEST_WAIT_MS = 1000;
// What reads the words comes with the first line that is typed into.
let quick = null;
let loading = null;
// What was entered so far, in its order.
let adding = Promise.resolve();

export function startAdding() {
  main.addEventListener("focusin", ({ target }) => isTask(target) && watch(target));
  main.addEventListener("paste", (event) => isTask(event.target) && takeList(event));
  main.addEventListener("submit", (event) => {
    if (event.target.matches(".add:not(.add-phase)")) {
      event.preventDefault();
      addAtEnd(event.target);
    }
  });
  main.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches(".add__title") && !quick?.keepAsTyped(event.target)) {
      event.target.value = "";
      event.target.blur();
    }
  });
}

function isTask(target) {
  return target.matches(".add__title") && !target.closest(".add-phase");
}

/** Without a connection the next line asks again. */
async function watch(input) {
  loading ??= import("./quick.js").catch(() => (loading = null));
  quick = await loading;
  quick?.watchWords(input);
}

function addAtEnd(form) {
  const phase = form.elements.phase.value;
  addInTurn(form.elements.title, true, (fields) => addNow(phase, fields, plan().order.get(phase)?.at(-1) ?? null));
}

/** Words are read one after the other, and the field is free for the next ones meanwhile: nothing typed is lost. */
function addInTurn(input, isPatient, add) {
  const title = input.value.replace(/\s+/g, " ").trim();
  const reading = quick ? quick.takeWords(input, isPatient) : isPatient && soon(loading?.then((it) => it?.fieldsIn(title)));
  input.value = "";
  const shown = showEntered(input, title);
  adding = adding.then(async () => {
    const fields = await reading;
    shown?.remove();
    add(fields || { title });
  });
}

/** On a slow line the reader itself is waited for, and that never long. */
function soon(reading) {
  return Promise.race([reading, new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT_MS))]);
}

/** What was entered stands at the phase's end until it is read and has a row. */
function showEntered(input, title) {
  if (!title || !input.form) return null;
  const line = make("p", { class: "add add--entered", text: title });
  input.form.before(line);
  return line;
}

function addNow(phase, fields, after) {
  if (!fields.title) return null;
  const id = randomId();
  change([{ k: "add", t: id, phase, after, ...fields }]);
  return id;
}

/** Several lines at once are a list; one line is pasted as ever. */
async function takeList(event) {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (text.trim().split(/[\r\n]+/).length < 2) return;
  event.preventDefault();
  const { phase, after } = placeOf(event.target);
  const input = event.target;
  const paste = await import("./paste.js").catch(() => null);
  if (paste) return paste.pasteList(text, { phase, after });
  // What was pasted is not lost: it stands in the line.
  input.setRangeText(text.trim().replace(/\s+/g, " "));
  sayMissing();
}

/** Where the line at hand adds: below a row, or at its phase's end. */
function placeOf(input) {
  const row = input.closest(".add--below")?.previousElementSibling;
  const phase = input.form?.elements.phase?.value ?? task(row.dataset.t).phase;
  return { phase, after: row?.dataset.t ?? plan().order.get(phase)?.at(-1) ?? null };
}

/** An empty line under `row`; Enter adds it and opens the next, Esc or leaving it empty takes it away. */
export function addBelow(row) {
  const { phase } = task(row.dataset.t);
  const input = make("input", { class: "add__title", maxlength: "200", "aria-label": _("New task"), placeholder: _("New task") });
  const line = make("li", { class: "add add--below" }, input);
  let after = row.dataset.t;
  row.after(line);
  input.focus();
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      next();
    } else if (event.key === "Escape" && !quick?.keepAsTyped(input)) leave(true);
    event.stopPropagation();
  });
  input.addEventListener("blur", () => line.isConnected && !("moving" in line.dataset) && leave(false));

  function next() {
    if (!input.value.trim()) return leave(true);
    addInTurn(input, true, (fields) => {
      const added = addNow(phase, fields, after);
      if (!added) return;
      after = added;
      if (line.isConnected) moveBelow(rowOf(added));
    });
  }

  /** The line goes on below what it has added, and whoever types in it types on. */
  function moveBelow(added) {
    const place = document.activeElement === input && input.selectionStart;
    line.dataset.moving = "";
    added.after(line);
    delete line.dataset.moving;
    if (place === false) return;
    input.focus();
    input.setSelectionRange(place, place);
  }

  /** The page may be about to close: what was read by now counts, and nothing waits. */
  function leave(isFocusKept) {
    line.dataset.moving = "";
    line.remove();
    if (!isFocusKept) return addInTurn(input, false, (fields) => addNow(phase, fields, after));
    adding.then(() => document.activeElement === document.body && rowOf(after) && focusRow(rowOf(after)));
  }
}
