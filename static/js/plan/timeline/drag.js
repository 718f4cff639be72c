/**
 * Bars in the hand: its middle moves it, its ends stretch it, Esc gives it back. A finger takes it by resting on it, since
 * one that moves at once scrolls. The keys do the same.
 */

import { make } from "../../make.js";
import { rowAround, rowOf } from "../rows.js";
import { task } from "../store.js";
import { held, hold, letGo, moved, settle, stretched } from "./adjust.js";
import { workingSteps } from "./layout.js";
import { datesOf, mayMove } from "./line.js";

const SLACK = 4;
const REST_MS = 350;
const FINGER_SLACK = 10;
// A finger is wider than most bars: so much of the middle moves, and so much beyond it still stretches.
const FINGER = 28;
const BEYOND = 22;
let isByFinger = false;

export function startBarDragging(list, scaleNow) {
  list.addEventListener("pointerdown", (event) => {
    const id = rowAround(event.target)?.dataset.t;
    if (!id || event.button !== 0 || !mayMove(task(id))) return;
    const isFinger = event.pointerType === "touch";
    const part = isFinger ? partNear(event, id) : event.target.closest(".bar__body, .bar__diamond, .bar__grip")?.dataset;
    if (!part) return;
    if (isFinger) return waitForRest(event, () => follow(event, id, part.end, scaleNow()));
    event.preventDefault();
    follow(event, id, part.end, scaleNow());
  });
  // Here from the start: a browser asks before the first move whether anybody may want to keep it from scrolling.
  list.addEventListener("touchmove", (event) => isByFinger && event.preventDefault(), { passive: false });
}

/** Which part of its bar a finger in a row means, if any. */
function partNear({ target, clientX }, id) {
  if (!target.closest(".lane__chart")) return null;
  const body = rowOf(id).querySelector(task(id).milestone ? ".bar__diamond" : ".bar__body").getBoundingClientRect();
  const away = clientX - (body.left + body.width / 2);
  const half = Math.max(body.width, FINGER) / 2;
  if (Math.abs(away) > half + BEYOND) return null;
  const inside = body.width > 2 * FINGER ? half - FINGER / 2 : half;
  return Math.abs(away) > inside ? { end: away < 0 ? "start" : "due" } : {};
}

/** `take` once the finger has rested; it was meant otherwise if it moves, is lifted, or another one comes. */
function waitForRest(down, take) {
  const watch = new AbortController();
  const stop = () => (clearTimeout(timer), watch.abort());
  const timer = setTimeout(() => (stop(), take()), REST_MS);
  const on = (name, act) => addEventListener(name, act, { signal: watch.signal });
  on("pointermove", ({ clientX, clientY }) => Math.hypot(clientX - down.clientX, clientY - down.clientY) > FINGER_SLACK && stop());
  for (const name of ["pointerup", "pointercancel", "blur"]) on(name, stop);
  on("pointerdown", (event) => event !== down && stop());
}

function follow(down, id, part, scale) {
  const { start = null, due = null, milestone } = task(id);
  const end = milestone ? undefined : part;
  const watch = new AbortController();
  const flag = make("span", { class: "timeline__flag", "aria-hidden": "true" });
  const on = (name, act) => addEventListener(name, act, { signal: watch.signal });
  const say = (event) => sayDates(flag, datesOf({ ...held(id), milestone }), event);
  if (down.pointerType === "touch") takeByFinger();
  on("pointermove", carry);
  // Let go where it is let go, also where the page was too busy to hear of the way there.
  on("pointerup", (event) => (carry(event), event.pointerId === down.pointerId && finish(settle)));
  on("pointercancel", () => finish(letGo));
  on("keydown", (event) => event.key === "Escape" && finish(letGo));

  function carry(event) {
    const pixels = event.clientX - down.clientX;
    if (event.pointerId !== down.pointerId || (!held(id) && Math.abs(pixels) < SLACK)) return;
    const steps = workingSteps(scale, end === "start" ? (start ?? due) : (due ?? start), pixels);
    hold(id, end ? stretched({ start, due }, end, steps, scale) : moved({ start, due }, steps, scale));
    say(event);
  }

  /** It shows at once that the bar is in the hand; a second finger, which pinches, gives it back. */
  function takeByFinger() {
    isByFinger = true;
    rowOf(id).dataset.held = "";
    hold(id, { start, due });
    say(down);
    on("contextmenu", (event) => event.preventDefault());
    on("pointerdown", () => finish(letGo));
  }

  function finish(act) {
    watch.abort();
    flag.remove();
    isByFinger = false;
    delete rowOf(id)?.dataset.held;
    const dates = held(id);
    if (dates) (dates.start === start && dates.due === due ? letGo : act)(id);
  }
}

/** The dates as they would be, beside the hand: above a finger, which would hide them. */
function sayDates(flag, words, { clientX, clientY, pointerType }) {
  flag.textContent = words;
  if (!flag.isConnected) document.body.append(flag);
  const isFinger = pointerType === "touch";
  const left = isFinger ? clientX - flag.offsetWidth / 2 : clientX + 12;
  flag.style.insetInlineStart = `${Math.max(4, Math.min(left, innerWidth - flag.offsetWidth - 4))}px`;
  flag.style.insetBlockStart = `${isFinger ? clientY - 64 : clientY + 16}px`;
}
