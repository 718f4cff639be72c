/** Rows with changes of mine that the server has not saved yet say so, as long as the line is not live. */

import { main } from "../here.js";
import { n_ } from "../i18n.js";
import { on } from "../news.js";
import { showToast } from "../toast.js";
import { rowOf } from "./rows.js";
import { waitingIds } from "./store.js";

const SOON_MS = 1500;
let marked = new Set();

export function startWaiting() {
  for (const name of ["changed", "queued"]) on(name, mark);
  on("taken-over", (n) => showToast(n_("%(n)s change from before is being saved.", "%(n)s changes from before are being saved.", n)));
  on("mode", ({ mode }) => {
    main.dataset.mode = mode;
    mark();
  });
}

/** A change that is saved at once is never marked. */
function mark() {
  setTimeout(draw, main.dataset.mode === "live" ? SOON_MS : 0);
}

function draw() {
  const ids = waitingIds();
  for (const id of marked) if (!ids.has(id)) rowOf(id)?.removeAttribute("data-waiting");
  for (const id of ids) rowOf(id)?.setAttribute("data-waiting", "");
  marked = ids;
}
