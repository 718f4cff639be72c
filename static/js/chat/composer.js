/** The field where a message is typed: Enter sends, Esc leaves, and what is half written survives a reload. */

import { page } from "../here.js";
import { keep, recall } from "./drafts.js";

const touch = matchMedia("(pointer: coarse)");

/** `send({room, thread, body})` takes the words; `typing` and `stopped` hear of the writing. */
export function watchComposer(form, { send, typing = () => {}, stopped = () => {} }) {
  const field = form.elements.body;
  const thread = form.elements.thread?.value ?? null;
  const key = `draft ${page.me} ${form.getAttribute("action")} ${thread ?? ""}`;
  if (!field.value) field.value = recall(key) ?? "";

  field.addEventListener("input", () => {
    keep(key, field.value);
    if (field.value.trim()) typing();
    else stopped();
  });
  field.addEventListener("blur", stopped);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      field.blur();
      event.stopPropagation();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !touch.matches) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = field.value.trim();
    if (!body) return;
    send({ room: form.dataset.room, thread, body });
    write("");
    stopped();
    field.focus();
  });

  function write(words) {
    field.value = words;
    keep(key, words);
  }

  /** Give words back to be changed; what is there already stays before them. */
  function giveBack(words) {
    write(field.value.trim() ? `${field.value.trimEnd()}\n${words}` : words);
    field.focus();
  }

  return { room: form.dataset.room, thread, giveBack };
}
