/** Which row each of us is on: told as the focus moves, drawn as a bar beside the row and a wash where somebody types. */

import { main, page } from "../here.js";
import { startPresence } from "../live/presence.js";
import { on } from "../news.js";
import { hueOf } from "../people.js";
import { showFlag } from "./glow.js";
import { rowAround, rowOf } from "./rows.js";
import { sendPresence } from "./store.js";

const flagged = new Map();
let roster = { who: [] };

export function startRowPresence() {
  const presence = startPresence(sendPresence);
  const standAt = (element) => presence.stand(rowIdAt(element), fieldAt(element));
  main.addEventListener("focusin", (event) => standAt(event.target));
  main.addEventListener("focusout", () => setTimeout(() => standAt(document.activeElement)));
  on("typing", (row) => presence.type(row, "title"));
  on("typed", presence.stopTyping);
  on("changed", drawRows);
  on("roster", (told) => {
    roster = told;
    drawRows();
  });
}

function rowIdAt(element) {
  return rowAround(element)?.dataset.t ?? (element?.closest?.("#detail") ? main.dataset.open : null) ?? null;
}

function fieldAt(element) {
  return element?.dataset?.f ?? (element?.matches?.(".edit-title") ? "title" : null);
}

/** A bar where somebody is, a wash where they type; their name shows when they come and when they type. */
function drawRows() {
  const here = new Map();
  for (const one of roster.who) if (one.row && one.person && one.person !== page.me) here.set(one.row, one);
  for (const row of [...flagged.keys()]) if (!here.has(row.dataset.t)) leave(row);
  for (const [id, one] of here) if (rowOf(id)) come(rowOf(id), one);
}

function come(row, { person: id, typing: isTyping }) {
  row.dataset.here = isTyping ? "typing" : "";
  row.dataset.hue = hueOf(id);
  const seen = `${id} ${isTyping}`;
  if (flagged.get(row) !== seen && (isTyping || !flagged.has(row))) showFlag(row, id);
  flagged.set(row, seen);
}

function leave(row) {
  delete row.dataset.here;
  delete row.dataset.hue;
  flagged.delete(row);
}
