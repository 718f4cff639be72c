/** The calendar, live: a step is moved to another day by hand, or by Shift and an arrow key. */

import { announce } from "../../announce.js";
import { dueWords } from "../../dates.js";
import { today } from "../../here.js";
import { _ } from "../../i18n.js";
import { focusRow, neighbour, rowOf } from "../rows.js";
import { setDue } from "../shift.js";
import { task } from "../store.js";
import { startGroups } from "../views/groups.js";
import { startViewKeys } from "../views/keys.js";

const DAY_MS = 86_400_000;

async function move(id, day) {
  const isSet = await setDue(id, day || null);
  const words = day ? dueWords(day, today()) : _("No date");
  if (isSet && task(id)) announce(_("“%(title)s”: %(dates)s", { title: task(id).title, dates: words }));
}

async function moveBy(row, days) {
  const { due } = task(row.dataset.t);
  if (!due) return false;
  const day = new Date(Date.parse(`${due}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
  await move(row.dataset.t, day);
  requestAnimationFrame(() => focusRow(rowOf(row.dataset.t)));
}

startGroups({ groupOf: ({ due }) => due ?? "", move });
startViewKeys({
  walk: { ArrowLeft: (row) => focusRow(neighbour(row, -1)), ArrowRight: (row) => focusRow(neighbour(row, 1)) },
  edit: {
    "Shift+ArrowLeft": (row) => moveBy(row, -1),
    "Shift+ArrowRight": (row) => moveBy(row, 1),
    "Shift+ArrowUp": (row) => moveBy(row, -7),
    "Shift+ArrowDown": (row) => moveBy(row, 7),
  },
});
