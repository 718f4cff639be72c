/** My copy of one text that merges: as the server has it, and with what I typed since. */

import { Doc, UndoManager, applyUpdate, encodeStateAsUpdate, mergeUpdates } from "../../../vendor/yjs/yjs.esm.js";
import { after, isNothing, spliceOf } from "./splice.js";

// A message takes 64 KB, and a letter up to four bytes and a third.
const LETTERS_AT_ONCE = 8_000;
const BYTES_AT_ONCE = 30_000;
const FROM_SERVER = "server";
const MINE = "mine";

/**
 * A copy that begins with what is on the page: `base` as it was drawn, `early()` as it stands there until the server's
 * letters are here. `changed()` is called when others changed the text, `typed()` when there is something to send;
 * `said()` tells whose words I type.
 */
export function makeCopy(base, early, { changed, typed, said }) {
  const copy = { epoch: null, seq: -1, server: null, doc: null, undo: null, waiting: [], sent: null };
  let voice = said;

  function text() {
    return copy.doc ? copy.doc.getText("text").toString() : early();
  }

  function saved() {
    return copy.server ? copy.server.getText("text").toString() : base;
  }

  /** Take the server's operations. Another epoch starts over, with what it does not have yet typed in again. */
  function take(ops) {
    for (const op of ops) {
      if (op.seq <= copy.seq) continue;
      copy.seq = op.seq;
      if (op.epoch === copy.epoch) takeUpdate(op);
      else startOver(op.epoch, bytesOf(op.u));
    }
  }

  function takeUpdate(op) {
    applyUpdate(copy.server, bytesOf(op.u), FROM_SERVER);
    const before = text();
    applyUpdate(copy.doc, bytesOf(op.u), FROM_SERVER);
    const splice = spliceOf(before, text());
    if (!isNothing(splice)) changed(splice, op.by);
  }

  function startOver(epoch, whole) {
    const [shown, mine] = [text(), unsaved()];
    Object.assign(copy, { epoch, waiting: [], sent: null, server: new Doc() });
    applyUpdate(copy.server, whole, FROM_SERVER);
    makeDoc(whole);
    for (const { whose, before, splice } of mine) {
      voice = () => whose;
      type(after(splice, spliceOf(before, text())));
    }
    voice = said;
    changed(spliceOf(shown, text()), null);
  }

  /** What the server does not have, voice by voice, and what each was typed into: found by taking it as saved. */
  function unsaved() {
    if (!copy.server) return [{ whose: said(), before: base, splice: spliceOf(base, text()) }];
    const mine = [];
    while (copy.sent || next()) {
      const [whose, before] = [copy.sent.said, saved()];
      acknowledge();
      mine.push({ whose, before, splice: spliceOf(before, saved()) });
    }
    return mine;
  }

  function makeDoc(whole) {
    copy.undo?.destroy();
    copy.doc = new Doc();
    applyUpdate(copy.doc, whole, FROM_SERVER);
    copy.doc.on("update", (update, origin) => origin !== FROM_SERVER && keep(update));
    copy.undo = new UndoManager(copy.doc.getText("text"), { trackedOrigins: new Set([MINE]) });
  }

  function keep(update) {
    copy.waiting.push({ update, said: voice() });
    typed();
  }

  function type({ at, gone, words }) {
    const shared = copy.doc.getText("text");
    if (gone) copy.doc.transact(() => shared.delete(at, gone), MINE);
    for (let from = 0; from < words.length; ) {
      const part = words.slice(from, from + LETTERS_AT_ONCE);
      copy.doc.transact(() => shared.insert(at + from, part), MINE);
      from += part.length;
    }
  }

  /** The next bytes to send, in base64, and who says them; null while others are under way or nothing waits. */
  function next() {
    if (copy.sent || !copy.waiting.length) return null;
    const { said } = copy.waiting[0];
    const updates = [];
    for (let bytes = 0; copy.waiting.length && copy.waiting[0].said === said; ) {
      bytes += copy.waiting[0].update.length;
      if (updates.length && bytes >= BYTES_AT_ONCE) break;
      updates.push(copy.waiting.shift().update);
    }
    copy.sent = { update: mergeUpdates(updates), said };
    return { u: base64Of(copy.sent.update), said };
  }

  function acknowledge() {
    applyUpdate(copy.server, copy.sent.update, FROM_SERVER);
    copy.sent = null;
  }

  /** What was under way may be lost with its line: it goes first next time, and arriving twice harms nothing. */
  function sendAgain() {
    if (copy.sent) copy.waiting.unshift(copy.sent);
    copy.sent = null;
  }

  /** Take back everything that the server does not have. */
  function goBack() {
    const shown = text();
    Object.assign(copy, { waiting: [], sent: null });
    makeDoc(encodeStateAsUpdate(copy.server));
    changed(spliceOf(shown, text()), null);
  }

  return {
    ...{ text, saved, take, type, next, acknowledge, sendAgain, goBack },
    seq: () => copy.seq,
    epoch: () => copy.epoch,
    said: () => (copy.sent ?? copy.waiting[0] ?? { said: said() }).said,
    doc: () => copy.doc,
    undo: () => copy.undo,
    isSaved: () => !copy.sent && !copy.waiting.length,
  };
}

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

function base64Of(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}
