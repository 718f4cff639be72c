/** Where days, bars and lines stand: the twin of portal/plan/timeline.py. Days are numbers, the first of 1970 is 0. */

import { main } from "../../here.js";

export const ROW = 34;
const BAR = 16;
const TURN = 6;
const DAY_MS = 86_400_000;

export function numberOf(day) {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

export function dayOf(number) {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

/** The scale of the chart as the server drew it. */
export function readScale() {
  const { first, last, dayWidth, off } = main.querySelector(".axis__ground").dataset;
  const start = numberOf(first);
  const days = off ? off.split(" ").map((number) => start + Number(number)) : [];
  return { first: start, last: numberOf(last), dayWidth: Number(dayWidth), off: new Set(days) };
}

export function widthOf(scale) {
  return (scale.last - scale.first + 1) * scale.dayWidth;
}

/** Where the day begins; days outside stand at the edge. */
export function xOf(scale, day) {
  return (Math.min(Math.max(numberOf(day), scale.first), scale.last) - scale.first) * scale.dayWidth;
}

/** From its start to its due day, both included; null without any date. */
export function barOf(scale, { start, due, milestone }) {
  const last = due ?? start;
  if (!last) return null;
  const x = xOf(scale, milestone ? last : (start ?? last));
  return { x, width: Math.max(xOf(scale, last) - x, 0) + scale.dayWidth };
}

/** From the first to the last date of some tasks. */
export function barAround(scale, tasks) {
  const days = tasks.flatMap((task) => [task.start, task.due]).filter(Boolean).sort();
  if (!days.length) return null;
  const x = xOf(scale, days[0]);
  return { x, width: xOf(scale, days.at(-1)) - x + scale.dayWidth };
}

/** Where the lines of a task begin and end: at its bar, or at the points of its diamond. */
export function endsOf(bar, isMilestone) {
  return isMilestone ? { x: Math.round(bar.x + bar.width / 2) - BAR / 2, width: BAR } : bar;
}

/** The line from the end of a bar in row `at` to the beginning of the one that waits for it, in row `to`. */
export function linePath(before, at, after, to) {
  const start = before.x + before.width;
  const [y, target] = [at * ROW + ROW / 2, to * ROW + ROW / 2];
  const arrow = `H${after.x - 1}m-4-3 4 3-4 3`;
  if (after.x - start >= 2 * TURN) return `M${start} ${y}h${TURN}V${target}${arrow}`;
  const between = target > y ? target - ROW / 2 : target + ROW / 2;
  return `M${start} ${y}h${TURN}V${between}H${after.x - TURN - 4}V${target}${arrow}`;
}

function isOff(scale, number) {
  if (number >= scale.first && number <= scale.last) return scale.off.has(number);
  // The first of 1970 was a Thursday.
  return (number + 3) % 7 > 4;
}

/** The working day so many working days after `day`, or before it. */
export function workingDay(scale, day, steps) {
  let number = numberOf(day);
  for (let left = Math.abs(steps); left > 0; left -= 1) {
    do number += Math.sign(steps);
    while (isOff(scale, number));
  }
  return dayOf(number);
}

/** How many working days `day` is away from where `pixels` lead it; the nearest one where that is a day off. */
export function workingSteps(scale, day, pixels) {
  const from = numberOf(day);
  const to = from + Math.round(pixels / scale.dayWidth);
  const step = Math.sign(to - from);
  let count = 0;
  for (let number = from + step; step && number !== to + step; number += step) if (!isOff(scale, number)) count += 1;
  return step * count;
}
