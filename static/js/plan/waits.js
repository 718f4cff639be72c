/** What the open task starts after: a task is picked from the plan, a pause is typed, and others' changes show. */

import { drawing } from "../drawings.js";
import { taskAddress } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { whenHere } from "./hold.js";
import { slackOf } from "./paths.js";
import { glyphOf } from "./registry.js";
import { rowOf } from "./rows.js";
import { change, countWaiting, plan, task } from "./store.js";

const MOST_OPTIONS = 60;
const AGAIN_MS = 300;

/** Watch the section of the task that is open in `box`; the function that keeps it current. */
export function watchWaits(box, id) {
  const seen = { key: keyOf(id), timer: 0 };
  const section = () => box.querySelector(`.waits-for[data-t="${id}"]`);
  section()?.addEventListener("click", (event) => act(event, id));
  section()?.addEventListener("submit", (event) => "plain" in event.target.dataset || event.preventDefault());
  section()?.addEventListener("change", (event) => setLag(event.target, id));
  return (isRuledAnew) => {
    if (keyOf(id) === seen.key && !isRuledAnew) return;
    seen.key = keyOf(id);
    redraw(section, id, seen);
  };
}

/** Everything the section shows. */
function keyOf(id) {
  const { tasks } = plan();
  const named = (one) => [one, tasks.get(one)?.title, tasks.get(one)?.status];
  const blocks = [...tasks.values()].filter((other) => other.waits?.some((wait) => wait.on === id));
  return JSON.stringify([
    slackOf(id),
    tasks.get(id)?.due,
    tasks.get(id)?.owner,
    rowOf(id)?.dataset.paths,
    (tasks.get(id)?.waits ?? []).map((wait) => [wait.lag, ...named(wait.on)]),
    blocks.map((other) => [other.t, other.title]),
  ]);
}

function act(event, id) {
  const remove = event.target.closest("button[name=remove]");
  const add = event.target.closest("[data-do=wait]");
  if (!remove && !add) return;
  event.preventDefault();
  if (remove) change([{ k: "unwait", t: id, on: remove.form.elements.on.value }]);
  else openWaitPicker(id, add);
}

function setLag(input, id) {
  if (input.name !== "lag") return;
  if (!input.value || !input.checkValidity()) return input.reportValidity();
  change([{ k: "wait", t: id, on: input.form.elements.on.value, lag: Number(input.value) }]);
}

function openWaitPicker(id, anchor) {
  whenHere(import("./pick.js"), ({ openPicker }) => pickWait(id, anchor, openPicker));
}

function pickWait(id, anchor, openPicker) {
  const words = {
    title: _("Starts after"),
    search: _("Search for the task that comes first"),
    placeholder: _("Search for a task"),
    list: _("Tasks"),
  };
  const picker = openPicker(anchor, words, (typed) => stepsFor(typed, id).map((one) => stepOption(one, pick)));

  function pick(on) {
    picker.close();
    change([{ k: "wait", t: id, on, lag: 0 }]);
  }
}

function stepsFor(typed, id) {
  const { phaseOrder, order, tasks } = plan();
  const taken = new Set([id, ...(task(id).waits ?? []).map((wait) => wait.on)]);
  const all = phaseOrder.flatMap((phase) => order.get(phase)).map((one) => tasks.get(one));
  const fits = all.filter((one) => !taken.has(one.t) && one.title.toLowerCase().includes(typed.toLowerCase()));
  return fits.slice(0, MOST_OPTIONS);
}

function stepOption(one, pick) {
  const title = make("span", { class: "pick__name", text: one.title });
  return { key: one.t, content: [drawing(`glyph-${glyphOf(one)}`), title], choose: () => pick(one.t) };
}

/** As the server draws it, once it has what I changed; never under a hand that is still in it. */
function redraw(section, id, seen) {
  clearTimeout(seen.timer);
  const mine = setTimeout(async () => {
    if (!section()) return;
    if (countWaiting() || isInHand(section())) return redraw(section, id, seen);
    const answer = await fetch(`${taskAddress(id)}?part=detail`).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector(".waits-for");
    // What was asked for since is newer, and a hand may have come into it meanwhile.
    if (!fresh || mine !== seen.timer) return;
    if (isInHand(section())) redraw(section, id, seen);
    else section()?.replaceChildren(...fresh.childNodes);
  }, AGAIN_MS);
  seen.timer = mine;
}

function isInHand(section) {
  return section?.contains(document.activeElement?.closest("input"));
}
