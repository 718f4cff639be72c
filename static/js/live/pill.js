/** The pill in the header: how things stand between this page and the server. */

import { _, n_ } from "../i18n.js";
import { on } from "../news.js";

const pill = document.getElementById("pill");
// A line that stands at once needs no word about its making, and the word's leaving would move what is beside it.
const QUIET_MS = 1500;
// What is saved at once is not spoken of.
const SAVING_MS = 1000;
let mode = "connecting";
let isQuiet = true;
let busySince = 0;

/** `waiting()` counts what is not saved yet. */
export function startPill(waiting) {
  const redraw = () => draw(waiting());
  on("mode", (news) => {
    mode = news.mode;
    redraw();
  });
  for (const name of ["changed", "queued"]) on(name, redraw);
  on("queued", () => setTimeout(redraw, SAVING_MS + 10));
  setTimeout(() => {
    isQuiet = false;
    redraw();
  }, QUIET_MS);
  redraw();
}

function draw(count) {
  busySince = count ? busySince || performance.now() : 0;
  const words = wordsFor(mode, count);
  pill.hidden = isQuiet && mode === "connecting" && !count;
  if (pill.dataset.state !== mode) pill.dataset.state = mode;
  if (pill.textContent !== words) pill.textContent = words;
}

function wordsFor(state, count) {
  if (state === "live") return isSlowToSave() ? n_("Saving %(n)s change", "Saving %(n)s changes", count) : _("Live");
  if (state === "stopped") return _("Closed");
  const first = state === "slow" ? _("Slow connection") : state === "offline" ? _("Offline") : state === "connecting" ? _("Connecting") : _("Reconnecting");
  if (!count) return first;
  return `${first}, ${n_("%(n)s change waiting", "%(n)s changes waiting", count)}`;
}

function isSlowToSave() {
  return busySince > 0 && performance.now() - busySince > SAVING_MS;
}
