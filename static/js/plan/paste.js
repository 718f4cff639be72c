/** A list that is pasted where a task is typed becomes tasks: read by the server, shown first, added in one change. */

import { dueWords } from "../dates.js";
import { ask } from "../dialog.js";
import { page, post, today } from "../here.js";
import { _, n_ } from "../i18n.js";
import { randomId } from "../live/pending.js";
import { make } from "../make.js";
import { faceOf, nameOf, nameSomeone } from "../people.js";
import { needStyle } from "../style.js";
import { showToast } from "../toast.js";
import { changeMany } from "./many.js";

/** `place` is {phase, after}. */
export async function pasteList(text, place) {
  const [answer] = await Promise.all([post(`${page.address}/read`, { text }).catch(() => ({})), needStyle("quick")]);
  if (!answer.ok) return showToast(answer.say ?? _("No connection. The list was not added; paste it again in a moment."));
  const { drafts } = answer;
  const names = [...new Set(drafts.map(({ name }) => name).filter(Boolean))];
  const boxes = names.map((name) => make("input", { type: "checkbox", value: name }));
  const content = [make("ol", { class: "pasted", role: "list" }, ...drafts.map(lineOf)), names.length && namesOf(names, boxes)];
  const add = n_("Add %(n)s task", "Add %(n)s tasks", drafts.length);
  const choice = await ask(_("Paste a list"), content.filter(Boolean), [
    ["", _("Cancel"), "quiet"],
    ["add", add, "primary"],
  ]);
  if (choice === "add") addAll(drafts, place, boxes.filter((box) => box.checked).map((box) => box.value));
}

function lineOf({ task, name }) {
  const who = task.owner
    ? make("span", { class: "pasted__who" }, faceOf(task.owner), nameOf(task.owner))
    : name && make("span", { class: "pasted__who", text: _("%(name)s, nobody here yet", { name }) });
  const due = task.due && make("time", { class: "pasted__due", datetime: task.due, text: dueWords(task.due, today()) });
  const done = task.status === "done" && make("span", { class: "pasted__due", text: _("Done") });
  return make("li", { class: "pasted__line" }, make("span", { class: "pasted__title", text: task.title }), who, done, due);
}

function namesOf(names, boxes) {
  const choices = names.map((name, at) => make("label", { class: "choice" }, boxes[at], make("span", { class: "choice__text", text: name })));
  const hint = make("p", { class: "field__hint", text: _("Tick whom to name as someone new. Other names are kept in the task’s description.") });
  return make("fieldset", { class: "pasted__new" }, make("legend", { class: "field__label", text: _("New people") }), hint, ...choices);
}

async function addAll(drafts, { phase, after }, confirmed) {
  const owners = new Map();
  for (const name of confirmed) {
    const someone = await nameSomeone(name).catch(() => ({}));
    if (someone.id) owners.set(name, someone.id);
  }
  let last = after;
  const ops = drafts.map(({ task, name }) => {
    const op = { k: "add", t: randomId(), phase, after: last, ...task, ...ownerOf(name, owners, task) };
    last = op.t;
    return op;
  });
  changeMany(ops, n_("Added %(n)s task", "Added %(n)s tasks", ops.length));
}

/** A name that was not confirmed stands in the description, so that it is not lost. */
function ownerOf(name, owners, { description }) {
  if (!name) return {};
  if (owners.has(name)) return { owner: owners.get(name) };
  return { description: [_("Owner in the list: %(name)s", { name }), description].filter(Boolean).join("\n\n") };
}
