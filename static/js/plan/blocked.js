/** What blocks a task, as its row says it: why, who can clear it, how long. */

import { dueWords } from "../dates.js";
import { page, today } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { nameOf } from "../people.js";
import { promiseOf } from "./state.js";
import { plan } from "./store.js";

const DAY_MS = 86_400_000;

const KIND_WORDS = {
  approval: _("Internal approval"),
  procurement: _("Procurement"),
  security: _("Security review"),
  data: _("Data in a system nobody mentioned"),
  leave: _("Someone is away"),
  it: _("IT objects"),
  decider: _("A decision-maker is missing"),
};

export function drawWhy(row, task) {
  if (task.blocker) row.dataset.blocker = JSON.stringify(task.blocker);
  else delete row.dataset.blocker;
  const words = task.status === "blocked" && task.blocker ? whyWords(task.blocker) : promiseWords(promiseOf(plan(), task));
  const line = row.querySelector(".task__why");
  if (line?.textContent === words) return;
  line?.remove();
  if (words) row.append(make("span", { class: "task__why", text: words }));
}

function whyWords({ kind, note, who, since }) {
  return [reason(KIND_WORDS[kind], note), who && clearer(who), age(since)].filter(Boolean).join(" · ");
}

function promiseWords(promise) {
  if (!promise) return "";
  const day = dueWords(promise.until, today());
  if (promise.who === page.me) return _("You name the owner by %(day)s", { day });
  return _("%(name)s names the owner by %(day)s", { name: nameOf(promise.who), day });
}

function reason(kind, note) {
  return kind && note ? _("%(kind)s: %(note)s", { kind, note }) : kind || note;
}

function clearer(who) {
  return who === page.me ? _("You can clear it") : _("%(name)s can clear it", { name: nameOf(who) });
}

function age(since) {
  const days = since ? Math.round((Date.parse(today()) - Date.parse(since)) / DAY_MS) : 0;
  return days > 0 ? n_("%(num)s day", "%(num)s days", days, { num: days }) : _("since today");
}
