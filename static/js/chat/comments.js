/** Comments in the plan: how many each row has, live; what the open task's thread needs comes with the first one. */

import { main, page } from "../here.js";
import { on } from "../news.js";
import { countComments, drawComments } from "../plan/said.js";
import { rowOf } from "../plan/rows.js";
import { showToast } from "../toast.js";
import { makeLine } from "./line.js";

const { chatTopic: topic, chatSeq, chatAddress: address } = main.dataset;
const line = makeLine({ topic, address, seq: Number(chatSeq) }, hear);

// Keeps the thread in the details; none before a task was opened.
let thread = null;
let waiting = [];
let roster = { who: [] };
let wantsToWrite = false;

export function startComments() {
  on("opened", openThread);
  on("comment", () => {
    wantsToWrite = true;
    openThread();
  });
  on("changed", ({ ids }) => thread?.followTask(ids));
  document.getElementById("detail").onkeydown = sendEarly;
  openThread();
  line.start();
  if (page.me) takeOver();
}

async function openThread() {
  if (!thread && !main.dataset.open) return;
  const { makeThread } = await import("./thread.js").catch(() => ({}));
  // Without a connection the form sends as it stands, and the next task that is opened asks again.
  if (!makeThread) return;
  thread ??= makeThread(line, address);
  thread.watch(main.dataset.open, waiting, roster);
  // The task may have changed while all this was on its way.
  thread.followTask(new Set([main.dataset.open]));
  if (wantsToWrite && thread.focus()) wantsToWrite = false;
}

/** Enter sends also before what sends is here. */
async function sendEarly(event) {
  const { form } = event.target;
  if (thread || matchMedia("(pointer: coarse)").matches || event.key !== "Enter" || event.shiftKey || event.isComposing || !form?.matches(".composer")) return;
  event.preventDefault();
  await openThread();
  form.requestSubmit();
}

async function takeOver() {
  waiting = await line.takeOver();
  thread?.resume(waiting);
}

function hear(name, detail) {
  HEARERS[name]?.(detail);
}

const HEARERS = {
  messages(told) {
    waiting = waiting.filter((op) => !told.sent.includes(op.m));
    for (const op of told.news) if (op.thread) count(op.thread.replace("task:", ""), op.comments);
    thread?.hear(told);
  },
  refresh({ comments }) {
    for (const id of countComments.ids()) if (!(id in comments)) count(id, 0);
    for (const [id, number] of Object.entries(comments)) count(id, number);
    thread?.redraw();
  },
  refused({ entry, answer }) {
    if (thread) thread.refused(entry.ops[0], answer.say);
    else showToast(answer.say);
  },
  presence(told) {
    roster = told;
    thread?.drawWriters(roster);
  },
  mode({ mode }) {
    thread?.followMode(mode);
  },
};

function count(id, number) {
  countComments.set(id, number);
  if (rowOf(id)) drawComments(rowOf(id));
}
