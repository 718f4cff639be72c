/** Every answer is saved as its field is left or chosen; what is refused keeps what was typed and says why. */

import { announce } from "../announce.js";
import { drawing } from "../drawings.js";
import { main, page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { nameOf } from "../people.js";
import { KINDS } from "./controls.js";
import { allBoxes, boxAround, boxOf, readBox } from "./questions.js";
import { isSame } from "./state.js";
import { answerTo, countWaiting, give, keptAnswer } from "./store.js";

// What a field held when somebody began to write in it: their text is merged against that.
const begun = new Map();
let hasAnswered = false;

export function startSaving() {
  main.addEventListener("focusin", ({ target }) => begin(boxAround(target)));
  main.addEventListener("change", ({ target }) => target.type !== "file" && save(boxAround(target)));
  main.addEventListener("keydown", enter);
  main.addEventListener("focusout", ({ target }) => leave(boxAround(target)));
  addEventListener("pagehide", () => save(boxAround(document.activeElement)));
  on("refused", ({ entry, answer }) => refuse(entry.ops[0], answer));
  on("taken-back", (fields) => fields.forEach((field) => boxOf(field)?.setAttribute("data-refused", "")));
  for (const name of ["changed", "queued"]) on(name, drawSaved);
}

function begin(box) {
  if (box && !begun.has(box.dataset.f)) begun.set(box.dataset.f, keptAnswer(box.dataset.f));
}

/** Enter saves the field; without scripts it sends the form, which would lead away. */
function enter(event) {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
  event.preventDefault();
  save(boxAround(event.target));
}

/** Left: saved, and free to show what others wrote meanwhile. */
function leave(box) {
  if (!box || box.dataset.kind === "file") return;
  setTimeout(() => {
    if (box.contains(document.activeElement)) return;
    save(box);
    begun.delete(box.dataset.f);
    if (!("refused" in box.dataset) && !isSame(readBox(box), answerTo(box.dataset.f))) {
      KINDS[box.dataset.kind].draw(box, answerTo(box.dataset.f));
    }
  });
}

function save(box) {
  if (!box || box.dataset.kind === "file" || main.dataset.stopped === "true") return;
  const field = box.dataset.f;
  const value = readBox(box);
  const base = begun.has(field) ? begun.get(field) : keptAnswer(field);
  // Untouched since it was begun, or as it stands already: nothing of mine to save.
  if (isSame(value, answerTo(field)) || isSame(value, base)) {
    if (isSame(value, answerTo(field))) clearError(box);
    return;
  }
  clearError(box);
  begun.set(field, value);
  give(field, value, base);
}

function refuse(op, answer) {
  const box = boxOf(op.f);
  announce(answer.say);
  if (!box) return;
  box.dataset.refused = "";
  begun.set(op.f, op.base ?? null);
  if (answer.err === "conflict") showConflict(box, op, answer);
  else showError(box, answer.say ?? _("That was not saved."));
}

/** A sentence beside the field, tied to its control. */
export function showError(box, sentence, ...acts) {
  clearError(box);
  box.dataset.refused = "";
  const id = `e-${box.dataset.f}`;
  box.querySelector(".question__by").before(make("p", { class: "field__error", id }, drawing("circle-alert"), make("span", { text: sentence }), ...acts));
  const target = box.querySelector(".input") ?? box;
  target.setAttribute("aria-invalid", "true");
  target.setAttribute("aria-describedby", [...(target.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id), id].join(" "));
}

export function clearError(box) {
  delete box.dataset.refused;
  const error = box.querySelector(".field__error");
  if (!error) return;
  const target = box.querySelector(".input") ?? box;
  target.removeAttribute("aria-invalid");
  const rest = (target.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== error.id);
  if (rest.length) target.setAttribute("aria-describedby", rest.join(" "));
  else target.removeAttribute("aria-describedby");
  error.remove();
}

function showConflict(box, op, answer) {
  const name = answer.by && answer.by !== page.me ? nameOf(answer.by) : _("Someone");
  const words = _("%(name)s wrote “%(text)s” meanwhile. Yours stands in the field and is not saved.", { name, text: answer.current ?? "" });
  const keep = () => {
    clearError(box);
    begun.delete(op.f);
    KINDS[box.dataset.kind].draw(box, answer.current);
  };
  const use = () => {
    clearError(box);
    give(op.f, readBox(box), answer.current);
  };
  const button = (text, onclick) => make("button", { class: "button button--small", type: "button", text, onclick });
  showError(box, words, make("span", { class: "question__choices" }, button(_("Keep theirs"), keep), button(_("Use mine"), use)));
}

function drawSaved() {
  const refused = allBoxes().some((box) => "refused" in box.dataset);
  const words = countWaiting() ? _("Saving…") : refused ? "" : _("Everything is saved");
  // Before the first answer there is nothing to say.
  if (!hasAnswered && !countWaiting()) return;
  hasAnswered = true;
  const line = main.querySelector("[data-saved]");
  if (line.textContent !== words) line.textContent = words;
}
