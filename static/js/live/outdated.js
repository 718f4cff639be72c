/** A person was erased who may be named on this page: it is loaded again once nobody is in the middle of something. */

const AT_MOST_MS = 2000;
const LOOK_AGAIN_MS = 1000;
const FIELDS = "textarea, input:not([type=hidden], [type=checkbox], [type=radio]), [contenteditable]";

setTimeout(loadAgain, Math.random() * AT_MOST_MS);

function loadAgain() {
  if (isInUse()) setTimeout(loadAgain, LOOK_AGAIN_MS);
  else location.reload();
}

function isInUse() {
  if (document.activeElement?.matches(FIELDS) || document.querySelector("dialog[open]")) return true;
  return [...document.querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);
}
