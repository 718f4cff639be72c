/** Moving and stretching a bar, by hand or by keys: the bar follows at once, the date is set when the hand rests. */

import { announce } from "../../announce.js";
import { _ } from "../../i18n.js";
import { tell } from "../../news.js";
import { setDates } from "../shift.js";
import { task } from "../store.js";
import { workingDay } from "./layout.js";
import { datesOf } from "./line.js";

const REST_MS = 500;
const waiting = new Map();

/** The dates that a bar in the hand shows, instead of its own. */
export function held(id) {
  return waiting.get(id)?.dates;
}

/** Show these dates until they are set or given up. */
export function hold(id, dates) {
  waiting.set(id, { ...waiting.get(id), dates });
  tell("changed", { ids: new Set(), news: [] });
}

export function letGo(id) {
  clearTimeout(waiting.get(id)?.timer);
  waiting.delete(id);
  tell("changed", { ids: new Set(), news: [] });
}

/** Set what is held; it shows until the plan has it, or goes back where the person thought better of it. */
export async function settle(id) {
  const dates = held(id);
  if (!dates || !task(id)) return letGo(id);
  clearTimeout(waiting.get(id).timer);
  const isWanted = () => held(id) === dates;
  const isSet = await setDates(id, dates.start, dates.due, isWanted);
  // Moved on meanwhile: those dates are settled in their turn.
  if (!isWanted()) return;
  if (isSet) announce(_("“%(title)s”: %(dates)s", { title: task(id)?.title ?? "", dates: datesOf(dates) }));
  letGo(id);
}

function settleSoon(id) {
  clearTimeout(waiting.get(id).timer);
  waiting.get(id).timer = setTimeout(() => settle(id), REST_MS);
}

/** Move by working days; without any date there is nothing to move. */
export function nudge(id, steps, scale) {
  adjust(id, (dates) => moved(dates, steps, scale));
}

export function stretch(id, steps, scale) {
  adjust(id, (dates) => stretched(dates, "due", steps, scale));
}

function adjust(id, change) {
  const now = { start: task(id).start ?? null, due: task(id).due ?? null, ...held(id) };
  if (!now.start && !now.due) return announce(_("This task has no date yet. Open it to set one."));
  hold(id, change(now));
  settleSoon(id);
}

export function moved({ start, due }, steps, scale) {
  const shift = (day) => day && workingDay(scale, day, steps);
  return { start: shift(start), due: shift(due) };
}

/** Move one end; a bar of one date gets its other end, and no end passes the other. */
export function stretched({ start, due }, end, steps, scale) {
  const both = { start: start ?? due, due: due ?? start };
  const wanted = workingDay(scale, both[end], steps);
  if (end === "due") return { start: both.start, due: wanted < both.start ? both.start : wanted };
  return { start: wanted > both.due ? both.due : wanted, due: both.due };
}
