/** The numbers above the rows: done of all, for the plan and for each phase, and each phase's dates. */

import { dayRange, shortDay } from "../dates.js";
import { page } from "../here.js";
import { _, n_ } from "../i18n.js";
import { sectionOf } from "./phases.js";
import { confirmedOn, toAgreeIn } from "./agreed.js";
import { progressOf } from "./state.js";

export function drawPlanProgress(plan) {
  write(document.querySelector(".plan__progress"), wordsOf(progressOf(plan, plan.phaseOrder)));
  write(document.querySelector(".plan__confirmed"), confirmedWords(plan));
}

function confirmedWords(plan) {
  const day = confirmedOn(plan);
  return day ? _("confirmed %(day)s", { day: shortDay(day) }) : "";
}

function wordsOf({ done, total, internal }) {
  if (!total && !internal) return "";
  return _("%(done)s of %(total)s done", { done, total }) + besides(internal);
}

/** Internal tasks count apart, and for the team alone: "7 of 8 done" is the same number for both sides. */
function besides(internal) {
  if (!page.isTeam || !internal) return "";
  return " " + n_("and %(num)s internal task", "and %(num)s internal tasks", internal, { num: internal });
}

/** How many tasks these are, "" for none. */
export function countApart(tasks) {
  const internal = tasks.filter(({ visibility }) => visibility === "internal").length;
  return tasks.length ? tasks.length - internal + besides(internal) : "";
}

export function drawPhaseProgress(plan, phase) {
  const section = sectionOf(phase);
  if (!section) return;
  const { done, total } = progressOf(plan, [phase]);
  const bar = section.querySelector(".phase__bar");
  bar.max = total || 1;
  bar.value = done;
  write(section.querySelector(".phase__count"), total ? _("%(done)s of %(total)s", { done, total }) : "");
  write(section.querySelector(".phase__dates"), datesOf(plan, phase));
  write(section.querySelector(".folded__count"), foldedWords(plan, phase, done));
  const button = section.querySelector(".phase__agree");
  if (button) button.hidden = !toAgreeIn(plan, phase).length;
}

/** The twin of the words that templates/plan/_phase.html folds done rows behind. */
function foldedWords(plan, phase, count) {
  const tasks = plan.order.get(phase).map((id) => plan.tasks.get(id));
  return _("%(count)s done", { count }) + besides(tasks.filter((task) => task.visibility === "internal" && task.status === "done").length);
}

function datesOf(plan, phase) {
  const tasks = plan.order.get(phase).map((id) => plan.tasks.get(id));
  const days = tasks.flatMap((task) => [task.start, task.due]).filter(Boolean).sort();
  return days.length ? dayRange(days[0], days.at(-1)) : "";
}

function write(element, words) {
  if (element && element.textContent !== words) element.textContent = words;
}
