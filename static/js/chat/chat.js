/** A room's page, live. */

import { main, page } from "../here.js";
import { startPill } from "../live/pill.js";
import { startPresence } from "../live/presence.js";
import { startStopping } from "../live/stop.js";
import { on, tell } from "../news.js";
import { showToast } from "../toast.js";
import { watchChanges } from "./change.js";
import { watchComposer } from "./composer.js";
import { makeLine } from "./line.js";
import { fetchDrawn, makeList, partOf } from "./messages.js";
import { makeOutbox } from "./mine.js";
import { startReading } from "./read.js";
import { startScroll } from "./scroll.js";
import { followSteps } from "./steps.js";
import { drawTyping } from "./typing.js";

const { room, page: address } = main.dataset;
const isPast = "past" in main.dataset;
const line = makeLine(page, tell);
const scroll = startScroll(main);
const list = makeList(main.querySelector(".chat__inner"), page.address, {
  wants: (element) => element.dataset.room === room && !(isPast && !list.find(element.dataset.m)),
  around: scroll.keep,
  changed: (added) => {
    if (added.length) scroll.came(added.some((one) => "mine" in one.dataset));
    look();
  },
});
const look = startReading(() => [...list.list().querySelectorAll(":scope > .message:not([data-pending])")].at(-1), () => !isPast && scroll.isAtEnd());
const changes = watchChanges(main, { write: line.write, redraw: (id) => list.draw([id]) });
const form = main.querySelector("form.composer");
const presence = startPresence(line.sendPresence);
const outbox = makeOutbox(line, {
  blank: () => document.getElementById("mine").content.querySelector(".message").cloneNode(true),
  show: (bubble) => {
    bubble.dataset.at = new Date().toISOString();
    list.append(bubble);
    scroll.toEnd();
  },
  giveBack: (op) => composer?.giveBack(op.body),
});
const composer = form && watchComposer(form, {
  send: outbox.say,
  typing: () => presence.type(room, "body"),
  stopped: presence.stopTyping,
});

on("messages", ({ news, sent }) => {
  outbox.arrived(sent);
  changes.arrived(sent);
  list.draw([...news.filter((op) => op.room === room).map((op) => op.m), ...sent]);
  for (const op of news) if (op.room !== room && op.k === "say" && op.by !== page.me) countElsewhere(op.room);
});
on("refused", ({ entry, answer }) => {
  const [op] = entry.ops;
  if (op.k === "say") outbox.refused(op, answer.say);
  else if (op.k === "edit") changes.refused(op, answer.say);
  else showToast(answer.say);
});
on("refresh", redraw);
on("roster", (roster) => drawTyping(main.querySelector("[data-typing]"), roster, room));
scroll.onEnd(look);

async function redraw() {
  const drawn = isPast ? null : await fetchDrawn(partOf(address, "messages"));
  if (drawn) list.replaceAll(drawn);
}

function countElsewhere(name) {
  const count = main.querySelector(`[data-unread="${name}"]`);
  if (!count) return;
  count.textContent = String(Number(count.textContent) + 1);
  count.hidden = false;
}

startPill(line.countWaiting);
startStopping(() => {});
presence.stand(room, null);
line.start();
followSteps(main, { hide: list.hideThread, redraw });
if (composer) line.takeOver().then((waiting) => outbox.resume(waiting, (op) => op.room === room && !op.thread));
main.dataset.live = "";
