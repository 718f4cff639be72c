/** Removing never asks: the row goes, and a line offers it back. */

import { _ } from "../i18n.js";
import { showToast } from "../toast.js";
import { focusRow, rowOf } from "./rows.js";
import { change, plan, task } from "./store.js";

export function removeTask(id) {
  const { title } = task(id);
  change([{ k: "remove", t: id }]);
  showToast(_("Removed “%(title)s”", { title }), { label: _("Undo"), key: "Z", run: () => restoreTask(id) });
}

export function restoreTask(id) {
  change([{ k: "restore", t: id }]);
  if (rowOf(id)) focusRow(rowOf(id));
}

export function removePhase(id) {
  const { name } = plan().phases.get(id);
  change([{ k: "remove", p: id }]);
  const run = () => change([{ k: "restore", p: id }]);
  showToast(_("Removed the phase “%(name)s” with its tasks", { name }), { label: _("Undo"), key: "Z", run });
}
