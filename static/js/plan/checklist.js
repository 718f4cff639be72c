/** What is done to the checklist of the open task: its forms, as operations. */

import { randomId } from "../live/pending.js";
import { change, task } from "./store.js";

export function actOnItem(id, form, submitter) {
  // By this way only: every collection of controls has a method of the name.
  const item = form.elements.namedItem("item");
  const { text } = form.elements;
  const items = task(id)?.checklist ?? [];
  const words = text.value.replace(/\s+/g, " ").trim();
  if (!item) return add(id, text, words, items);
  const at = items.findIndex((one) => one.i === item.value);
  const act = submitter?.value ?? "text";
  if (at < 0) return;
  if (act === "text" && words && words !== items[at].text) change([{ k: "item-set", t: id, i: item.value, text: words }]);
  if (act === "tick" || act === "untick") change([{ k: "item-set", t: id, i: item.value, done: act === "tick" }]);
  if (act === "up" && at > 0) change([{ k: "item-move", t: id, i: item.value, after: items[at - 2]?.i ?? null }]);
  if (act === "remove") change([{ k: "item-remove", t: id, i: item.value }]);
}

function add(id, input, text, items) {
  if (!text) return;
  change([{ k: "item", t: id, i: randomId(), text, after: items.at(-1)?.i ?? null, done: false }]);
  input.value = "";
  input.focus();
}
