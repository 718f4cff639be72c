/** What a moved date does beyond moving others: fixed dates, room in the buffer, and why the go-live moves. */

import { dueWords } from "../dates.js";
import { post, taskAddress, today } from "../here.js";
import { _, n_ } from "../i18n.js";
import { countWaiting } from "./store.js";

const PATIENCE = 60;
const A_MOMENT_MS = 250;

/** Put into `preview` what else is said; answers what tells the server of the cause that was chosen, once asked. */
export function showMore(preview) {
  const { broken = [], absorbed, why } = preview;
  preview.more = [...broken.map(brokenWords), ...(absorbed ? [absorbedWords(absorbed)] : [])];
  return why ? tellCause : undefined;
}

/** Once the move is saved, the cause stands beside it; without one nothing does. */
async function tellCause(id) {
  const [cause, side] = document.querySelectorAll("#shift [data-why] select");
  if (!cause?.value) return;
  const said = { cause: cause.value, cause_side: side.value };
  for (let tries = 0; countWaiting() && tries < PATIENCE; tries += 1) await new Promise((resolve) => setTimeout(resolve, A_MOMENT_MS));
  await post(`${taskAddress(id)}/cause`, said).catch(() => null);
}

function brokenWords({ title, goal, days }) {
  return n_(
    "“%(title)s” would be %(num)s working day too late for “%(goal)s”, whose date is fixed.",
    "“%(title)s” would be %(num)s working days too late for “%(goal)s”, whose date is fixed.",
    days,
    { title, goal, num: days },
  );
}

function absorbedWords({ moves, go_live: goLive }) {
  const said = n_("In the buffer, only %(num)s other task moves.", "In the buffer, only %(num)s other tasks move.", moves.length, { num: moves.length });
  const then = goLive ? _("The go-live then moves to %(day)s.", { day: dueWords(goLive.due, today()) }) : _("The go-live then stays.");
  return `${said} ${then}`;
}
