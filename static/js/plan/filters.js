/** Which tasks are asked for: the twin of portal/plan/views/filters.py, so that what others change comes and goes by itself. */

import { main, today } from "../here.js";
import { person } from "../people.js";

const wanted = JSON.parse(main.dataset.filter ?? "{}");
const words = (wanted.words ?? "").toLowerCase();

export const isFiltered = Object.keys(wanted).some((name) => name !== "me");

export function isWanted(task) {
  if (!isFiltered) return true;
  return fitsPeople(task) && fitsState(task) && task.title.toLowerCase().includes(words);
}

function fitsPeople({ owner, roles }) {
  if (wanted.owner && (owner ?? "nobody") !== wanted.owner) return false;
  if (wanted.side && (!owner || person(owner).side !== wanted.side)) return false;
  if (wanted.say && !Object.values(roles ?? {}).flat().includes(wanted.say)) return false;
  return !wanted.mine || (Boolean(owner) && owner === wanted.me);
}

function fitsState(task) {
  if (wanted.status && task.status !== wanted.status) return false;
  if (wanted.phase && task.phase !== wanted.phase) return false;
  return !wanted.late || (Boolean(task.due) && task.due < today() && !["done", "dropped"].includes(task.status));
}

/** Say so while nothing fits. */
export function drawNothing(isNothing) {
  const line = main.querySelector("[data-nothing]");
  if (line) line.hidden = !isNothing;
}
