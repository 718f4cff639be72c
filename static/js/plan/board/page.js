/** The board, live: a task is moved into another status by hand, or by Shift and an arrow key. */

import { announce } from "../../announce.js";
import { _ } from "../../i18n.js";
import { countApart } from "../progress.js";
import { STATUS_WORDS } from "../registry.js";
import { focusRow, rowOf, titleOf } from "../rows.js";
import { setStatus } from "../status.js";
import { task } from "../store.js";
import { lists, startGroups } from "../views/groups.js";
import { startViewKeys } from "../views/keys.js";

const COLUMNS = [...lists.keys()];

function move(id, status) {
  setStatus(id, status, titleOf(rowOf(id)));
  announce(_("“%(title)s”: %(status)s", { title: task(id).title, status: STATUS_WORDS[status] }));
}

function moveBy(row, step) {
  const { status } = task(row.dataset.t);
  const next = COLUMNS[COLUMNS.indexOf(status) + step];
  if (!next) return false;
  move(row.dataset.t, next);
  requestAnimationFrame(() => focusRow(rowOf(row.dataset.t)));
}

/** To the same height of the next column that holds a task. */
function walk(row, step) {
  const columns = [...lists.values()].filter((list) => list.children.length);
  const list = row.parentElement;
  const next = columns[columns.indexOf(list) + step];
  if (next) focusRow(next.children[[...list.children].indexOf(row)] ?? next.lastElementChild);
}

startGroups({ groupOf: ({ status }) => status, move, count: countApart });
startViewKeys({
  walk: { ArrowLeft: (row) => walk(row, -1), ArrowRight: (row) => walk(row, 1) },
  edit: { "Shift+ArrowLeft": (row) => moveBy(row, -1), "Shift+ArrowRight": (row) => moveBy(row, 1) },
});
