/** The timeline, live: rows come, go and move, bars follow their dates, lines follow the bars. */

import { main, page } from "../../here.js";
import { on } from "../../news.js";
import { drawNothing, isFiltered, isWanted } from "../filters.js";
import { forgetRow, keepRow, place, rowOf } from "../rows.js";
import { progressOf } from "../state.js";
import { plan } from "../store.js";
import { startViewKeys } from "../views/keys.js";
import { startView } from "../views/live.js";
import { held, nudge, stretch } from "./adjust.js";
import { startBarDragging } from "./drag.js";
import { ROW, barOf, endsOf, linePath, numberOf, readScale, widthOf } from "./layout.js";
import { drawHead, drawLine, newHead, newLine } from "./line.js";

const SVG = "http://www.w3.org/2000/svg";
const box = main.querySelector(".timeline");
const list = main.querySelector(".timeline__rows");
const heads = new Map();
let scale = readScale();
let askedFor = "";
let axesAsked = 0;

for (const head of list.querySelectorAll(".lane--phase")) heads.set(head.dataset.p, head);

function draw(shown) {
  const places = new Map();
  const wanted = shown.phaseOrder.flatMap((phase) => linesOf(shown, phase, places));
  const kept = new Set(wanted);
  for (const element of [...list.children]) if (!kept.has(element)) takeAway(element);
  wanted.forEach((element, at) => list.children[at] !== element && place(element, list, list.children[at] ?? null));
  drawLinks(shown, places, wanted.length);
  drawNothing(isFiltered && !wanted.length);
  followDates(shown);
}

/** The head and the rows of a phase, each drawn; under a filter nothing of a phase in which nothing fits. */
function linesOf(shown, phase, places) {
  const tasks = shown.order.get(phase).map((id) => shown.tasks.get(id)).map((task) => ({ ...task, ...held(task.t) }));
  const fitting = tasks.filter(isWanted);
  if (isFiltered && !fitting.length) return [];
  if (!heads.has(phase)) heads.set(phase, newHead(shown.phases.get(phase)));
  drawHead(heads.get(phase), shown.phases.get(phase), tasks, progressOf(shown, [phase]), scale);
  const first = places.size;
  places.set(phase, first);
  return [heads.get(phase), ...fitting.map((task, at) => lineOf(task, first + at + 1, places))];
}

function lineOf(task, at, places) {
  places.set(task.t, at);
  if (!rowOf(task.t)) keepRow(task.t, newLine(task));
  drawLine(rowOf(task.t), task, scale);
  return rowOf(task.t);
}

function takeAway(element) {
  const next = element.nextElementSibling;
  if (element.contains(document.activeElement)) next?.querySelector(".step__title")?.focus();
  if (element.dataset.t) forgetRow(element.dataset.t);
  else heads.delete(element.dataset.p);
  element.remove();
}

function drawLinks(shown, places, count) {
  const box = main.querySelector(".timeline__links");
  box.setAttribute("width", widthOf(scale));
  box.setAttribute("viewBox", `0 0 ${widthOf(scale)} ${count * ROW}`);
  const paths = [...places.keys()].flatMap((id) => linksTo(shown.tasks.get(id), shown, places));
  if (paths.map((path) => path.getAttribute("d")).join() === [...box.children].map((path) => path.getAttribute("d")).join()) return;
  box.replaceChildren(...paths);
}

function linksTo(task, shown, places) {
  const after = task && barOf(scale, { ...task, ...held(task.t) });
  if (!after) return [];
  return (task.waits ?? []).flatMap(({ on }) => {
    const first = on && places.has(on) && shown.tasks.get(on);
    const before = first && barOf(scale, { ...first, ...held(on) });
    if (!before) return [];
    const path = document.createElementNS(SVG, "path");
    Object.assign(path.dataset, { from: on, to: task.t });
    path.setAttribute("d", linePath(endsOf(before, first.milestone), places.get(on), endsOf(after, task.milestone), places.get(task.t)));
    return [path];
  });
}

/** Dates outside of what is drawn: the server draws the days anew, since it knows which of them nobody works. */
async function followDates(shown) {
  const days = [...shown.tasks.values()].flatMap((task) => [task.start, task.due]).filter(Boolean).sort();
  const ends = `${days[0]} ${days.at(-1)}`;
  const isInside = !days.length || (numberOf(days[0]) >= scale.first && numberOf(days.at(-1)) <= scale.last);
  if (isInside || askedFor === ends) return;
  askedFor = ends;
  if (!(await drawAxis())) askedFor = "";
}

/** The go-live on other days than those that are drawn. */
function followGoLive(marks) {
  const drawn = [...main.querySelectorAll(".axis__post")].map(({ dataset }) => dataset.day + dataset.mark);
  if (drawn.join() !== marks.map(({ day, kind }) => day + kind).join()) drawAxis();
}

/** As the server draws it by now; false where it does not answer. */
async function drawAxis() {
  const query = new URLSearchParams(location.search);
  query.set("part", "axis");
  const asked = (axesAsked += 1);
  const answer = await fetch(`${page.address}/timeline?${query}`).catch(() => null);
  const axis = answer?.ok && (await answer.text());
  if (!axis || asked !== axesAsked) return Boolean(axis);
  const before = scale.first;
  main.querySelector(".timeline__axis").innerHTML = axis;
  scale = readScale();
  box.scrollLeft += (before - scale.first) * scale.dayWidth;
  draw(plan());
  return true;
}

/** Begin where the present is. */
function scrollToToday() {
  const x = Number(main.querySelector(".axis__today").getAttribute("x1"));
  const names = list.querySelector(".lane__chart")?.getBoundingClientRect().left - list.getBoundingClientRect().left;
  const room = box.clientWidth - names;
  box.scrollLeft = x - room / 3;
}

function zoom(step) {
  const links = [...main.querySelectorAll(".timeline__foot .segment")];
  const next = links[links.findIndex((link) => link.ariaCurrent) + step];
  if (!next) return false;
  next.click();
}

startView(draw);
on("go-live", followGoLive);
startViewKeys({
  edit: {
    ArrowLeft: (row) => nudge(row.dataset.t, -1, scale),
    ArrowRight: (row) => nudge(row.dataset.t, 1, scale),
    "Shift+ArrowLeft": (row) => stretch(row.dataset.t, -1, scale),
    "Shift+ArrowRight": (row) => stretch(row.dataset.t, 1, scale),
  },
  anywhere: { "+": () => zoom(-1), "=": () => zoom(-1), "-": () => zoom(1) },
});
if (page.mayEdit) startBarDragging(list, () => scale);
scrollToToday();
