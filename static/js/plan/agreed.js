/** Whether both sides stand behind a task: proposed, agreed, or changed since it was agreed. */

import { page, today } from "../here.js";
import { _ } from "../i18n.js";
import { nameOf } from "../people.js";

export function drawAgreed(row, task) {
  if (task.agreed) row.dataset.agreed = JSON.stringify(task.agreed);
  else delete row.dataset.agreed;
}

export function isOpen(task) {
  return !["done", "dropped"].includes(task.status);
}

function stateOf({ agreed }) {
  if (!agreed?.words.length) return "proposed";
  return agreed.changed.length ? "changed" : "agreed";
}

/** The sign a row carries; null where it is nobody's question. */
export function agreementOf(task) {
  return task.visibility === "shared" && isOpen(task) ? stateOf(task) : null;
}

export function wordsOfAgreement(task) {
  const { proposed, words = [], changed = [] } = task.agreed ?? {};
  if (changed.length) return _("Changed since agreed by %(name)s", { name: named(changed[0][1]) });
  if (words.length) return _("Agreed by %(names)s", { names: joined(words.map(([by]) => named(by ?? page.said ?? page.me))) });
  return proposed ? _("Proposed by %(name)s", { name: named(proposed) }) : _("Proposed");
}

function named(who) {
  if (!who) return _("someone");
  return who === page.me ? _("you") : nameOf(who);
}

function joined(names) {
  if (names.length < 2) return names[0];
  return _("%(names)s and %(last)s", { names: names.slice(0, -1).join(", "), last: names.at(-1) });
}

/** The tasks of a phase on which somebody's word is still wanted. */
export function toAgreeIn(plan, phase) {
  const wanted = (id) => ["proposed", "changed"].includes(agreementOf(plan.tasks.get(id)));
  return (plan.order.get(phase) ?? []).filter(wanted);
}

/** The last day anybody gave their word on something in the plan; mine, not yet saved, is today's. */
export function confirmedOn(plan) {
  const shown = plan.phaseOrder.flatMap((phase) => plan.order.get(phase) ?? []).map((id) => plan.tasks.get(id));
  const days = shown.filter((one) => one.visibility === "shared").flatMap((one) => (one.agreed?.words ?? []).map(([, , on]) => on ?? today()));
  return days.sort().at(-1) ?? null;
}
