/** Moving rows: by keys one place at a time, over the borders of phases, and by hand on the grip. */

import { main } from "../here.js";
import { make } from "../make.js";
import { sectionOf } from "./phases.js";
import { focusRow, rowOf } from "./rows.js";
import { change, plan, task } from "./store.js";

/** One place down (step 1) or up (step -1); at a phase's end, on into the next one. */
export function moveBy(id, step, isFocused = true) {
  const { phase } = task(id);
  const order = plan().order.get(phase).filter((one) => one === id || isOpen(one));
  const at = order.indexOf(id) + step;
  if (at >= 0 && at < order.length) moveTo(id, phase, step > 0 ? order[at] : (beforeIn(phase, order[at])));
  else moveOver(id, phase, step);
  if (isFocused) focusRow(rowOf(id));
}

function moveOver(id, phase, step) {
  const phases = plan().phaseOrder;
  const next = phases[phases.indexOf(phase) + step];
  if (!next) return;
  sectionOf(next)?.querySelector(".phase__fold").setAttribute("open", "");
  moveTo(id, next, step > 0 ? null : (plan().order.get(next).at(-1) ?? null));
}

/** Folded rows are passed in one step. */
function isOpen(id) {
  return !rowOf(id)?.closest(".tasks--done");
}

function beforeIn(phase, id) {
  const order = plan().order.get(phase);
  return order[order.indexOf(id) - 1] ?? null;
}

export function moveTo(id, phase, after) {
  change([{ k: "move", t: id, phase, after }]);
}

/** The library for dragging is fetched when the first row is pointed at. */
export function startDragging() {
  let isAsked = false;
  const load = async () => {
    if (isAsked) return;
    isAsked = true;
    isAsked = await fetchSortable();
  };
  main.addEventListener("pointerover", (event) => event.target.closest(".task, .phase") && load());
  // A finger gives no sign before it takes a row.
  if (matchMedia("(pointer: coarse)").matches) addEventListener("load", load);
}

/** Whether it came; without a connection the next pointing asks again. */
async function fetchSortable() {
  try {
    const { default: Sortable } = await import("../../vendor/sortablejs/sortable.esm.js");
    makeAllSortable(Sortable);
    makePhasesSortable(Sortable);
    new MutationObserver(() => makeAllSortable(Sortable)).observe(main.querySelector(".phases"), { childList: true });
    return true;
  } catch {
    return false;
  }
}

function makeAllSortable(Sortable) {
  for (const list of main.querySelectorAll(".tasks--open")) if (!Sortable.get(list)) makeSortable(Sortable, list);
}

function makeSortable(Sortable, list) {
  new Sortable(list, {
    group: "rows",
    draggable: ".task",
    handle: ".task__grip, .task__glyph",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    delay: 180,
    delayOnTouchOnly: true,
    ghostClass: "task--ghost",
    onEnd: dropped,
  });
}

/** A phase is taken by its head. */
function makePhasesSortable(Sortable) {
  new Sortable(main.querySelector(".phases"), {
    draggable: ".phase",
    handle: ".phase__head",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    delay: 180,
    delayOnTouchOnly: true,
    ghostClass: "task--ghost",
    onEnd: ({ item, oldIndex, newIndex }) => oldIndex !== newIndex && droppedPhase(item),
  });
}

function droppedPhase(section) {
  const before = [...main.querySelectorAll(".phase[data-p]")];
  change([{ k: "move", p: section.dataset.p, after: before[before.indexOf(section) - 1]?.dataset.p ?? null }]);
}

function dropped({ item, from, to, oldIndex, newIndex }) {
  if (from === to && oldIndex === newIndex) return;
  const phase = to.closest(".phase").dataset.p;
  const previous = item.previousElementSibling;
  moveTo(item.dataset.t, phase, previous?.dataset.t ?? firstPlace(phase, item.dataset.t));
}

/** The head of the open rows comes after the folded ones that stand before them. */
function firstPlace(phase, id) {
  const order = plan().order.get(phase).filter((one) => one !== id);
  const first = order.findIndex(isOpen);
  return first > 0 ? order[first - 1] : first === 0 ? null : (order.at(-1) ?? null);
}
