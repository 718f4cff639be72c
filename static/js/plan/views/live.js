/** A view of the plan, live: the plan comes with the page as data, and every change is drawn once a frame. */

import { startComments } from "../../chat/comments.js";
import { main, page } from "../../here.js";
import { startPill } from "../../live/pill.js";
import { startStopping } from "../../live/stop.js";
import { on } from "../../news.js";
import { openDetail, startDetail } from "../detail.js";
import { startGlow } from "../glow.js";
import { startRowPresence } from "../presence.js";
import { startPaths } from "../paths.js";
import { drawPlanProgress } from "../progress.js";
import { startRefusing } from "../refuse.js";
import { collectRows, rowAround } from "../rows.js";
import { planOf } from "../state.js";
import { begin, countWaiting, plan, startTakingOver, startWire } from "../store.js";
import { startUndo } from "../undo.js";
import { startWaiting } from "../waiting.js";

/** `draw(plan)` makes the page equal to the plan; it is called after every change, and once at the start. */
export function startView(draw) {
  collectRows();
  begin(planOf(JSON.parse(document.getElementById("snapshot").textContent)));
  drawOnChange(draw);
  startPill(countWaiting);
  main.addEventListener("click", openItem);
  startDetail();
  startGlow();
  startRowPresence();
  startStopping(() => document.getElementById("detail").replaceChildren());
  if (page.mayEdit) {
    startRefusing();
    startUndo();
    startWaiting();
  }
  startWire();
  startPaths();
  startComments();
  startPrinting();
  main.dataset.live = "";
  if (page.mayEdit) startTakingOver();
}

function drawOnChange(draw) {
  let frame = 0;
  const later = () => {
    frame ||= requestAnimationFrame(() => {
      frame = 0;
      draw(plan());
      drawPlanProgress(plan());
    });
  };
  on("changed", later);
  on("people", later);
  later();
}

function openItem(event) {
  const link = event.target.closest("a.step__title");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  openDetail(rowAround(link).dataset.t);
}

function startPrinting() {
  const button = main.querySelector("[data-do=print]");
  button.hidden = false;
  button.addEventListener("click", () => print());
}
