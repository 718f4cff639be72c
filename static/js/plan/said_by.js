/** Typing for somebody who says it: a face is tapped, and what I change from then on is theirs by word, mine by hand. */

import { announce } from "../announce.js";
import { drawing } from "../drawings.js";
import { main, page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { candidates, faceOf, nameOf, person } from "../people.js";
import { openPicker } from "./pick.js";

/** The key or the button: whose words I type, or, while I type somebody's, no longer. */
export function toggleSaid(anchor) {
  if (page.said) return typeFor(null);
  const words = {
    title: _("Who says it?"),
    search: _("Search for the person whose words you type"),
    placeholder: _("Search for a person"),
    list: _("People"),
  };
  const picker = openPicker(anchor, words, (typed) => others(typed).map((one) => option(one, pick)));

  function pick(id) {
    picker.close();
    typeFor(id);
  }
}

function others(typed) {
  return candidates().filter((one) => one.id !== page.me && mayType(one) && one.name.toLowerCase().includes(typed.toLowerCase()));
}

function option(one, pick) {
  const name = make("span", { class: "pick__name", text: one.name });
  return { key: one.id, content: [faceOf(one.id), name, one.role && make("span", { class: "pick__role", text: one.role })].filter(Boolean), choose: () => pick(one.id) };
}

/** Customers type for their own side alone: whoever came by a link puts no words into the team's mouth. */
function mayType(one) {
  return page.isTeam || one.side === "customer";
}

/** From now on in this tab; null for my own words again. */
export function typeFor(id) {
  if (id && id !== page.me && !mayType(person(id))) return;
  page.said = id === page.me ? undefined : (id ?? undefined);
  main.querySelector("[data-said]")?.remove();
  const opener = main.querySelector("[data-do=said]");
  // The chip stands where the button stood.
  opener.hidden = Boolean(page.said);
  if (!page.said) return announce(_("You type your own words again."));
  const words = _("%(name)s says", { name: nameOf(id) });
  const stop = make("button", { class: "chip chip--on", type: "button", "data-said": id, title: _("Stop typing for %(name)s", { name: nameOf(id) }) }, faceOf(id), words, drawing("x"));
  stop.addEventListener("click", () => typeFor(null));
  opener.after(stop);
  announce(_("What you type now is said by %(name)s.", { name: nameOf(id) }));
}
