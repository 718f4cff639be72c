/** The line between my copy of a text and the server: joins, opens, sends what was typed, and leaves. */

import { connectSocket } from "../../live/socket.js";

const SEND_MS = 200;
const AGAIN_MS = 1000;
const LEAVE_MS = 2500;
const TRY_AGAIN = ["busy", "rate", "internal"];

/** `listeners`: presence(roster), refused(answer) for what may not stand, ended(answer) when the text is closed to me. */
export function makeLine(topic, copy, listeners) {
  const line = { isUp: false, isEnded: false, timer: 0, sentAt: 0, turn: 0, settled: [] };
  const socket = connectSocket({ topic, seq: copy.seq }, {
    joined,
    dropped,
    ops: takeOps,
    head: ({ seq }) => seq > copy.seq() && ask(),
    pres: listeners.presence,
    bye: ({ topic: only, reason }) => only && end({ err: reason }),
  });

  function joined(answer) {
    if (!answer?.ok) return end(answer);
    line.isUp = true;
    copy.sendAgain();
    copy.take(answer.ops ?? []);
    listeners.joined();
    open();
  }

  /** Also where it was open before: it may have been closed meanwhile, and then begins anew. */
  function open() {
    socket.emit("op", { topic, ops: [{ k: "open" }] }, (answer) => {
      if (!answer.ok) return TRY_AGAIN.includes(answer.err) ? setTimeout(open, AGAIN_MS) : end(answer);
      sendSoon();
      if (answer.seq > copy.seq()) setTimeout(() => answer.seq > copy.seq() && ask(), AGAIN_MS);
    });
  }

  function dropped() {
    line.isUp = false;
    line.turn += 1;
  }

  function takeOps(message) {
    if (message.from > copy.seq() + 1) return ask();
    copy.take(message.ops);
    settle();
  }

  function ask() {
    if (line.isUp) socket.emit("since", { topic, seq: copy.seq() }, (answer) => answer.ok && (copy.take(answer.ops ?? []), settle()));
  }

  function sendSoon() {
    clearTimeout(line.timer);
    line.timer = setTimeout(send, Math.max(0, line.sentAt + SEND_MS - performance.now()));
  }

  function send() {
    if (!line.isUp || line.isEnded || !copy.epoch()) return;
    const next = copy.next();
    if (!next) return;
    line.sentAt = performance.now();
    const turn = (line.turn += 1);
    socket.emit("op", { topic, ops: [{ k: "type", epoch: copy.epoch(), u: next.u }], said: next.said }, (answer) => turn === line.turn && takeAck(answer));
  }

  function takeAck(answer) {
    if (answer.ok) copy.acknowledge();
    else if (answer.err === "conflict") return open();
    else if (TRY_AGAIN.includes(answer.err)) {
      copy.sendAgain();
      setTimeout(send, answer.retry_ms ?? AGAIN_MS);
      return;
    } else if (answer.err === "invalid") listeners.refused(answer);
    else return end(answer);
    settle();
    sendSoon();
  }

  function settle() {
    if (copy.isSaved()) for (const tell of line.settled.splice(0)) tell(true);
  }

  function end(answer) {
    if (line.isEnded) return;
    line.isEnded = true;
    close();
    listeners.ended(answer ?? {});
  }

  function close() {
    clearTimeout(line.timer);
    socket.close();
    for (const tell of line.settled.splice(0)) tell(false);
  }

  /** Whether the server has everything; waits a little for it. */
  function save() {
    send();
    if (copy.isSaved()) return Promise.resolve(true);
    return new Promise((tell) => {
      line.settled.push(tell);
      setTimeout(() => tell(false), line.isUp ? LEAVE_MS : 0);
    });
  }

  function leave() {
    if (line.isEnded) return;
    line.isEnded = true;
    if (line.isUp) socket.emit("leave", { topic });
    close();
  }

  function stand(place) {
    if (!line.isUp || line.isEnded) return false;
    socket.emit("pres", { topic, ...place });
    return true;
  }

  return { sendSoon, save, leave, stand };
}
