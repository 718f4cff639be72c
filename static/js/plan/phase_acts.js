/** What can be done to a phase: add one after it, move it by keys, and whatever its menu offers. */

import { main } from "../here.js";
import { randomId } from "../live/pending.js";
import { whenHere } from "./hold.js";
import { sectionOf } from "./phases.js";
import { change, plan } from "./store.js";

export function startPhases() {
  main.addEventListener("click", (event) => {
    const opener = event.target.closest(".phase__change");
    if (!opener || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    whenHere(import("./phase_menu.js"), ({ openMenu }) => openMenu(opener, opener.closest(".phase").dataset.p));
  });
  main.addEventListener("submit", (event) => {
    if (!event.target.matches(".add-phase")) return;
    event.preventDefault();
    const input = event.target.elements.name;
    addPhase(input.value, plan().phaseOrder.at(-1) ?? null);
    input.value = "";
  });
}

export function addPhase(typed, after) {
  const name = typed.replace(/\s+/g, " ").trim();
  if (!name) return;
  const id = randomId();
  change([{ k: "add", p: id, name, after }]);
  sectionOf(id).querySelector(".add__title").focus();
}

/** One place up or down, by key: the focus stays on the phase. */
export function movePhaseBy(id, step) {
  const order = plan().phaseOrder;
  const at = order.indexOf(id) + step;
  if (at < 0 || at >= order.length) return;
  change([{ k: "move", p: id, after: step > 0 ? order[at] : (order[at - 1] ?? null) }]);
  sectionOf(id).querySelector(".phase__head").focus();
}
