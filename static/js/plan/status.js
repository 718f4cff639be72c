/** The status of a task: the glyph ticks it, the word opens a menu, and keys do both. */

import { drawing } from "../drawings.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";
import { STATUS_WORDS, glyphOf } from "./registry.js";
import { change, task } from "./store.js";

export function setField(id, field, value) {
  if (task(id)?.[field] !== value) change([{ k: "set", t: id, f: field, v: value }]);
}

export function toggleDone(id) {
  setField(id, "status", task(id).status === "done" ? "todo" : "done");
}

export function toggleBlocked(id, anchor) {
  if (task(id).status === "blocked") setField(id, "status", "todo");
  else block(id, anchor);
}

/** Another status, wherever it was chosen; what is blocked is asked for why, under `anchor`. */
export function setStatus(id, status, anchor) {
  if (status === "blocked" && task(id).status !== status) block(id, anchor);
  else setField(id, "status", status);
}

/** The task is blocked at once; why is asked then, and may be left open. */
function block(id, anchor) {
  setField(id, "status", "blocked");
  if (anchor) import("./block.js").then(({ askWhy }) => task(id)?.status === "blocked" && askWhy(id, anchor), () => {});
}

export function openStatusMenu(id, anchor) {
  const items = Object.keys(STATUS_WORDS).map((status) => statusItem(id, status, choose));
  const menu = make("div", { class: "choices", role: "menu", "aria-label": _("Status"), onkeydown: walk }, ...items);
  const close = openPopup(anchor, menu, _("Status"));
  menu.querySelector("[aria-checked=true]").focus();

  function choose(status) {
    close();
    setStatus(id, status, anchor);
  }
}

function statusItem(id, status, choose) {
  const now = task(id);
  const properties = {
    class: "popover__item",
    type: "button",
    role: "menuitemradio",
    "aria-checked": String(now.status === status),
    tabindex: "-1",
    onclick: () => choose(status),
  };
  const glyph = drawing(`glyph-${glyphOf({ ...now, status })}`);
  return make("button", properties, glyph, make("span", { text: STATUS_WORDS[status] }));
}

/** Arrow keys, Home and End walk through a menu. */
export function walk(event) {
  const items = [...event.currentTarget.querySelectorAll(".popover__item")];
  const at = items.indexOf(document.activeElement);
  const steps = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
  if (!(event.key in steps)) return;
  event.preventDefault();
  event.stopPropagation();
  items.at(steps[event.key] % items.length).focus();
}
