/** Which tasks are on the critical path and on the way to the first value: the server finds them anew as dates move. */

import { get, page } from "../here.js";
import { _ } from "../i18n.js";
import { on, tell } from "../news.js";
import { rowOf } from "./rows.js";
import { countWaiting, plan } from "./store.js";

const CALM_MS = 500;
let known;
let timer;
let slack = {};

export function startPaths() {
  known = keyOf();
  on("changed", ask);
  // What others proposed meanwhile stands in the head again.
  addEventListener("focus", () => ask((known = null)));
}

/** How many working days the task may slip before the go-live moves, as last heard. */
export function slackOf(id) {
  return slack[id];
}

/** Everything that decides the paths. */
function keyOf() {
  const tasks = [...plan().tasks.values()];
  return JSON.stringify(tasks.map((one) => [one.t, one.title, one.start, one.due, one.status, one.milestone, one.visibility, one.waits, one.fixed]));
}

/** Once the plan is calm and my own changes are saved. */
function ask() {
  clearTimeout(timer);
  timer = setTimeout(async () => {
    if (countWaiting()) return ask();
    const key = keyOf();
    if (key === known) return;
    const answer = await get(`${page.address}/paths`).catch(() => ({}));
    if (answer.paths) draw(answer, key);
  }, CALM_MS);
}

function draw({ paths, slack: newSlack, head }, key) {
  known = key;
  drawHead(head);
  const ids = new Set();
  for (const id of plan().tasks.keys()) if (setPaths(rowOf(id), paths[id]) || slack[id] !== newSlack[id]) ids.add(id);
  slack = newSlack;
  if (ids.size) tell("changed", { ids, news: [] });
}

/** The go-live's line below the plan's head, in the server's words. */
function drawHead({ days, is_later: isLater, proposed, breaking, marks }) {
  const line = document.querySelector(".plan__live");
  const words = { "[data-live]": days || _("Committed go-live"), "[data-proposed]": proposed, "[data-breaking]": breaking };
  for (const [part, text] of Object.entries(words)) line.querySelector(part).textContent = text;
  line.querySelector("[data-live]").classList.toggle("attention", isLater);
  tell("go-live", marks);
}

function setPaths(row, names) {
  if (!row || row.dataset.paths === names) return false;
  if (names) row.dataset.paths = names;
  else delete row.dataset.paths;
  return true;
}
