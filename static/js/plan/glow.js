/** Others' edits glow for a moment in their colour, with their name; nobody has to watch. */

import { announce } from "../announce.js";
import { main, page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { hueOf, nameOf } from "../people.js";
import { rowOf } from "./rows.js";
import { task } from "./store.js";

const GLOW_MS = 600;
const FLAG_MS = 2000;

export function startGlow() {
  on("changed", ({ news }) => {
    for (const op of news) if (op.by && op.by !== page.me) glow(op);
  });
}

function glow(op) {
  const row = op.t && rowOf(op.t);
  if (op.t && op.t === main.dataset.open) announceChange(op);
  if (!row) return;
  row.dataset.glow = "";
  row.dataset.hue = hueOf(op.by);
  setTimeout(() => dim(row), GLOW_MS);
  showFlag(row, op.by);
}

/** Who stands on the row keeps their colour there. */
function dim(row) {
  delete row.dataset.glow;
  if (!("here" in row.dataset)) delete row.dataset.hue;
}

/** A name for two seconds; the latest one replaces the one before. */
export function showFlag(row, person) {
  row.querySelector(".flag")?.remove();
  const flag = make("span", { class: "flag", "data-hue": hueOf(person), "aria-hidden": "true", text: nameOf(person) });
  row.append(flag);
  setTimeout(() => flag.remove(), FLAG_MS);
}

function announceChange(op) {
  const name = nameOf(op.by);
  if (op.k === "remove") announce(_("%(name)s removed this task.", { name }));
  else announce(_("%(name)s changed “%(title)s”.", { name, title: task(op.t)?.title ?? "" }));
}
