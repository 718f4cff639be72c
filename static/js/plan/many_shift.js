/** Moving many dates by working days: what moves, what would have to follow, and the go-live, before anything does. */

import { dueWords } from "../dates.js";
import { ask } from "../dialog.js";
import { page, post, today } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";
import { showToast } from "../toast.js";
import { changeMany, fits, saidChanged } from "./many.js";

const MOST_DAYS = 250;

/** Asks by how many working days; fewer than none is earlier. */
export function openShift(anchor, chosen) {
  const properties = { class: "input", type: "number", value: "1", min: -MOST_DAYS, max: MOST_DAYS, required: true, "aria-describedby": "shift-hint" };
  const input = make("input", properties);
  const label = make("label", { class: "many__label" }, _("Working days"), input);
  const hint = make("p", { class: "many__hint", id: "shift-hint", text: _("With a minus, they move earlier.") });
  const go = make("button", { class: "button button--small button--primary", text: _("Preview") });
  const form = make("form", { class: "many__form" }, label, hint, make("div", { class: "many__buttons" }, go));
  const close = openPopup(anchor, form, _("Move by days"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const days = Number(input.value);
    close();
    if (days) shiftMany(chosen.ids(), days);
  });
  input.focus();
  input.select();
}

async function shiftMany(ids, days) {
  if (!fits(ids.length)) return;
  const answer = await post(`${page.address}/shift`, { tasks: ids, days }).catch(() => ({}));
  if (!answer.ok) return showToast(answer.say ?? _("No connection. Nothing was moved."));
  const moves = answer.moves;
  if (!moves.length) return showToast(_("None of the selected tasks has a date that can move."));
  const also = moves.filter((move) => !move.chosen);
  const choice = await askFor(moves.filter((move) => move.chosen), also, answer.go_live);
  if (choice) changeAll(choice === "all" ? moves : moves.filter((move) => move.chosen));
}

function askFor(own, also, goLive) {
  const content = [listOf(own)];
  if (also.length) {
    content.push(
      make("p", { text: n_("%(n)s task that starts after them would begin too early:", "%(n)s tasks that start after them would begin too early:", also.length) }),
      listOf(also),
    );
  }
  if (goLive) {
    const said = { was: dueWords(goLive.was, today()), day: dueWords(goLive.due, today()) };
    content.push(make("p", { class: "attention", text: _("The go-live moves from %(was)s to %(day)s.", said) }));
  }
  const buttons = [["", _("Cancel"), "quiet"]];
  if (also.length) buttons.push(["only", _("Only the selected")]);
  buttons.push(["all", also.length ? _("Move them all") : _("Move them"), "primary"]);
  return ask(n_("Move %(n)s task?", "Move %(n)s tasks?", own.length), content, buttons);
}

function listOf(moves) {
  return make("ul", { class: "shift__list" }, ...moves.map(lineOf));
}

function lineOf({ title, start, due, was }) {
  const before = make("del", { text: dueWords(was.due ?? was.start, today()) });
  const days = make("span", { class: "shift__days" }, before, ` ${dueWords(due ?? start, today())}`);
  return make("li", { class: "shift__line" }, make("span", { class: "shift__title", text: title }), " ", days);
}

/** What moves along goes on following its rule. */
function along(chosen) {
  return chosen ? {} : { along: true };
}

/** The date that must give way goes first: a start never passes its due date, not for a moment. */
function changeAll(moves) {
  const ops = moves.flatMap(({ t, start, due, was, chosen }) => {
    const set = [
      due !== was.due && { k: "set", t, f: "due", v: due, base: was.due, ...along(chosen) },
      start !== was.start && { k: "set", t, f: "start", v: start, base: was.start, ...along(chosen) },
    ].filter(Boolean);
    return due && was.due && due < was.due ? set.reverse() : set;
  });
  changeMany(ops, saidChanged(moves.length));
}
