/** What hangs on the open task: its small forms become operations, and each part is drawn anew when it changes. */

import { main, taskAddress } from "../here.js";
import { toAgreeIn } from "./agreed.js";
import { actOnItem } from "./checklist.js";
import { sayMissing } from "./hold.js";
import { setField } from "./status.js";
import { WORK } from "./state.js";
import { change, countWaiting, plan, task } from "./store.js";

const AGAIN_MS = 300;
const FIELDS = ["status", "blocker", "agreed", "checklist", "title", "owner", "due", ...WORK];

export function startParts() {
  const box = document.getElementById("detail");
  box.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-do=block]");
    if (!opener || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    const id = main.dataset.open;
    import("./block.js").then(({ askWhy }) => askWhy(id, opener), sayMissing);
  });
  box.addEventListener("click", showPart);
  box.addEventListener("change", (event) => {
    if (event.target.matches("[data-part=checklist] .item__text")) event.target.form.requestSubmit(event.target.form.querySelector("[value=text]"));
  });
  box.addEventListener("change", ({ target }) => target.form?.dataset.op === "work" && target.form.id !== "promise" && target.form.requestSubmit());
  document.getElementById("agree").addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter) giveWord(event.submitter);
  });
  box.addEventListener("submit", (event) => {
    const { op } = event.target.dataset;
    if (!op) return;
    event.preventDefault();
    // As it was sent: by the time a script has come, another task may be open and other words in the form.
    const id = main.dataset.open;
    const sent = new FormData(event.target);
    if (op === "item") actOnItem(id, event.target, event.submitter);
    if (op === "work") import("./work.js").then(({ actOnWork }) => actOnWork(id, event.target, event.submitter, sent), sayMissing);
    if (op === "clear") setField(id, "status", "todo");
  });
}

/** A part that is not there yet is shown, ready to be written in. */
function showPart(event) {
  const opener = event.target.closest("[data-do=add-part]");
  if (!opener || event.metaKey || event.ctrlKey) return;
  event.preventDefault();
  const section = event.currentTarget.querySelector(`[data-section="${opener.dataset.adds}"]`);
  section.hidden = false;
  opener.remove();
  section.querySelector("input:not([type=hidden]), select").focus();
}

function reveal(section) {
  if (!section?.hidden) return;
  section.hidden = false;
  section.parentElement.querySelector(`[data-adds="${section.dataset.section}"]`)?.remove();
}

/** The one form behind every button that gives or takes back a word, in the details and at a phase's end. */
function giveWord({ name, value }) {
  if (name !== "phase") return change([{ k: name === "withdraw" ? "withdraw" : "agree", t: value }]);
  const ids = toAgreeIn(plan(), value);
  if (ids.length) change(ids.map((t) => ({ k: "agree", t })));
}

/** Watch the parts of the task that is open in `box`; the function that keeps them current. */
export function watchParts(box, id) {
  const seen = { key: keyOf(id), timer: 0 };
  return () => {
    if (keyOf(id) === seen.key) return;
    seen.key = keyOf(id);
    redraw(box, id, seen);
  };
}

function keyOf(id) {
  const now = task(id) ?? {};
  return JSON.stringify(FIELDS.map((field) => now[field]));
}

/** As the server draws them, once it has what I changed; never under a hand that is still typing in one. */
function redraw(box, id, seen) {
  clearTimeout(seen.timer);
  seen.timer = setTimeout(async () => {
    if (main.dataset.open !== id) return;
    if (countWaiting()) return redraw(box, id, seen);
    const answer = await fetch(`${taskAddress(id)}?part=detail`).catch(() => null);
    if (!answer?.ok || main.dataset.open !== id) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of box.querySelectorAll("[data-part]")) replace(part, fresh, () => redraw(box, id, seen));
  }, AGAIN_MS);
}

function replace(part, fresh, again) {
  const instead = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
  // What somebody has just opened stays open.
  for (const one of instead?.querySelectorAll("details") ?? []) one.open = Boolean(part.querySelector("details[open]"));
  if (!instead || instead.innerHTML === part.innerHTML) return;
  if (part.contains(document.activeElement?.closest("input, textarea, select"))) return again();
  const hadFocus = part.contains(document.activeElement);
  const isEmpty = instead.closest("[data-section][hidden]");
  part.replaceChildren(...instead.childNodes);
  if (part.childElementCount && !isEmpty) reveal(part.closest("[data-section]"));
  if (hadFocus) part.querySelector("button, a, input")?.focus();
}
