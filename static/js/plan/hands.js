/** Choosing owners and many rows is fetched when the first row is pointed at or focused; a key that came sooner waits for it. */

import { drawing } from "../drawings.js";
import { main } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { onFrame } from "../news.js";
import { hasPopup } from "../popup.js";
import { agreementOf, isOpen } from "./agreed.js";
import { whenHere } from "./hold.js";
import { rowAround } from "./rows.js";
import { promiseOf } from "./state.js";
import { plan } from "./store.js";

let asked = null;

export function startHands() {
  for (const name of ["pointerover", "focusin"]) {
    main.addEventListener(name, (event) => !asked && rowAround(event.target) && load());
  }
  document.addEventListener("keydown", waitForKey, true);
  startGaps();
  startSaid();
  // A finger gives no sign before it rests on a row.
  if (matchMedia("(pointer: coarse)").matches) addEventListener("load", load);
}

/** Without a connection the next pointing asks again. */
function load() {
  import("./owner.js").catch(() => {});
  asked ??= import("./select.js").then(
    async (select) => {
      await select.startSelecting();
      document.removeEventListener("keydown", waitForKey, true);
      return select;
    },
    () => (asked = null),
  );
  return asked;
}

function waitForKey(event) {
  const isChoosing = event.key === "x" || (event.shiftKey && ["ArrowDown", "ArrowUp"].includes(event.key));
  const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
  if (!isChoosing || isTyping || event.ctrlKey || event.metaKey || event.altKey || !rowAround(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  whenHere(load(), (select) => select.choose(event));
}

/** The gaps are counted as the plan changes; walking through them comes with the first press. */
function startGaps() {
  const box = main.querySelector("[data-gaps]");
  onFrame("changed", () => countGaps(box));
  box.addEventListener("click", (event) => {
    if (!event.target.closest("[data-gap]") || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    walk(1);
  });
  onKey("g", (event) => walk(event.shiftKey ? -1 : 1));
}

/** Whose words I type: by the button, by T, or by a tap on the face of somebody who is here. */
function startSaid() {
  const words = _("Type for somebody who says it");
  const opener = make("button", { class: "button button--quiet button--icon", type: "button", "data-do": "said", "aria-label": words, title: words }, drawing("message-square"));
  main.querySelector("[data-gaps]").before(opener);
  opener.addEventListener("click", () => withSaid(({ toggleSaid }) => toggleSaid(opener)));
  document.getElementById("presence").addEventListener("click", ({ target }) => {
    const face = target.closest("[data-person]");
    if (face) withSaid(({ typeFor }) => typeFor(face.dataset.person));
  });
  onKey("t", () => withSaid(({ toggleSaid }) => toggleSaid(opener)));
}

function withSaid(act) {
  whenHere(import("./said_by.js"), act);
}

/** A letter pressed where nobody types. */
function onKey(letter, act) {
  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
    if (event.key.toLowerCase() !== letter || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    if (hasPopup() || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    act(event);
  });
}

function walk(step) {
  whenHere(import("./gaps.js"), ({ walkGaps }) => walkGaps(step));
}

function countGaps(box) {
  const count = gapsIn(plan()).length;
  box.hidden = !count;
  box.querySelector("[data-gap-count]").textContent = n_("%(n)s gap to close", "%(n)s gaps to close", count);
}

/** Every gap {t, f, title} in the plan's order: the twin of gaps_in() in portal/plan/core/gaps.py. */
export function gapsIn(shown) {
  const tasks = shown.phaseOrder.flatMap((phase) => shown.order.get(phase) ?? []).map((id) => shown.tasks.get(id));
  const isAgreedOn = tasks.some((task) => task.visibility === "shared" && task.agreed?.words.length);
  return tasks.filter(isOpen).flatMap((task) => {
    const { t, title, owner, due } = task;
    const missing = [
      !owner && (promiseOf(shown, task) ? "promise" : "owner"),
      !due && "due",
      isAgreedOn && agreementOf(task) === "proposed" && "agreed",
    ];
    return missing.filter(Boolean).map((f) => ({ t, f, title }));
  });
}
