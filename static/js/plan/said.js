/** How many comments each task has, as its row says; a row without any says nothing. */

import { drawing } from "../drawings.js";
import { _, n_ } from "../i18n.js";

const counts = new Map();

export const countComments = {
  of: (id) => counts.get(id) ?? 0,
  set: (id, count) => counts.set(id, count),
  ids: () => [...counts.keys()],
};

/** Learn the numbers that the server drew. */
export function readComments(row) {
  const said = row.querySelector(".task__said");
  if (said) counts.set(row.dataset.t, Number(said.textContent));
}

/** Draw the number into the row's last cell, and into the name of its link. */
export function drawComments(row) {
  const cell = row.querySelector(".task__open");
  if (!cell) return;
  const count = countComments.of(row.dataset.t);
  cell.querySelector(".task__said")?.remove();
  if (count) cell.prepend(sign(count));
  nameDetails(row, row.querySelector(".task__title").textContent);
}

function sign(count) {
  const said = drawing("said");
  said.querySelector("span").textContent = count;
  return said;
}

/** What the link to the details is called: with the number, for those who cannot see it. */
export function nameDetails(row, title) {
  const count = countComments.of(row.dataset.t);
  const words = _("Details of “%(title)s”", { title });
  const said = count ? `, ${n_("%(n)s comment", "%(n)s comments", count)}` : "";
  row.querySelector(".task__open").setAttribute("aria-label", words + said);
}
