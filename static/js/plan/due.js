/** The due date of a row: the browser's own date field stands in its place while it is being changed. */

import { _ } from "../i18n.js";
import { make } from "../make.js";
import { setDue } from "./shift.js";
import { task } from "./store.js";

const TYPED_MS = 600;

/** `isPointed`: opened by hand, so the calendar opens too; under the keyboard it would swallow what is typed. */
export function editDue(id, button, isPointed) {
  const input = make("input", { class: "edit-due", type: "date", "aria-label": _("Due"), min: "2000-01-01", max: "2199-12-31" });
  input.value = task(id).due ?? "";
  button.hidden = true;
  button.after(input);
  input.focus();
  watch(input, finish);
  if (isPointed) showCalendar(input);

  // Taking the focused field away makes it blur, which would finish once more.
  let isFinished = false;

  function finish(isKept, isFocusKept) {
    if (isFinished) return;
    isFinished = true;
    const value = input.value || null;
    const isHalfTyped = input.validity.badInput;
    input.remove();
    button.hidden = false;
    if (isFocusKept) button.focus();
    if (isKept && !isHalfTyped) setDue(id, value);
  }
}

/** Enter, leaving, or a day picked in the calendar keep the date; Esc does not. */
function watch(input, finish) {
  let typedAt = -TYPED_MS;
  input.addEventListener("keydown", (event) => {
    typedAt = performance.now();
    if (event.key === "Enter" || event.key === "Escape") {
      event.preventDefault();
      finish(event.key === "Enter", true);
    }
    event.stopPropagation();
  });
  input.addEventListener("change", () => performance.now() - typedAt > TYPED_MS && finish(true, true));
  input.addEventListener("blur", () => finish(true, false));
}

function showCalendar(input) {
  try {
    input.showPicker();
  } catch {
    // Only some browsers open it by script; typing works in all.
  }
}
