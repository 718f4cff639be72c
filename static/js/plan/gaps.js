/** From gap to gap: the next open task that lacks an owner, a date or a word, with what closes its first gap opened. */

import { announce } from "../announce.js";
import { _ } from "../i18n.js";
import { openDetail } from "./detail.js";
import { editDue } from "./due.js";
import { gapsIn } from "./hands.js";
import { openOwnerPicker } from "./owner.js";
import { focusRow, rowAround, rowOf } from "./rows.js";
import { plan } from "./store.js";

const WORDS = { owner: _("No owner"), promise: _("Owner to be named"), due: _("No date"), agreed: _("Not agreed") };
let last = null;

/** On to the next task with gaps (step 1) or back to the one before (step -1), around the plan's ends. */
export function walkGaps(step) {
  const steps = stepsShown();
  if (!steps.length) return announce(_("There is no gap to close."));
  const at = placeAmong(steps, step);
  last = steps[at];
  const { t, title, gaps } = last;
  const missing = gaps.map((gap) => WORDS[gap]).join(" · ");
  announce(_("Task %(at)s of %(count)s: “%(title)s”. %(missing)s", { at: at + 1, count: steps.length, title, missing }));
  const row = rowOf(t);
  for (const fold of [row.closest(".folded"), row.closest(".phase__fold")]) if (fold) fold.open = true;
  if (gaps[0] === "agreed") return openDetail(t);
  const cell = row.querySelector(`.task__${gaps[0] === "due" ? "due" : "owner"}`);
  focusRow(row, `.${cell.className}`);
  if (gaps[0] === "due") editDue(t, cell, false);
  else openOwnerPicker(t, cell);
}

/** Each step {t, title, gaps} with all that it lacks. A filter may hide its row; a fold does not matter. */
function stepsShown() {
  const steps = new Map();
  for (const { t, f, title } of gapsIn(plan())) {
    if (!steps.has(t)) steps.set(t, { t, title, gaps: [] });
    steps.get(t).gaps.push(f);
  }
  return [...steps.values()].filter(({ t }) => rowOf(t) && !rowOf(t).hidden);
}

/**
 * After the one that was opened last, or that one again where a gap of it is closed and another is not; one that has
 * none by now, or none opened, counts from the row that has the focus.
 */
function placeAmong(steps, step) {
  const known = steps.findIndex(({ t }) => t === last?.t);
  if (known >= 0 && steps[known].gaps.length < last.gaps.length) return known;
  if (known >= 0) return (known + step + steps.length) % steps.length;
  const ids = [...plan().order.values()].flat();
  const from = ids.indexOf(rowAround(document.activeElement)?.dataset.t ?? last?.t);
  const next = steps.findIndex(({ t }) => ids.indexOf(t) >= from);
  if (step > 0) return Math.max(next, 0);
  return ((next < 0 ? steps.length : next) - 1 + steps.length) % steps.length;
}
