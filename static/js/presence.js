/** Who is here and on which row: sent when the focus moves, drawn in the header and beside the rows. */

import { make } from "./drawings.js";
import { showFlag } from "./glow.js";
import { main, page } from "./here.js";
import { _ } from "./i18n.js";
import { on } from "./news.js";
import { hueOf, person } from "./people.js";
import { rowAround, rowOf } from "./rows.js";
import { sendPresence } from "./wire.js";

const EVERY_MS = 400;
const TYPING_MS = 3000;
const MOST_FACES = 5;

const mine = { row: null, field: null, typing: false, sent: "", sentAt: 0, timer: 0, typingTimer: 0 };
const flagged = new Map();
// Everyone on a row and the newest of the others; `more` are here besides.
const NOBODY = { who: [], more: 0 };
let roster = NOBODY;

export function startPresence() {
  main.addEventListener("focusin", (event) => stand(event.target));
  main.addEventListener("focusout", () => setTimeout(() => stand(document.activeElement)));
  on("typing", (row) => typing(row));
  on("typed", stopTyping);
  on("presence", drawRoster);
  on("changed", drawRows);
  on("people", () => drawRoster(roster));
  on("mode", ({ mode }) => {
    mine.sent = "";
    if (mode === "live") send();
    else if (mode !== "slow") drawRoster(NOBODY);
  });
}

function stand(element) {
  mine.row = rowAround(element)?.dataset.t ?? (element?.closest?.("#detail") ? main.dataset.open : null) ?? null;
  mine.field = element?.dataset?.f ?? (element?.matches?.(".edit-title") ? "title" : null);
  send();
}

function typing(row) {
  Object.assign(mine, { row, field: "title", typing: true });
  clearTimeout(mine.typingTimer);
  mine.typingTimer = setTimeout(stopTyping, TYPING_MS);
  send();
}

function stopTyping() {
  mine.typing = false;
  send();
}

/** At most one message in 400 ms, and none that says what the last one said. */
function send() {
  clearTimeout(mine.timer);
  const wait = mine.sentAt + EVERY_MS - performance.now();
  if (wait > 0) {
    mine.timer = setTimeout(send, wait);
    return;
  }
  const presence = { row: mine.row || null, field: mine.field, typing: mine.typing };
  const words = JSON.stringify(presence);
  if (words === mine.sent) return;
  mine.sent = words;
  mine.sentAt = performance.now();
  sendPresence(presence);
}

function drawRoster(told) {
  roster = told;
  drawFaces();
  drawRows();
}

function drawFaces() {
  const others = [...new Set(roster.who.map((one) => one.person))].filter((id) => id && id !== page.me);
  const faces = others.slice(0, MOST_FACES).map(faceInHeader);
  const more = others.length - faces.length + roster.more;
  if (more > 0) faces.push(make("span", { class: "stack__more", text: `+${more}` }));
  document.getElementById("presence").replaceChildren(...faces);
}

function faceInHeader(id) {
  const { name, initials, hue } = person(id);
  const label = _("%(name)s is here", { name });
  return make("span", { class: "face face--28 face--here", role: "img", "data-hue": hue, "aria-label": label, title: name, text: initials });
}

/** A bar where somebody is, a wash where they type; their name shows when they come and when they type. */
function drawRows() {
  const here = new Map();
  for (const one of roster.who) if (one.row && one.person && one.person !== page.me) here.set(one.row, one);
  for (const row of main.querySelectorAll(".task[data-here]")) if (!here.has(row.dataset.t)) leave(row);
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
