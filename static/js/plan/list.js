/** Keeps the drawn list equal to the plan: rows come, go, move and change, and nothing jumps under the hand. */

import { main } from "../here.js";
import { on, onFrame, tell } from "../news.js";
import { drawNothing, isFiltered, isWanted } from "./filters.js";
import { collectSections, drawPhase, newPhase, orderPhases, removeSection, sectionOf } from "./phases.js";
import { drawPhaseProgress, drawPlanProgress } from "./progress.js";
import { drawRow, newRow, readRow } from "./registry.js";
import { collectRows, drawnIds, focusRow, forgetRow, keepRow, neighbour, place, rowOf } from "./rows.js";
import { readComments } from "./said.js";
import { emptyPlan, shownTask, waitingFor } from "./state.js";
import { begin, plan } from "./store.js";

export function startList() {
  collectRows();
  collectSections();
  begin(planFromPage());
  on("changed", ({ ids }) => draw(ids));
  onFrame("changed", () => drawPlanProgress(plan()));
  on("people", redrawOwners);
}

/** The plan as the server drew it. */
function planFromPage() {
  const read = emptyPlan();
  for (const section of main.querySelectorAll(".phase[data-p]")) readPhase(read, section);
  return read;
}

function readPhase(read, section) {
  const phase = section.dataset.p;
  read.phases.set(phase, { p: phase, name: section.querySelector(".phase__name").textContent });
  read.phaseOrder.push(phase);
  read.order.set(phase, inPlanOrder(section));
  for (const id of read.order.get(phase)) {
    read.tasks.set(id, { ...readRow(rowOf(id)), phase });
    readComments(rowOf(id));
  }
}

/** Folded rows stand apart on the page; the section says their true order where there are any. */
function inPlanOrder(section) {
  const drawn = [...section.querySelectorAll(".task[data-t]")].map((row) => row.dataset.t);
  const order = section.dataset.order?.split(" ").map((place) => drawn[Number(place)]);
  return order ?? drawn;
}

function draw(changed) {
  const shown = plan();
  const ids = new Set([...changed, ...waitingFor(shown, changed)]);
  drawPhases(shown, ids);
  const places = new Set([...ids].filter((id) => shown.phases.has(id)));
  for (const id of ids) {
    for (const phase of [phaseAround(id), shownTask(shown, id)?.phase]) if (phase) places.add(phase);
    drawTask(shown, id);
  }
  for (const phase of places) {
    settlePhase(shown, phase, ids);
    drawPhaseProgress(shown, phase);
  }
  if (isFiltered) hideOthers(shown, ids);
}

/** What no longer fits what is asked for goes, but never from under a hand. */
function hideOthers(shown, ids) {
  for (const id of ids) {
    const row = rowOf(id);
    if (row && shownTask(shown, id)) row.hidden = !isWanted(shown.tasks.get(id)) && !row.contains(document.activeElement);
  }
  const sections = [...main.querySelectorAll(".phase[data-p]")];
  for (const section of sections) section.hidden = !section.querySelector(".task:not([hidden])");
  drawNothing(sections.every((section) => section.hidden));
}

function phaseAround(id) {
  return rowOf(id)?.closest(".phase")?.dataset.p;
}

function drawPhases(shown, ids) {
  for (const id of ids) {
    const section = sectionOf(id);
    if (shown.phases.has(id)) {
      if (section) drawPhase(section, shown.phases.get(id));
      else addSection(shown, id);
    } else if (section) {
      removeSection(id);
      for (const task of drawnIds()) if (!rowOf(task)?.isConnected) forgetRow(task);
    }
  }
  orderPhases(shown);
}

function addSection(shown, id) {
  const section = newPhase(shown.phases.get(id));
  main.querySelector(".phases").append(section);
  for (const task of shown.order.get(id) ?? []) ensureRow(shown.tasks.get(task));
  settlePhase(shown, id, new Set(shown.order.get(id)));
}

function drawTask(shown, id) {
  const task = shownTask(shown, id);
  const row = rowOf(id);
  if (!task) {
    if (row) removeRow(row);
  } else {
    drawRow(ensureRow(task), task);
  }
}

function ensureRow(task) {
  if (!rowOf(task.t)) keepRow(task.t, newRow(task));
  return rowOf(task.t);
}

/** A row in the middle of an edit stays until its words are safe; edit.js takes it away then. */
function removeRow(row) {
  if (row.querySelector(".edit-title")) {
    row.dataset.removed = "";
    tell("removed-under-edit", row);
    return;
  }
  takeAway(row);
}

export function takeAway(row) {
  const next = neighbour(row, 1) ?? neighbour(row, -1);
  const hadFocus = row.contains(document.activeElement);
  forgetRow(row.dataset.t);
  row.remove();
  if (hadFocus && next) focusRow(next);
}

/** Stand the rows of `ids` where the plan has them. Done rows leave the fold only when they are open again. */
function settlePhase(shown, phase, ids) {
  const section = sectionOf(phase);
  if (!section) return;
  const open = section.querySelector(".tasks--open");
  const folded = section.querySelector(".tasks--done");
  let previous = null;
  for (const id of shown.order.get(phase) ?? []) {
    const row = rowOf(id);
    if (!row) continue;
    if (folded && row.parentElement === folded && row.dataset.status === "done") continue;
    if (ids.has(id) || row.parentElement !== open) putAfter(open, row, previous);
    previous = row;
  }
  drawFold(section);
}

function putAfter(list, row, previous) {
  const isThere = row.parentElement === list && previousRow(row) === previous;
  if (!isThere) place(row, list, previous ? previous.nextElementSibling : list.firstElementChild);
}

function previousRow(row) {
  let element = row.previousElementSibling;
  while (element && !element.matches(".task[data-t]")) element = element.previousElementSibling;
  return element;
}

function drawFold(section) {
  const fold = section.querySelector(".folded");
  if (!fold) return;
  fold.hidden = !fold.querySelector(".task");
}

function redrawOwners(id) {
  for (const task of plan().tasks.values()) {
    if (task.owner === id && rowOf(task.t)) {
      rowOf(task.t).dataset.owner = "";
      drawRow(rowOf(task.t), task);
    }
  }
}
