/** The plan's page, live: starts every behaviour once, in the order in which they need each other. */

import { startComments } from "../chat/comments.js";
import { main, page, phone } from "../here.js";
import { startPill } from "../live/pill.js";
import { startStopping } from "../live/stop.js";
import { startAdding } from "./add.js";
import { startDetail, openDetail } from "./detail.js";
import { editDue } from "./due.js";
import { editTitle, startEditing } from "./edit.js";
import { startGlow } from "./glow.js";
import { startHands } from "./hands.js";
import { whenHere } from "./hold.js";
import { startKeys } from "./keys.js";
import { startList } from "./list.js";
import { startDragging } from "./move.js";
import { startPaths } from "./paths.js";
import { startParts } from "./parts.js";
import { startPhases } from "./phase_acts.js";
import { startRowPresence } from "./presence.js";
import { startRefusing } from "./refuse.js";
import { openStatusMenu, toggleDone } from "./status.js";
import { countWaiting, startTakingOver, startWire } from "./store.js";
import { startUndo } from "./undo.js";
import { startWaiting } from "./waiting.js";

function startRows() {
  main.addEventListener("click", (event) => {
    const row = event.target.closest(".task[data-t]");
    if (!row || event.metaKey || event.ctrlKey || event.shiftKey || event.target.closest(".task__say, input, textarea")) return;
    const act = actionFor(event.target, row, event.detail > 0);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/** Fetched when somebody first goes near a row (hands.js). */
function pickOwner(id, cell) {
  whenHere(import("./owner.js"), ({ openOwnerPicker }) => openOwnerPicker(id, cell));
}

function actionFor(target, row, isPointed) {
  const id = row.dataset.t;
  const cell = target.closest("a, button");
  const open = () => openDetail(id);
  if (main.dataset.stopped === "true" || !page.mayEdit) return open;
  if (cell?.matches(".task__glyph")) return () => toggleDone(id);
  // A finger opens the task; there the same fields stand large enough to be touched.
  if (phone.matches) return open;
  if (cell?.matches(".task__title")) return () => editTitle(row);
  if (cell?.dataset.f === "owner") return () => pickOwner(id, cell);
  if (cell?.dataset.f === "due") return () => editDue(id, cell, isPointed);
  if (cell?.dataset.f === "status") return () => openStatusMenu(id, cell);
  return open;
}

startList();
startPaths();
startPill(countWaiting);
startRows();
startDetail();
startKeys();
startGlow();
startRowPresence();
startStopping(() => document.getElementById("detail").replaceChildren());
if (page.mayEdit) {
  startEditing();
  startAdding();
  startPhases();
  startDragging();
  startHands();
  startRefusing();
  startUndo();
  startParts();
  startWaiting();
}
startWire();
startComments();
main.dataset.live = "";

if (page.mayEdit) startTakingOver();
