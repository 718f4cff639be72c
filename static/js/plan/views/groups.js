/** A view of tasks in groups, live: each stands in the list of its group, in order, wherever others move it. */

import { main, page } from "../../here.js";
import { tell } from "../../news.js";
import { drawNothing, isFiltered, isWanted } from "../filters.js";
import { forgetRow, keepRow, place, rowAround, rowOf } from "../rows.js";
import { drawEntry, newEntry } from "./entry.js";
import { startView } from "./live.js";

export const lists = new Map([...main.querySelectorAll("[data-group]")].map((list) => [list.dataset.group, list]));

/**
 * `groupOf(task)` names the list a task stands in, or none. `before(one, other)` compares where the plan's own order does
 * not count. `move(id, group)` is what dropping a task into a group does. `count(tasks)` are the words beside its name.
 */
export function startGroups({ groupOf, before, move, count = (tasks) => tasks.length || "" }) {
  startView((shown) => {
    const groups = new Map([...lists.keys()].map((key) => [key, []]));
    const all = shown.phaseOrder.flatMap((phase) => shown.order.get(phase)).map((id) => shown.tasks.get(id));
    for (const task of all) if (isWanted(task)) groups.get(groupOf(task))?.push(task);
    const standing = new Set([...groups.values()].flat().map((task) => task.t));
    for (const item of main.querySelectorAll(".entry")) if (!standing.has(item.dataset.t)) takeAway(item);
    for (const [key, tasks] of groups) drawGroup(lists.get(key), before ? tasks.sort(before) : tasks, count(tasks));
    drawNothing(isFiltered && !standing.size);
  });
  if (page.mayEdit && move) startGroupDragging(move);
}

function drawGroup(list, tasks, words) {
  tasks.forEach((task, at) => {
    if (!rowOf(task.t)) keepRow(task.t, newEntry(task));
    const item = rowOf(task.t);
    drawEntry(item, task);
    if (list.children[at] !== item) place(item, list, list.children[at] ?? null);
  });
  const section = list.closest("[data-section]");
  if (!section) return;
  section.toggleAttribute("data-empty", !tasks.length);
  const count = section.querySelector("[data-count]");
  if (count) count.textContent = words;
}

function takeAway(item) {
  const next = item.nextElementSibling ?? item.previousElementSibling;
  if (item.contains(document.activeElement)) next?.querySelector(".step__title")?.focus();
  forgetRow(item.dataset.t);
  item.remove();
}

/** The library for dragging is fetched when the first step is pointed at. */
function startGroupDragging(move) {
  let isAsked = false;
  const load = async () => {
    if (isAsked) return;
    isAsked = true;
    const library = await import("../../../vendor/sortablejs/sortable.esm.js").catch(() => null);
    isAsked = Boolean(library);
    if (library) for (const list of lists.values()) makeSortable(library.default, list, move);
  };
  main.addEventListener("pointerover", (event) => rowAround(event.target) && load());
  // A finger gives no sign before it takes a task.
  if (matchMedia("(pointer: coarse)").matches) load();
}

function makeSortable(Sortable, list, move) {
  new Sortable(list, {
    group: "entries",
    draggable: ".entry",
    sort: false,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    delay: 180,
    delayOnTouchOnly: true,
    ghostClass: "entry--ghost",
    onEnd: ({ item, from, to }) => {
      if (from !== to) move(item.dataset.t, to.dataset.group);
      // It stands where the plan has it, also where the move was thought better of.
      tell("changed", { ids: new Set(), news: [] });
    },
  });
}
