/** A finger that rests on a row chooses it; the click that follows does nothing else. */

import { main } from "../here.js";
import { rowAround } from "./rows.js";

const HELD_MS = 450;
const STILL_PX = 10;
let press = null;
let isTouch = false;
let heldAt = -Infinity;

export function startPressing(chosen) {
  main.addEventListener("pointerdown", (event) => begin(event, chosen));
  main.addEventListener("pointermove", (event) => press && isFar(event) && stop(event));
  for (const name of ["pointerup", "pointercancel"]) main.addEventListener(name, stop);
  main.addEventListener("click", swallow, true);
  // On a link, a long touch would open the browser's own menu over ours.
  main.addEventListener("contextmenu", (event) => isTouch && rowAround(event.target) && event.preventDefault());
}

/** Whether this click came from a finger. */
export function wasTouched(event) {
  return event.pointerType ? event.pointerType === "touch" : isTouch;
}

function begin(event, chosen) {
  stop(event);
  isTouch = event.pointerType === "touch";
  const row = rowAround(event.target);
  // On the mark at its start, a long touch takes hold of the row to drag it.
  if (!isTouch || !row || event.target.closest(".task__glyph, .task__say, input, textarea")) return;
  press = { x: event.clientX, y: event.clientY, isHeld: false, timer: setTimeout(hold, HELD_MS) };

  function hold() {
    press.isHeld = true;
    navigator.vibrate?.(10);
    chosen(row);
  }
}

function isFar({ clientX, clientY }) {
  return Math.hypot(clientX - press.x, clientY - press.y) > STILL_PX;
}

/** The click comes after the finger has left; how long the page was busy in between says nothing. */
function stop(event) {
  clearTimeout(press?.timer);
  if (press?.isHeld) heldAt = event.timeStamp;
  press = null;
}

function swallow(event) {
  if (event.timeStamp - heldAt > HELD_MS) return;
  heldAt = -Infinity;
  event.preventDefault();
  event.stopImmediatePropagation();
}
