/** Comments in the plan: how many each row has, and the thread of the task that is open, both live. */

import { main, page } from "../here.js";
import { makePlace } from "../live/presence.js";
import { on } from "../news.js";
import { countComments, drawComments } from "../plan/said.js";
import { rowOf } from "../plan/rows.js";
import { task } from "../plan/store.js";
import { showToast } from "../toast.js";
import { watchChanges } from "./change.js";
import { watchComposer } from "./composer.js";
import { makeLine } from "./line.js";
import { fetchDrawn, makeList, partOf } from "./messages.js";
import { makeOutbox } from "./mine.js";
import { drawTyping } from "./typing.js";

const box = document.getElementById("detail");
const { chatTopic: topic, chatSeq, chatAddress: address } = main.dataset;
const line = makeLine({ topic, address, seq: Number(chatSeq) }, hear);
const presence = makePlace(line.sendPresence);
const outbox = makeOutbox(line, { blank, show, giveBack });
const changes = watchChanges(box, { write: line.write, redraw: (id) => open?.list.draw([id]) });

// The thread that stands in the details: its element, its list and its composers.
let open = null;
let roster = { who: [] };
let waiting = [];

export function startComments() {
  on("opened", ({ id }) => watchThread(id));
  on("changed", ({ ids }) => ids.has(open?.id) && followVisibility());
  watchThread(main.dataset.open);
  line.start();
  if (page.me) takeOver();
}

async function takeOver() {
  waiting = await line.takeOver();
  if (open) outbox.resume(waiting, (op) => op.thread === `task:${open.id}`);
}

function watchThread(id) {
  const section = id ? box.querySelector(`.thread[data-task="${id}"]`) : null;
  presence.stand(section ? id : null, null);
  open = section && { id, section, list: makeList(section.querySelector(".thread__log"), address, { wants: belongs }), composers: [] };
  if (!open) return;
  open.composers = [...section.querySelectorAll("form.composer")].map((form) => {
    // A note's writer is nowhere to the customer, as if they were in the team's room.
    const place = form.dataset.room === "internal" ? "internal" : id;
    const typing = () => presence.type(place, "body");
    const stopped = () => (presence.stopTyping(), presence.stand(id, null));
    return watchComposer(form, { send: outbox.say, typing, stopped });
  });
  section.querySelector(".thread__team")?.addEventListener("toggle", focusComposer);
  outbox.resume(waiting, (op) => op.thread === `task:${id}`);
  drawTyping(section.querySelector("[data-typing]"), roster, id);
}

function belongs(element) {
  return element.dataset.thread === `task:${open?.id}` && element.dataset.kind === "message";
}

function focusComposer(event) {
  const form = event.target.open ? event.target.querySelector("form") : event.target.parentElement.querySelector("form");
  form?.elements.body.focus();
}

/** An internal task has no composer that reaches the customer; the server draws which there are. */
async function followVisibility() {
  const now = task(open.id)?.visibility;
  if (!now || now === open.section.dataset.visibility) return;
  open.section.dataset.visibility = now;
  await redrawThread();
}

async function redrawThread() {
  const { id, section } = open;
  const drawn = await fetchDrawn(partOf(section.dataset.address, "thread"));
  const fresh = drawn?.querySelector(".thread");
  if (!fresh || open?.id !== id) return;
  open.section.replaceWith(fresh);
  watchThread(id);
}

function hear(name, detail) {
  HEARERS[name]?.(detail);
}

const HEARERS = {
  messages({ news, sent }) {
    outbox.arrived(sent);
    changes.arrived(sent);
    waiting = waiting.filter((op) => !sent.includes(op.m));
    for (const op of news) if (op.thread) count(op.thread.replace("task:", ""), op.comments);
    const thread = open && `task:${open.id}`;
    open?.list.draw([...news.filter((op) => op.thread === thread).map((op) => op.m), ...sent]);
  },
  refresh({ comments }) {
    for (const id of countComments.ids()) if (!(id in comments)) count(id, 0);
    for (const [id, number] of Object.entries(comments)) count(id, number);
    if (open) redrawThread();
  },
  refused({ entry, answer }) {
    const [op] = entry.ops;
    if (op.k === "say") outbox.refused(op, answer.say);
    else if (op.k === "edit") changes.refused(op, answer.say);
    else showToast(answer.say);
  },
  presence(told) {
    roster = told;
    if (open) drawTyping(open.section.querySelector("[data-typing]"), roster, open.id);
  },
  mode({ mode }) {
    presence.followMode(mode);
  },
};

function count(id, number) {
  countComments.set(id, number);
  if (rowOf(id)) drawComments(rowOf(id));
}

/** A message of mine as it stands in a thread: the page's blank one, with the face that the header shows. */
function blank() {
  return document.getElementById("mine").content.querySelector(".message").cloneNode(true);
}

function show(bubble, op) {
  if (!open || op.thread !== `task:${open.id}`) return;
  bubble.dataset.at = new Date().toISOString();
  bubble.classList.toggle("message--internal", op.room === "internal");
  open.list.append(bubble);
  bubble.scrollIntoView({ block: "nearest" });
}

function giveBack(op) {
  const composer = open?.composers.find((one) => one.room === op.room && one.thread === op.thread);
  if (op.room === "internal") open?.section.querySelector(".thread__team")?.setAttribute("open", "");
  composer?.giveBack(op.body);
}

export function focusThread() {
  const form = open?.section.querySelector("form.composer");
  form?.elements.body.focus();
  return Boolean(form && page.me);
}
