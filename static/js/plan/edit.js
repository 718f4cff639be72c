/** Editing a title where it stands: Enter or leaving saves, Esc gives up, Tab goes on to the owner. */

import { drawing } from "../drawings.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on, tell } from "../news.js";
import { showToast } from "../toast.js";
import { takeAway } from "./list.js";
import { titleOf } from "./rows.js";
import { change, task } from "./store.js";

export function startEditing() {
  on("removed-under-edit", (row) => row.classList.add("task--removed"));
}

export function editTitle(row) {
  if (row.querySelector(".edit-title")) return;
  const before = task(row.dataset.t).title;
  const input = make("textarea", { class: "edit-title", rows: "1", maxlength: "200", "aria-label": _("Title") });
  input.value = before;
  row.dataset.edit = "title";
  titleOf(row).after(input, drawing("edit-hint"));
  input.focus();
  input.setSelectionRange(before.length, before.length);
  tell("typing", row.dataset.t);

  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      finish(true, true);
    } else if (event.key === "Escape") finish(false, true);
    event.stopPropagation();
  });
  input.addEventListener("input", () => tell("typing", row.dataset.t));
  input.addEventListener("blur", () => !("moving" in row.dataset) && finish(true, false));

  function finish(isKept, isFocusKept) {
    if (!("edit" in row.dataset)) return;
    const typed = input.value.replace(/\s+/g, " ").trim();
    delete row.dataset.edit;
    row.querySelector(".edit-hint")?.remove();
    input.remove();
    if ("removed" in row.dataset) leaveRemoved(row, isKept && typed !== before && typed);
    else {
      if (isFocusKept) titleOf(row).focus();
      if (isKept) save(row.dataset.t, before, typed);
    }
    tell("typed", null);
  }
}

function save(id, before, typed) {
  if (!typed || typed === before) return;
  change([{ k: "set", t: id, f: "title", v: typed, base: before }]);
}

function leaveRemoved(row, typed) {
  takeAway(row);
  const words = typed
    ? _("This task was removed while you wrote “%(typed)s”.", { typed })
    : _("This task was removed meanwhile.");
  const restore = () => change([{ k: "restore", t: row.dataset.t }]);
  showToast(words, { label: _("Bring it back"), run: restore });
}
