/** A description while I write in it: everyone's letters merge, and everyone's caret is seen. Loaded on focus. */

import { page } from "../../here.js";
import { _ } from "../../i18n.js";
import { make } from "../../make.js";
import { on } from "../../news.js";
import { showToast } from "../../toast.js";
import { change } from "../store.js";
import { makeCarets, wordsOf } from "./carets.js";
import { makeCopy } from "./copy.js";
import { makeLine } from "./line.js";
import { isNothing, moved, spliceOf } from "./splice.js";

const STAND_MS = 400;
// Signs that no database or font can hold; a field gives line breaks as one sign.
const ODD = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
let current = null;

on("opened", () => current && !current.area.isConnected && current.leave());
on("mode", ({ mode }) => mode === "stopped" && current?.forget());
addEventListener("visibilitychange", () => document.hidden && current?.save());

/** Write together in `area`, the text of the task `id`, of which `drawn` is what the page drew. `closed(text)` tells the end. */
export function openText(area, id, drawn, closed) {
  if (current?.area === area) return current.stay();
  current?.leave();
  current = makeRoom(area, id, drawn, closed);
}

function makeRoom(area, id, drawn, closed) {
  const room = { isLeaving: false, isOver: false, shown: area.value, timer: 0, stoodAt: 0, stood: "" };
  const copy = makeCopy(drawn, () => area.value.replace(ODD, ""), { changed, typed: () => line.sendSoon(), said: () => page.said });
  const carets = makeCarets(area);
  const line = makeLine(`text:${id}`, copy, { presence, refused, ended, joined });
  const listeners = { input: take, compositionend: take, keydown: undo, select: standSoon, keyup: standSoon, pointerup: standSoon, blur: leaveUnlessNear };
  for (const [name, listener] of Object.entries(listeners)) area.addEventListener(name, listener);
  const preview = area.form.querySelector(".detail__preview");
  preview.addEventListener("blur", leaveUnlessNear);

  /** A new line knows nothing of where I am. */
  function joined() {
    room.stood = "";
    standSoon();
  }

  /** What I did to the field, done to the text; others may have changed that since the field was drawn. */
  function take(event) {
    if (event.isComposing || !copy.doc()) return;
    const value = area.value.replace(ODD, "");
    const mine = spliceOf(room.shown, value);
    room.shown = value;
    if (!isNothing(mine)) copy.type(mine);
    if (value !== area.value) draw(copy.text(), mine);
    carets.follow(mine, null);
    standSoon();
  }

  function changed(splice, by) {
    draw(copy.text(), splice);
    carets.follow(splice, by);
    standSoon();
  }

  function draw(text, splice) {
    if (area.value !== text) {
      const { selectionStart: start, selectionEnd: end, selectionDirection: way, scrollTop } = area;
      area.value = text;
      if (document.activeElement === area) area.setSelectionRange(moved(start, splice), moved(end, splice), way);
      area.scrollTop = scrollTop;
    }
    room.shown = text;
  }

  /** The field's own undo would take back what others wrote. */
  function undo(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z" || !copy.doc()) return;
    event.preventDefault();
    const before = copy.text();
    if (event.shiftKey) copy.undo().redo();
    else copy.undo().undo();
    const splice = spliceOf(before, copy.text());
    draw(copy.text(), splice);
    const at = splice.at + splice.words.length;
    if (!isNothing(splice)) area.setSelectionRange(at, at);
    carets.follow(splice, null);
    standSoon();
  }

  function presence(roster) {
    if (copy.doc()) carets.take(roster.who, copy.doc());
    standSoon();
  }

  function standSoon() {
    clearTimeout(room.timer);
    room.timer = setTimeout(stand, Math.max(0, room.stoodAt + STAND_MS - performance.now()));
  }

  function stand() {
    if (room.isOver || !copy.doc()) return;
    const caret = wordsOf(copy.doc(), area.selectionStart);
    if (caret === room.stood) return;
    if (line.stand({ row: id, field: "description", caret })) Object.assign(room, { stood: caret, stoodAt: performance.now() });
  }

  /** What may not stand goes back; what was typed stays beside the field. */
  function refused(answer) {
    const typed = copy.text();
    copy.goBack();
    keepBeside(answer.say, typed);
  }

  function keepBeside(say, typed) {
    area.parentElement.querySelector(".kept")?.remove();
    const words = make("textarea", { class: "detail__description", readonly: true, rows: "3", "aria-label": _("What you wrote") });
    words.value = typed;
    const close = make("button", { class: "button button--small", type: "button", text: _("Close") });
    const note = make("div", { class: "kept" }, make("p", { class: "property__error", role: "alert", text: say }), words, close);
    close.addEventListener("click", () => note.remove());
    area.after(note);
  }

  /** The text was closed to me: removed, or no longer mine to write. */
  function ended(answer) {
    const [say, typed] = [answer.say, copy.text()];
    if (say && typed !== copy.saved()) {
      if (area.isConnected) keepBeside(say, typed);
      else showToast(_("%(say)s You wrote: “%(typed)s”.", { say, typed }));
    }
    finish();
  }

  function leaveUnlessNear({ relatedTarget: next }) {
    if (next !== preview && next !== area) leave();
  }

  /** The last letters get a moment to arrive; what does not is kept as a change of the whole text. */
  async function leave() {
    if (room.isLeaving || room.isOver) return;
    room.isLeaving = true;
    const isSaved = copy.doc() && (await line.save());
    if (!room.isLeaving || room.isOver) return;
    const [text, base] = [copy.text(), copy.saved()];
    line.leave();
    if (!isSaved && text !== base) change([{ k: "set", t: id, f: "description", v: text, base }], { said: copy.said() });
    finish(text);
  }

  function finish(text = copy.text()) {
    if (room.isOver) return;
    room.isOver = true;
    clearTimeout(room.timer);
    for (const [name, listener] of Object.entries(listeners)) area.removeEventListener(name, listener);
    preview.removeEventListener("blur", leaveUnlessNear);
    carets.takeAway();
    if (current === self) current = null;
    closed(text);
  }

  function forget() {
    line.leave();
    finish();
  }

  const self = { area, leave, forget, save: line.save, stay: () => (room.isLeaving = false) };
  return self;
}
