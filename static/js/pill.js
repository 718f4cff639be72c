/** The pill in the header: how things stand between this page and the server. */

import { _, n_ } from "./i18n.js";
import { on } from "./news.js";
import { waiting } from "./pending.js";

const pill = document.getElementById("pill");
// A line that stands at once needs no word about its making, and the word's leaving would move what is beside it.
const QUIET_MS = 1500;
let mode = "connecting";
let isQuiet = true;

export function startPill() {
  on("mode", (news) => {
    mode = news.mode;
    draw();
  });
  for (const name of ["changed", "queued"]) on(name, draw);
  setTimeout(() => {
    isQuiet = false;
    draw();
  }, QUIET_MS);
  draw();
}

function draw() {
  const words = wordsFor(mode, waiting().length);
  pill.hidden = isQuiet && mode === "connecting" && !waiting().length;
  if (pill.dataset.state !== mode) pill.dataset.state = mode;
  if (pill.textContent !== words) pill.textContent = words;
}

function wordsFor(state, count) {
  if (state === "live") return _("Live");
  if (state === "slow") return _("Slow connection");
  if (state === "stopped") return _("Closed");
  const first = state === "offline" ? _("Offline") : state === "connecting" ? _("Connecting") : _("Reconnecting");
  if (!count) return first;
  return `${first}, ${n_("%(n)s change waiting", "%(n)s changes waiting", count)}`;
}
