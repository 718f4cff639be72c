/** My messages on their way: they show at once, and one that was refused keeps its words until I decide. */

import { randomId } from "../live/pending.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";

/**
 * `blank()` gives an empty message of mine, `show(element)` puts it into the list of its room and thread, `line` sends.
 * `giveBack(op)` puts refused words back where they were typed.
 */
export function makeOutbox(line, { blank, show, giveBack }) {
  const bubbles = new Map();

  function say({ room, thread, body }) {
    send({ k: "say", m: randomId(), room, thread, body });
  }

  function send(op) {
    bubbles.get(op.m)?.remove();
    const bubble = draw(op);
    bubbles.set(op.m, bubble);
    show(bubble, op);
    line.write(op);
  }

  function draw(op) {
    const bubble = blank();
    Object.assign(bubble.dataset, { m: op.m, thread: op.thread ?? "", room: op.room, pending: "" });
    bubble.id = `m-${op.m}`;
    bubble.querySelector(".message__text").replaceChildren(make("p", { class: "message__typed", text: op.body }));
    bubble.querySelector(".message__main").append(make("p", { class: "message__state", text: _("Sending…") }));
    return bubble;
  }

  /** The server has these, and the list has been told: their stand-ins go when the drawn ones come. */
  function arrived(ids) {
    for (const id of ids) bubbles.delete(id);
  }

  function refused(op, say) {
    const bubble = bubbles.get(op.m);
    if (!bubble) return;
    bubble.dataset.pending = "refused";
    const again = make("button", { class: "button button--small", type: "button", text: _("Send again"), onclick: () => send(op) });
    const change = make("button", { class: "button button--small", type: "button", text: _("Change"), onclick: () => take(op) });
    const words = make("span", { text: _("Not sent. %(say)s", { say: say ?? "" }) });
    bubble.querySelector(".message__state").replaceChildren(words, again, change);
  }

  function take(op) {
    bubbles.get(op.m)?.remove();
    bubbles.delete(op.m);
    line.forget(op.m);
    giveBack(op);
  }

  /** What an earlier page of this tab left behind is sent again: the same id says it once. */
  function resume(isMine) {
    for (const op of line.unsent().filter(isMine)) send(op);
  }

  return { say, arrived, refused, resume };
}
