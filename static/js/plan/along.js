/** The open task's text while others write in it, for whoever only reads: drawn by the server, at each pause of theirs. */

import { get, taskAddress } from "../here.js";
import { connectSocket } from "../live/socket.js";
import { on } from "../news.js";

// The letters themselves are never needed here: only that there are new ones.
const LATEST = 2 ** 31 - 1;
const PAUSE_MS = 150;
const EVERY_MS = 700;
let current = null;

on("opened", ({ id }) => current && current.id !== id && stop());
on("stopped", stop);
on("writing", () => current?.hush());
on("written", () => current?.listen());

/** Keep the text of the task `id`, which is open in `box`, as others write it. */
export function readAlong(box, id) {
  stop();
  current = makeReader(box, id);
  current.listen();
}

function stop() {
  current?.leave();
  current = null;
}

function makeReader(box, id) {
  const topic = `text:${id}`;
  const reader = { socket: null, known: 0, timer: 0, askedAt: -EVERY_MS };

  function listen() {
    if (reader.socket) return;
    const bye = ({ topic: only }) => only && hush();
    const joined = (answer) => (answer?.ok ? hear(answer.seq) : hush());
    reader.socket = connectSocket({ topic, seq: () => LATEST }, { joined, dropped() {}, ops: ({ to }) => hear(to), head: ({ seq }) => hear(seq), bye });
  }

  function hear(seq) {
    if (seq <= reader.known) return;
    reader.known = seq;
    reader.timer ||= setTimeout(ask, Math.max(PAUSE_MS, reader.askedAt + EVERY_MS - performance.now()));
  }

  async function ask() {
    reader.timer = 0;
    reader.askedAt = performance.now();
    const answer = await get(`${taskAddress(id)}/text`).catch(() => ({}));
    if (answer.ok && reader.socket) show(box, answer);
  }

  /** Nothing more is heard; who writes here follows the same text by the same line. */
  function hush() {
    clearTimeout(reader.timer);
    reader.timer = 0;
    reader.socket?.close();
    reader.socket = null;
  }

  function leave() {
    reader.socket?.emit("leave", { topic });
    hush();
  }

  return { id, listen, hush, leave };
}

/** Never under a hand that writes, and nothing that is read moves away. */
function show(box, { text, html }) {
  const area = box.querySelector("#d-description");
  if (area && (area.isShared || area === document.activeElement || area.value !== area.drawn)) return;
  const view = box.querySelector(".detail__text");
  const top = box.scrollTop;
  if (area) area.value = area.drawn = text;
  else for (const part of [view, view.previousElementSibling]) part.hidden = !text;
  // Made from markdown by the server, with only harmless tags left in it.
  if (view.innerHTML !== html) view.innerHTML = html;
  box.scrollTop = top;
}
