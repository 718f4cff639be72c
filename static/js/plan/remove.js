/** Removing never asks: the row goes, and a line offers it back. */

import { _ } from "../i18n.js";
import { showToast } from "../toast.js";
import { change, plan, task } from "./store.js";
import { undoEntry } from "./undo.js";

export function removeTask(id) {
  const { title } = task(id);
  const entry = change([{ k: "remove", t: id }]);
  offerBack(entry, _("Removed “%(title)s”", { title }));
}

export function removePhase(id) {
  const { name } = plan().phases.get(id);
  const entry = change([{ k: "remove", p: id }]);
  offerBack(entry, _("Removed the phase “%(name)s” with its tasks", { name }));
}

function offerBack(entry, words) {
  showToast(words, { label: _("Undo"), key: "Z", run: () => undoEntry(entry) });
}
