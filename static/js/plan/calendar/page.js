/** The calendar, live: a task is moved to another day by hand, or by Shift and an arrow key. */

import { announce } from "../../announce.js";
import { dueWords } from "../../dates.js";
import { main, today } from "../../here.js";
import { _ } from "../../i18n.js";
import { make } from "../../make.js";
import { on } from "../../news.js";
import { focusRow, neighbour, rowOf } from "../rows.js";
import { setDue } from "../shift.js";
import { task } from "../store.js";
import { lists, startGroups } from "../views/groups.js";
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

/** The days of the go-live, above the tasks that are due on them. */
function drawMarks(marks) {
  for (const mark of main.querySelectorAll(".day__mark")) mark.remove();
  for (const { day, kind, words } of marks) lists.get(day)?.before(make("p", { class: "day__mark", "data-mark": kind, text: words }));
}

startGroups({ groupOf: ({ due }) => due ?? "", move });
on("go-live", drawMarks);
startViewKeys({
  walk: { ArrowLeft: (row) => focusRow(neighbour(row, -1)), ArrowRight: (row) => focusRow(neighbour(row, 1)) },
  edit: {
    "Shift+ArrowLeft": (row) => moveBy(row, -1),
    "Shift+ArrowRight": (row) => moveBy(row, 1),
    "Shift+ArrowUp": (row) => moveBy(row, -7),
    "Shift+ArrowDown": (row) => moveBy(row, 7),
  },
});
