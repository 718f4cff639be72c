/** Bars in the hand: its middle moves it, its ends stretch it, Esc gives it back. The keys do the same. */

import { make } from "../../make.js";
import { rowAround } from "../rows.js";
import { task } from "../store.js";
import { held, hold, letGo, moved, settle, stretched } from "./adjust.js";
import { workingSteps } from "./layout.js";
import { datesOf, mayMove } from "./line.js";

const SLACK = 4;

export function startBarDragging(list, scaleNow) {
  list.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest(".bar__body, .bar__diamond, .bar__grip");
    const id = bar && rowAround(bar)?.dataset.t;
    // A finger scrolls; it opens the step to change its dates.
    if (!id || event.button !== 0 || event.pointerType === "touch" || !mayMove(task(id))) return;
    event.preventDefault();
    follow(event, id, bar, scaleNow());
  });
}

function follow(down, id, bar, scale) {
  const { start = null, due = null, milestone } = task(id);
  const end = milestone ? undefined : bar.dataset.end;
  const watch = new AbortController();
  const flag = make("span", { class: "timeline__flag", "aria-hidden": "true" });
  const on = (name, act) => addEventListener(name, act, { signal: watch.signal });
  on("pointermove", (event) => {
    const pixels = event.clientX - down.clientX;
    if (!held(id) && Math.abs(pixels) < SLACK) return;
    const steps = workingSteps(scale, end === "start" ? (start ?? due) : (due ?? start), pixels);
    hold(id, end ? stretched({ start, due }, end, steps, scale) : moved({ start, due }, steps, scale));
    sayDates(flag, datesOf({ ...held(id), milestone }), event);
  });
  on("pointerup", () => finish(settle));
  on("pointercancel", () => finish(letGo));
  on("keydown", (event) => event.key === "Escape" && finish(letGo));

  function finish(act) {
    watch.abort();
    flag.remove();
    if (held(id)) act(id);
  }
}

/** The dates as they would be, under the hand. */
function sayDates(flag, words, { clientX, clientY }) {
  flag.textContent = words;
  flag.style.insetInlineStart = `${clientX + 12}px`;
  flag.style.insetBlockStart = `${clientY + 16}px`;
  if (!flag.isConnected) document.body.append(flag);
}
