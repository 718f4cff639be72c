/** One change of many tasks: one message, all or none, and one undo. */

import { _, n_ } from "../i18n.js";
import { showToast } from "../toast.js";
import { focusRow, neighbour, rowOf } from "./rows.js";
import { change, plan, task } from "./store.js";
import { undoEntry } from "./undo.js";

// As many as one message carries.
export const MOST_OPS = 200;

/** Whether so many fit into one message; says so where they do not. */
export function fits(count) {
  if (count > MOST_OPS) showToast(_("That is too much at once. Select at most %(most)s tasks.", { most: MOST_OPS }));
  return count <= MOST_OPS;
}

export function setMany(ids, field, value) {
  const changed = ids.filter((id) => task(id) && task(id)[field] !== value);
  changeMany(changed.map((id) => ({ k: "set", t: id, f: field, v: value })), saidChanged(changed.length));
}

export function saidChanged(count) {
  return n_("Changed %(n)s task", "Changed %(n)s tasks", count);
}

export function changeMany(ops, words) {
  if (!ops.length || !fits(ops.length)) return;
  const entry = change(ops);
  showToast(words, { label: _("Undo"), key: "Z", run: () => undoEntry(entry) });
}

export function removeMany(ids) {
  if (!fits(ids.length)) return;
  const next = stayingBeside(ids);
  changeMany(ids.map((id) => ({ k: "remove", t: id })), n_("Removed %(n)s task", "Removed %(n)s tasks", ids.length));
  if (next && rowOf(next)) focusRow(rowOf(next));
}

/** The first row after them that stays, else the last before them: the focus goes there. */
function stayingBeside(ids) {
  for (const step of [1, -1]) {
    let row = rowOf(step > 0 ? ids.at(-1) : ids[0]);
    while (row && ids.includes(row.dataset.t)) row = neighbour(row, step);
    if (row) return row.dataset.t;
  }
  return null;
}

/** Done, or open again where all of them are done. */
export function tickMany(ids, status) {
  const isSo = ids.every((id) => plan().tasks.get(id)?.status === status);
  setMany(ids, "status", isSo ? "todo" : status);
}
