/** My messages on their way: they show at once, and one that was refused keeps its words until I decide. */

import { page } from "../here.js";
import { _ } from "../i18n.js";
import { randomId } from "../live/pending.js";
import { make } from "../make.js";
import { showToast } from "../toast.js";
import { keep, recall } from "./drafts.js";

/**
 * `blank()` gives an empty message of mine, `show(element)` puts it into the list of its room and thread, `line` sends.
 * `giveBack(op)` puts refused words back where they were typed.
 */
export function makeOutbox(line, { blank, show, giveBack }) {
  const bubbles = new Map();
  const key = `refused ${page.me} ${line.topic}`;

  function say({ room, thread, body }) {
    send({ k: "say", m: randomId(), room, thread, body });
  }

  function send(op) {
    stand(op);
    line.write(op);
  }

  function stand(op) {
    bubbles.get(op.m)?.remove();
    const bubble = draw(op);
    bubbles.set(op.m, bubble);
    settle(op.m);
    show(bubble, op);
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

  /** Refused words stay here, through a reload too, until their writer has decided. */
  function refused(op, say) {
    const bubble = bubbles.get(op.m);
    if (!bubble) return showToast(_("%(say)s You wrote: “%(typed)s”.", { say: say ?? "", typed: op.body }));
    keep(key, [...kept().filter((one) => one.op.m !== op.m), { op, say }]);
    bubble.dataset.pending = "refused";
    const again = make("button", { class: "button button--small", type: "button", text: _("Send again"), onclick: () => send(op) });
    const change = make("button", { class: "button button--small", type: "button", text: _("Change"), onclick: () => take(op) });
    const words = make("span", { text: _("Not sent. %(say)s", { say: say ?? "" }) });
    bubble.querySelector(".message__state").replaceChildren(words, again, change);
  }

  function take(op) {
    bubbles.get(op.m)?.remove();
    bubbles.delete(op.m);
    settle(op.m);
    giveBack(op);
  }

  function kept() {
    return recall(key) ?? [];
  }

  function settle(id) {
    const rest = kept().filter((one) => one.op.m !== id);
    keep(key, rest.length ? rest : null);
  }

  /** Show again what is on its way or was refused before this page came; `isHere` says which belongs on it. */
  function resume(waiting, isHere) {
    for (const op of waiting.filter((one) => one.k === "say" && isHere(one))) if (!bubbles.has(op.m)) stand(op);
    for (const { op, say } of kept().filter((one) => isHere(one.op))) {
      stand(op);
      refused(op, say);
    }
  }

  return { say, arrived, refused, resume };
}
