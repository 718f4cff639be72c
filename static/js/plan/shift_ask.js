/** The question whether others move along, in the dialog that stands in the page: fetched where there is one to ask. */

import { dueWords } from "../dates.js";
import { today } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { task } from "./store.js";

/** What the person chose: all, only, buffer, or nothing. */
export function ask(id, value, { moves, go_live: goLive, more = [], why = "", absorbed }) {
  const dialog = document.getElementById("shift");
  const said = { title: task(id).title, day: dueWords(value, today()) };
  dialog.querySelector("[data-say]").textContent = n_(
    "When “%(title)s” moves to %(day)s, %(num)s other task moves along.",
    "When “%(title)s” moves to %(day)s, %(num)s other tasks move along.",
    moves.length,
    { ...said, num: moves.length },
  );
  for (const part of dialog.querySelectorAll("[data-say], [value=all]")) part.hidden = !moves.length;
  dialog.querySelector("ul").replaceChildren(...moves.map(lineOf));
  const live = dialog.querySelector("[data-go-live]");
  const lines = goLive ? [goLiveWords(goLive), ...more] : more;
  live.hidden = !lines.length;
  live.querySelector("span").textContent = lines.join(" ");
  // The server's own form, drawn by the macro of the page without scripts.
  dialog.querySelector("[data-why]").innerHTML = why;
  dialog.querySelector("[value=buffer]").hidden = !absorbed;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}

function lineOf({ title, start, due, was }) {
  const before = make("del", { text: dueWords(was.due ?? was.start, today()) });
  const days = make("span", { class: "shift__days" }, before, ` ${dueWords(due ?? start, today())}`);
  return make("li", { class: "shift__line" }, make("span", { class: "shift__title", text: title }), " ", days);
}

function goLiveWords({ was, due }) {
  return _("The go-live moves from %(was)s to %(day)s.", { was: dueWords(was, today()), day: dueWords(due, today()) });
}
