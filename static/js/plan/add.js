/** New tasks: in the line at a phase's end, or below the row at hand. Enter adds and stands ready for the next. */

import { main } from "../here.js";
import { _ } from "../i18n.js";
import { randomId } from "../live/pending.js";
import { make } from "../make.js";
import { focusRow, rowOf } from "./rows.js";
import { change, plan, task } from "./store.js";

export function startAdding() {
  main.addEventListener("submit", (event) => {
    if (event.target.matches(".add:not(.add-phase)")) {
      event.preventDefault();
      addAtEnd(event.target);
    }
  });
  main.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches(".add__title")) {
      event.target.value = "";
      event.target.blur();
    }
  });
}

function addAtEnd(form) {
  const phase = form.elements.phase.value;
  const input = form.elements.title;
  add(phase, input.value, plan().order.get(phase).at(-1) ?? null);
  input.value = "";
}

/** Adds a task and returns its id; nothing is added for an empty title. */
function add(phase, typed, after) {
  const title = typed.replace(/\s+/g, " ").trim();
  if (!title) return null;
  const id = randomId();
  change([{ k: "add", t: id, phase, after, title }]);
  return id;
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
    } else if (event.key === "Escape") leave(true);
    event.stopPropagation();
  });
  input.addEventListener("blur", () => line.isConnected && !("moving" in line.dataset) && leave(false));

  function next() {
    const added = add(phase, input.value, after);
    if (!added) return leave(true);
    after = added;
    input.value = "";
    line.dataset.moving = "";
    rowOf(added).after(line);
    delete line.dataset.moving;
    input.focus();
  }

  function leave(isFocusKept) {
    const typed = input.value;
    line.dataset.moving = "";
    line.remove();
    if (!isFocusKept) add(phase, typed, after);
    else if (rowOf(after)) focusRow(rowOf(after));
  }
}
