/** The pill in the header: how things stand between this page and the server. */

import { _, n_ } from "./i18n.js";
import { on } from "./news.js";
import { waiting } from "./pending.js";

const pill = document.getElementById("pill");
let mode = "connecting";

export function startPill() {
  on("mode", (news) => {
    mode = news.mode;
    draw();
  });
  for (const name of ["changed", "queued"]) on(name, draw);
  draw();
}

function draw() {
  const words = wordsFor(mode, waiting().length);
  pill.hidden = false;
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
