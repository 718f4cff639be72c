/** My own tasks, live: what I own comes, goes, and moves on as days pass and others change it. */

import { main, page, today } from "../../here.js";
import { on } from "../../news.js";
import { isOpen } from "../agreed.js";
import { rowAround } from "../rows.js";
import { toggleDone } from "../status.js";
import { plan } from "../store.js";
import { startGroups } from "../views/groups.js";
import { startViewKeys } from "../views/keys.js";

const DAY_MS = 86_400_000;

/** The twin of my_group in portal/plan/views/groups.py. */
function groupOf({ owner, status, due, roles }) {
  if (!page.me) return null;
  if (owner !== page.me) return ["done", "dropped"].includes(status) ? null : roleIn(roles);
  if (["done", "dropped"].includes(status)) return status === "done" ? "done" : null;
  if (!due) return "undated";
  if (due < today()) return "overdue";
  return due < nextMonday() ? "week" : "later";
}

function roleIn(roles) {
  if (roles?.accountable === page.me) return "accountable";
  return ["consulted", "informed"].find((name) => roles?.[name].includes(page.me)) ?? null;
}

function nextMonday() {
  const now = Date.parse(`${today()}T00:00:00Z`);
  const weekday = (new Date(now).getUTCDay() + 6) % 7;
  return new Date(now + (7 - weekday) * DAY_MS).toISOString().slice(0, 10);
}

function before(one, other) {
  return (one.due ?? "9999").localeCompare(other.due ?? "9999");
}

/** What was moved, done or handed on meanwhile is no longer asked about. */
function drawAsked() {
  const form = main.querySelector(".mine__ask");
  for (const line of form?.querySelectorAll("[data-asked]") ?? []) {
    const asked = plan().tasks.get(line.dataset.asked);
    if (asked?.owner !== page.me || asked.due !== line.dataset.due || !isOpen(asked) || wasSaidToday(asked)) line.remove();
  }
  if (!form?.querySelector("[data-asked]")) form?.remove();
}

function wasSaidToday({ agreed }) {
  return (agreed?.words ?? []).some(([, , on]) => (on ?? today()) === today());
}

on("changed", drawAsked);
startGroups({ groupOf, before });
startViewKeys({});
if (page.mayEdit) {
  main.addEventListener("click", (event) => {
    const glyph = event.target.closest(".entry__glyph");
    if (glyph) toggleDone(rowAround(glyph).dataset.t);
  });
}
