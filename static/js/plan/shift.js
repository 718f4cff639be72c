/** A date that others hang on: asks whether they move along, showing every date and the go-live, before it changes any. */

import { get, taskAddress } from "../here.js";
import { sayMissing } from "./hold.js";
import { waitingFor } from "./state.js";
import { change, plan, task } from "./store.js";

const MOST_OPS = 200;

/** Set the due date; true once it is set, false where the person thought better of it. */
export function setDue(id, value) {
  return setDates(id, task(id).start, value);
}

/** Set both dates at once, on the same terms; nothing happens where they are no longer wanted before anything is asked. */
export async function setDates(id, start, due, isWanted = () => true) {
  if (!opsFor(id, start, due).length) return true;
  const preview = await previewOf(id, due);
  const { moves, absorbed } = preview;
  if (preview.why || preview.broken) preview.tell = (await import("./shift_more.js").catch(() => null))?.showMore(preview);
  const choice = moves.length || preview.broken ? await ask(id, due, preview, isWanted) : isWanted() && "only";
  // Others may have changed or removed it while the question stood.
  if (!choice || !task(id)) return false;
  if (choice === "only") change(opsFor(id, start, due).map(({ base, ...op }) => op));
  else changeAll(opsFor(id, start, due), choice === "buffer" ? absorbed.moves : moves);
  preview.tell?.(id);
  return true;
}

async function ask(id, due, preview, isWanted) {
  const question = await import("./shift_ask.js").catch(sayMissing);
  return isWanted() && question?.ask(id, due, preview);
}

/** In the order in which the start never passes the due date. */
function opsFor(id, start, due) {
  const now = task(id);
  const ops = [
    { k: "set", t: id, f: "start", v: start ?? null, base: now.start ?? null },
    { k: "set", t: id, f: "due", v: due ?? null, base: now.due ?? null },
  ].filter((op) => op.v !== op.base);
  return (due ?? "") > (now.due ?? "") ? ops.reverse() : ops;
}

/** Without a connection the date simply changes: the plan says later what starts too early. */
async function previewOf(id, value) {
  const none = { moves: [], go_live: null };
  if (!value || value === task(id).due || !mayMoveOthers(id)) return none;
  const answer = await get(`${taskAddress(id)}/shift?due=${value}`).catch(() => none);
  return answer.ok ? answer : none;
}

/** Something waits for it, or some date is counted from another task's: from which one, the server knows. */
function mayMoveOthers(id) {
  return waitingFor(plan(), new Set([id])).length > 0 || [...plan().tasks.values()].some((one) => one.ruled);
}

/** All or none, in one change: one undo takes all of them back. */
function changeAll(ops, moves) {
  for (const { t, start, due, was } of moves) {
    const both = [["due", due, was.due], ["start", start, was.start]];
    // In the order in which the start never passes the due date.
    if (due && was.due && due < was.due) both.reverse();
    for (const [f, v, base] of both) if (v !== base) ops.push({ k: "set", t, f, v, base, along: true });
  }
  for (let from = 0; from < ops.length; from += MOST_OPS) change(ops.slice(from, from + MOST_OPS));
}
