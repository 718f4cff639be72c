/** Keeps this page and the server at the same state of one topic: by socket, or by fetch where sockets do not pass. */

import { get, post } from "../here.js";
import { connectSocket } from "./socket.js";

const GAP_MS = 300;
const ACK_MS = 5000;
const SLOW_AFTER_MS = 5000;
const POLL_MS = 2500;
const TRY_AGAIN = ["busy", "rate", "internal"];
const MOST_TRIES = 5;

/**
 * Follow one topic. `subject` is what this page knows of it: its `topic`, the `address` of its routes, the `queue` of my
 * operations, and seq(), receive(ops, to), replaceAll(snapshot), acknowledge(entry, seq), takeBack(entry). What happens
 * is told by `tell(name, detail)`: mode, presence, refused, stopped.
 */
export function makeWire(subject, tell) {
  const { queue } = subject;
  const line = { socket: null, mode: "connecting", held: [], gapTimer: 0, slowTimer: 0, pollTimer: 0, isAsking: false, isLoading: false };

  function start() {
    const pres = (message) => tell("presence", message);
    line.socket = connectSocket(subject, { joined, dropped, ops: takeOps, head: takeHead, bye, pres });
    line.slowTimer = setTimeout(goSlow, SLOW_AFTER_MS);
    addEventListener("offline", () => setMode("offline"));
    addEventListener("online", () => line.mode === "offline" && setMode("reconnecting"));
    setInterval(resendLate, 1000);
  }

  function setMode(mode) {
    if (line.mode === "stopped") return;
    line.mode = mode;
    tell("mode", { mode, waiting: queue.waiting().length });
  }

  function lost() {
    setMode(navigator.onLine ? "reconnecting" : "offline");
  }

  /** Tell the others where I am; lost without harm. */
  function sendPresence(presence) {
    if (line.mode === "live") line.socket.emit("pres", { topic: subject.topic, ...presence });
  }

  function joined(answer) {
    if (!takeAnswer(answer)) return joinAgain(answer);
    clearTimeout(line.slowTimer);
    clearTimeout(line.pollTimer);
    setMode("live");
    resendAll();
  }

  /** Not now: meanwhile the slower road is taken, as without a line. */
  function joinAgain(answer) {
    setTimeout(() => line.mode !== "live" && line.mode !== "stopped" && line.socket.join(), answer?.retry_ms ?? POLL_MS + Math.random() * 500);
  }

  function dropped() {
    if (line.mode === "stopped") return;
    lost();
    clearTimeout(line.slowTimer);
    line.slowTimer = setTimeout(goSlow, SLOW_AFTER_MS);
  }

  function goSlow() {
    if (line.mode === "stopped" || line.mode === "live") return;
    clearTimeout(line.pollTimer);
    poll();
  }

  async function poll() {
    if (line.mode === "live" || line.mode === "stopped") return;
    try {
      const answer = await get(`${subject.address}/since?seq=${subject.seq()}`);
      if (line.mode === "live" || line.mode === "stopped") return;
      if (!isRefusedForGood(answer) && takeAnswer(answer)) {
        setMode("slow");
        await resendByFetch();
      }
    } catch {
      if (line.mode !== "live") lost();
    }
    line.pollTimer = setTimeout(poll, POLL_MS + Math.random() * 500);
  }

  function isRefusedForGood(answer) {
    if (![401, 403, 404, 410].includes(answer.status)) return false;
    stop("revoked", answer.say);
    return true;
  }

  /** What join and since answer: the operations I miss, or a snapshot's address. */
  function takeAnswer(answer) {
    if (!answer?.ok) {
      if (["revoked", "gone", "forbidden"].includes(answer?.err)) stop("revoked", answer.say);
      return false;
    }
    if (answer.snapshot) loadSnapshot(answer.snapshot);
    else subject.receive(answer.ops ?? [], answer.seq);
    takeHeld();
    return true;
  }

  async function loadSnapshot(address) {
    if (line.isLoading) return;
    line.isLoading = true;
    const snapshot = await get(address).catch(() => ({}));
    line.isLoading = false;
    if (!isRefusedForGood(snapshot) && snapshot.seq !== undefined) subject.replaceAll(snapshot);
    takeHeld();
  }

  function takeOps(message) {
    if (message.to <= subject.seq()) return;
    if (message.from > subject.seq() + 1) {
      line.held.push(message);
      askSoon();
      return;
    }
    subject.receive(message.ops, message.to);
    takeHeld();
  }

  function takeHeld() {
    line.held.sort((a, b) => a.from - b.from);
    while (line.held.length && line.held[0].from <= subject.seq() + 1) {
      const message = line.held.shift();
      if (message.to > subject.seq()) subject.receive(message.ops, message.to);
    }
    if (line.held.length) askSoon();
  }

  /** Behind the server's head: news may be under way, so ask only when they do not come. */
  function takeHead({ seq: head }) {
    if (head > subject.seq()) askSoon();
    if (head < subject.seq()) loadSnapshot(`${subject.address}/snapshot`);
  }

  function askSoon() {
    if (line.gapTimer) return;
    const asked = subject.seq();
    line.gapTimer = setTimeout(() => {
      line.gapTimer = 0;
      if (!line.isLoading && (subject.seq() === asked || line.held.length)) askSince();
    }, GAP_MS);
  }

  function askSince() {
    line.socket.emit("since", { topic: subject.topic, seq: subject.seq() }, takeAnswer);
  }

  /** Send an operation that has just been queued, or leave it to wait for the line. */
  function sendNext(entry) {
    if (line.mode === "live") sendBySocket(entry);
    else if (line.mode === "slow") resendByFetch();
    else {
      entry.hasWaited = true;
      setMode(line.mode);
    }
  }

  function messageOf(entry) {
    return { topic: subject.topic, cid: entry.cid, ops: entry.ops, said: entry.said };
  }

  function sendBySocket(entry) {
    entry.sentAt = performance.now();
    line.socket.emit("op", messageOf(entry), (answer) => takeAck(entry, answer));
  }

  function resendAll() {
    for (const entry of queue.unacknowledged()) sendBySocket(entry);
  }

  function resendLate() {
    if (line.mode !== "live") return;
    const now = performance.now();
    for (const entry of queue.unacknowledged()) if (now - entry.sentAt > ACK_MS) sendBySocket(entry);
  }

  /** One after the other: later operations may need the rows that earlier ones add. */
  async function resendByFetch() {
    if (line.isAsking) return;
    line.isAsking = true;
    try {
      let entry;
      while ((entry = queue.unacknowledged()[0]) && line.mode === "slow") {
        const answer = await post(`${subject.address}/op`, messageOf(entry));
        if (answer.err === undefined && isRefusedForGood(answer)) return;
        if (answer.ok === undefined) return;
        takeAck(entry, answer);
        if (entry.acknowledged === null && queue.unacknowledged()[0] === entry) return;
      }
    } catch {
      if (line.mode !== "live") lost();
    } finally {
      line.isAsking = false;
    }
  }

  function takeAck(entry, answer) {
    if (entry.acknowledged !== null || !queue.waiting().includes(entry)) return;
    if (answer.ok) subject.acknowledge(entry, answer.seq);
    else if (answer.err === "revoked") stop("revoked", answer.say);
    else if (TRY_AGAIN.includes(answer.err) && (entry.tries = (entry.tries ?? 0) + 1) < MOST_TRIES) later(entry, answer);
    else {
      subject.takeBack(entry);
      tell("refused", { entry, answer });
    }
  }

  function later(entry, answer) {
    entry.sentAt = performance.now() + (answer.retry_ms ?? 1000) - ACK_MS;
  }

  function bye({ reason, jitter_ms: jitter = 1000 }) {
    if (reason === "revoked") stop("revoked");
    else line.socket.comeBackIn(Math.random() * jitter);
  }

  /** No way back in: say so, keep the page readable, and forget what cannot be sent any more. */
  function stop(reason, say) {
    if (line.mode === "stopped") return;
    clearTimeout(line.slowTimer);
    clearTimeout(line.pollTimer);
    const lost = queue.waiting().flatMap((entry) => entry.ops);
    queue.clear();
    setMode("stopped");
    line.socket.close();
    tell("stopped", { reason, say, lost });
  }

  return { start, sendNext, sendPresence };
}
