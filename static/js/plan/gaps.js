/** From gap to gap: the next open step that lacks an owner, a date or a word, with what closes it opened. */

import { announce } from "../announce.js";
import { _ } from "../i18n.js";
import { openDetail } from "./detail.js";
import { editDue } from "./due.js";
import { gapsIn } from "./hands.js";
import { openOwnerPicker } from "./owner.js";
import { focusRow, rowAround, rowOf } from "./rows.js";
import { plan } from "./store.js";

let last = null;

/** On to the next gap (step 1) or back to the one before (step -1), around the plan's ends. */
export function walkGaps(step) {
  const gaps = gapsShown();
  if (!gaps.length) return announce(_("There is no gap to close."));
  const at = placeAmong(gaps, step);
  last = gaps[at];
  const { t, f, title } = last;
  announce(_("Gap %(at)s of %(count)s: “%(title)s”", { at: at + 1, count: gaps.length, title }));
  const row = rowOf(t);
  for (const fold of [row.closest(".folded"), row.closest(".phase__fold")]) if (fold) fold.open = true;
  if (f === "agreed") return openDetail(t);
  const cell = row.querySelector(`.task__${f === "due" ? "due" : "owner"}`);
  focusRow(row, `.${cell.className}`);
  if (f === "due") editDue(t, cell, false);
  else openOwnerPicker(t, cell);
}

/** A filter may hide its row; a fold does not matter. */
function gapsShown() {
  return gapsIn(plan()).filter(({ t }) => rowOf(t) && !rowOf(t).hidden);
}

/** After the one that was opened last; one that is closed by now, or none, counts from the row that has the focus. */
function placeAmong(gaps, step) {
  const known = gaps.findIndex(({ t, f }) => t === last?.t && f === last?.f);
  if (known >= 0) return (known + step + gaps.length) % gaps.length;
  const ids = [...plan().order.values()].flat();
  const from = ids.indexOf(rowAround(document.activeElement)?.dataset.t ?? last?.t);
  const next = gaps.findIndex(({ t }) => ids.indexOf(t) >= from);
  if (step > 0) return Math.max(next, 0);
  return ((next < 0 ? gaps.length : next) - 1 + gaps.length) % gaps.length;
}
