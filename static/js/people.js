/** Who is who: the people of this workspace, as the page brought them and as they come along. */

import { get, page, post } from "./here.js";
import { _ } from "./i18n.js";
import { make } from "./make.js";
import { tell } from "./news.js";

const people = new Map(JSON.parse(document.getElementById("people").textContent).map((person) => [person.id, person]));
const asked = new Set();

/** The person, or a stand-in while someone new is being asked for. */
export function person(id) {
  const known = people.get(id);
  if (known) return known;
  askFor(id);
  return { id, name: _("Someone"), first_name: _("Someone"), initials: "…", hue: 0, side: "customer" };
}

export function nameOf(id) {
  return person(id).first_name;
}

export function hueOf(id) {
  return person(id).hue;
}

/** Those who can own a task. */
export function candidates() {
  return [...people.values()].filter((one) => one.listed && !one.removed);
}

/** A face in a row: two letters on the person's own hue. */
export function faceOf(id, size = 20) {
  const { hue, initials } = person(id);
  return make("span", { class: `face face--${size}`, "data-hue": hue, "aria-hidden": "true", text: initials });
}

/** Someone new by name alone; resolves to the person, or to {say} when refused. */
export async function nameSomeone(name) {
  const answer = await post(`/w/${page.workspace}/people/name`, { name });
  if (!answer.person) return { say: answer.say ?? _("The name was not saved. Try again.") };
  remember(answer.person);
  return people.get(answer.person.id);
}

function remember(one) {
  people.set(one.id, { listed: true, removed: false, ...people.get(one.id), ...one });
}

/** News may name people who came after this page was drawn. */
async function askFor(id) {
  if (!id || asked.has(id)) return;
  asked.add(id);
  const answer = await get(`/w/${page.workspace}/people.json`).catch(() => ({}));
  const found = answer.people ?? [];
  found.forEach(remember);
  if (people.has(id)) tell("people", id);
  else setTimeout(() => asked.delete(id), 5000);
}
