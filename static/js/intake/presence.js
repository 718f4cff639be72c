/** Which field each of us is in: a bar and a name beside it, in the person's colour. */

import { main, page } from "../here.js";
import { startPresence } from "../live/presence.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { hueOf, nameOf } from "../people.js";
import { allBoxes, boxAround } from "./questions.js";
import { sendPresence } from "./store.js";

export function startFieldPresence() {
  const presence = startPresence(sendPresence);
  const stand = () => presence.stand(boxAround(document.activeElement)?.dataset.f ?? null, null);
  main.addEventListener("focusin", stand);
  main.addEventListener("focusout", () => setTimeout(stand));
  main.addEventListener("input", ({ target }) => boxAround(target) && presence.type(boxAround(target).dataset.f, null));
  on("roster", draw);
}

function draw(roster) {
  const here = new Map();
  for (const one of roster.who) if (one.row && one.person && one.person !== page.me) here.set(one.row, one);
  for (const box of allBoxes()) {
    const one = here.get(box.dataset.f);
    if (one) come(box, one);
    else leave(box);
  }
}

function come(box, { person, typing: isTyping }) {
  box.dataset.here = isTyping ? "typing" : "";
  box.dataset.hue = hueOf(person);
  if (box.querySelector(".question__flag")?.textContent === nameOf(person)) return;
  box.querySelector(".question__flag")?.remove();
  box.append(make("span", { class: "question__flag", "aria-hidden": "true", text: nameOf(person) }));
}

function leave(box) {
  if (!("here" in box.dataset)) return;
  delete box.dataset.here;
  delete box.dataset.hue;
  box.querySelector(".question__flag")?.remove();
}
