/** The questions of the page: finds them, and draws into each what changed unless somebody is in it. */

import { main, page } from "../here.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { faceOf, nameOf } from "../people.js";
import { KINDS } from "./controls.js";
import { isSame } from "./state.js";
import { answers, answerTo, begin } from "./store.js";

const boxes = new Map([...main.querySelectorAll(".question[data-f]")].map((box) => [box.dataset.f, box]));

export function boxOf(field) {
  return boxes.get(field);
}

export function allBoxes() {
  return [...boxes.values()];
}

export function boxAround(element) {
  return element?.closest?.(".question[data-f]") ?? null;
}

export function readBox(box) {
  return KINDS[box.dataset.kind].read(box);
}

/** Read the answers that the server drew, and follow what changes from then on. */
export function startQuestions() {
  begin(new Map(allBoxes().map((box) => [box.dataset.f, { v: drawnWith(box), by: null, at: null }])));
  on("changed", ({ fields }) => fields.forEach(drawField));
}

function drawnWith(box) {
  if (box.dataset.kind !== "file") return JSON.parse(box.querySelector("input[type=hidden]").value);
  const files = [...box.querySelectorAll("[data-file]")].map((item) => ({ id: item.dataset.file }));
  return files.length ? files : null;
}

function drawField(field) {
  const box = boxOf(field);
  if (!box) return;
  const value = answerTo(field);
  const base = box.querySelector("input[type=hidden]");
  // What was refused stays as it was typed, and so does what somebody is typing.
  if (!("refused" in box.dataset) && !isInUse(box) && !(box.dataset.kind !== "file" && isSame(readBox(box), value))) {
    KINDS[box.dataset.kind].draw(box, value);
  }
  if (base) base.value = JSON.stringify(value);
  drawBy(box, answers().get(field));
}

function isInUse(box) {
  return box.dataset.kind !== "file" && box.contains(document.activeElement);
}

function drawBy(box, answer) {
  const line = box.querySelector(".question__by");
  const by = answer?.v === null ? null : answer?.by;
  if (!by || by === page.me) line.replaceChildren();
  else line.replaceChildren(faceOf(by), make("span", { text: nameOf(by) }));
}
