/** The thread of the task that is open: its messages, its composers, and who writes in it. */

import { makePlace } from "../live/presence.js";
import { task } from "../plan/store.js";
import { showToast } from "../toast.js";
import { watchChanges } from "./change.js";
import { watchComposer } from "./composer.js";
import { fetchDrawn, makeList, partOf } from "./messages.js";
import { makeOutbox } from "./mine.js";
import { drawTyping } from "./typing.js";

const box = document.getElementById("detail");

/** Keep whatever thread stands in the details current, over the conversation's `line`. */
export function makeThread(line, address) {
  const presence = makePlace(line.sendPresence);
  const outbox = makeOutbox(line, { blank, show, giveBack });
  const changes = watchChanges(box, { write: line.write, redraw: (id) => open?.list.draw([id]) });
  // The thread that stands there: its element, its list and its composers.
  let open = null;
  let turns = 0;

  /** The details now show the task `id`, or none. */
  function watch(id, waiting, roster) {
    const section = id ? box.querySelector(`.thread[data-task="${id}"]`) : null;
    if (section && section === open?.section) return;
    presence.stand(section ? id : null, null);
    open = section && { id, section, list: makeList(section.querySelector(".thread__log"), address, { wants: belongs }), composers: [] };
    if (!open) return;
    open.composers = [...section.querySelectorAll("form.composer")].map((form) => watchForm(form, id));
    section.querySelector(".thread__team")?.addEventListener("toggle", focusComposer);
    resume(waiting);
    drawWriters(roster);
  }

  function watchForm(form, id) {
    // A note's writer is nowhere to the customer, as if they were in the team's room.
    const place = form.dataset.room === "internal" ? "internal" : id;
    const typing = () => presence.type(place, "body");
    const stopped = () => (presence.stopTyping(), presence.stand(id, null));
    return watchComposer(form, { send: outbox.say, typing, stopped });
  }

  function belongs(element) {
    return isHere(element.dataset) && element.dataset.kind === "message";
  }

  function isHere({ thread }) {
    return Boolean(open) && thread === `task:${open.id}`;
  }

  function resume(waiting) {
    if (open) outbox.resume(waiting, isHere);
  }

  /** An internal task has no composer that reaches the customer; the server draws which there are. */
  function followTask(ids) {
    const now = open && ids.has(open.id) && task(open.id)?.visibility;
    if (now && now !== open.section.dataset.visibility) redraw();
  }

  /** Of two that are under way the one that was asked for last counts: the first may be from before a change was saved. */
  async function redraw() {
    if (!open) return;
    const turn = ++turns;
    const { id } = open;
    const drawn = await fetchDrawn(partOf(open.section.dataset.address, "thread"));
    const fresh = drawn?.querySelector(".thread");
    if (!fresh || turn !== turns || open?.id !== id) return;
    open.section.replaceWith(fresh);
    watch(id, [], { who: [] });
  }

  function hear({ news, sent }) {
    outbox.arrived(sent);
    changes.arrived(sent);
    open?.list.draw([...news.filter(isHere).map((op) => op.m), ...sent]);
  }

  function refused(op, say) {
    if (op.k === "say") outbox.refused(op, say);
    else if (op.k === "edit") changes.refused(op, say);
    else showToast(say);
  }

  function drawWriters(roster) {
    if (open) drawTyping(open.section.querySelector("[data-typing]"), roster, open.id);
  }

  function show(bubble, op) {
    if (!isHere(op)) return;
    bubble.dataset.at = new Date().toISOString();
    bubble.classList.toggle("message--internal", op.room === "internal");
    open.list.append(bubble);
    bubble.scrollIntoView({ block: "nearest" });
  }

  function giveBack(op) {
    if (op.room === "internal") open?.section.querySelector(".thread__team")?.setAttribute("open", "");
    open?.composers.find((one) => one.room === op.room && one.thread === op.thread)?.giveBack(op.body);
  }

  /** Put the cursor where a comment is typed; whether there is such a place. */
  function focus() {
    const field = open?.section.querySelector("form.composer")?.elements.body;
    field?.focus();
    return Boolean(field);
  }

  return { watch, focus, resume, followTask, redraw, hear, refused, drawWriters, followMode: presence.followMode };
}

function focusComposer({ target }) {
  const form = (target.open ? target : target.parentElement).querySelector("form");
  form?.elements.body.focus();
}

function blank() {
  return document.getElementById("mine").content.querySelector(".message").cloneNode(true);
}
