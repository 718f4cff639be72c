/** Where the rows stand on the page: finding them, walking over them, and moving them without losing the focus. */

import { main } from "../here.js";

// A row of the list, or an item of another view.
const ROW = ".task[data-t], .step[data-t]";
const TITLE = ".task__title, .step__title";
const rows = new Map();

/** Learn the rows that the server drew. */
export function collectRows() {
  for (const row of main.querySelectorAll(ROW)) rows.set(row.dataset.t, row);
}

export function rowOf(id) {
  return rows.get(id);
}

export function keepRow(id, row) {
  rows.set(id, row);
}

export function forgetRow(id) {
  rows.delete(id);
}

export function drawnIds() {
  return [...rows.keys()];
}

/** The row that an element stands in, if any. */
export function rowAround(element) {
  return element?.closest?.(ROW) ?? null;
}

export function titleOf(row) {
  return row.querySelector(TITLE);
}

/** The visible row `step` rows further down (or up), over the borders of phases; null at the ends. */
export function neighbour(row, step) {
  const all = [...main.querySelectorAll(ROW)];
  let at = all.indexOf(row) + step;
  while (all[at] && !all[at].checkVisibility()) at += step;
  return all[at] ?? null;
}

export function focusRow(row, selector = TITLE) {
  const target = row?.querySelector(selector) ?? (row && titleOf(row));
  target?.focus();
  row?.scrollIntoView({ block: "nearest" });
}

/** Put `element` into `list` before `next`. Where the browser cannot move it alive, the focus is carried over. */
export function place(element, list, next) {
  if (element.isConnected && list.isConnected && list.moveBefore) {
    list.moveBefore(element, next);
    return;
  }
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const selection = focused?.selectionStart;
  element.dataset.moving = "";
  list.insertBefore(element, next);
  if (focused) {
    focused.focus({ preventScroll: true });
    if (typeof selection === "number") focused.setSelectionRange?.(selection, selection);
  }
  delete element.dataset.moving;
}
