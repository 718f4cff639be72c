/** A line at the foot of the page that says what just happened and offers to take it back. */

import { make } from "./make.js";

const SHOWN_MS = 10_000;
const box = document.getElementById("toasts");
let latest = null;

/**
 * `action` is {label, run, key?}; the toast goes after ten seconds, or later while it is pointed at or focused. One that
 * `isLasting` stays until it is pressed.
 */
export function showToast(words, action) {
  if (!action?.isLasting) latest?.remove();
  const toast = make("div", { class: "toast" }, make("span", { class: "toast__words", text: words }));
  if (action) toast.append(actionButton(toast, action));
  toast.run = action?.run;
  box.append(toast);
  if (action?.isLasting) return toast;
  latest = toast;
  setTimeout(() => leave(toast), SHOWN_MS);
  return toast;
}

function actionButton(toast, { label, run, key }) {
  const act = () => {
    toast.remove();
    run();
  };
  const cap = key && make("kbd", { text: key, "aria-hidden": "true" });
  return make("button", { class: "button button--small toast__action", type: "button", onclick: act }, label, cap);
}

function leave(toast) {
  if (toast.matches(":hover, :focus-within")) setTimeout(() => leave(toast), 2000);
  else toast.remove();
}

/** Do what the latest toast offers; false when there is none. */
export function runLatest() {
  const toast = box.lastElementChild;
  if (!toast?.run) return false;
  toast.remove();
  toast.run();
  return true;
}
