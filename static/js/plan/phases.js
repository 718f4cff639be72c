/** The sections of the list: a new one, a renamed one, their order. */

import { main, page } from "../here.js";
import { _ } from "../i18n.js";
import { place } from "./rows.js";

const sections = new Map();

/** Learn the sections that the server drew. */
export function collectSections() {
  for (const section of main.querySelectorAll(".phase[data-p]")) sections.set(section.dataset.p, section);
}

export function sectionOf(id) {
  return sections.get(id);
}

export function removeSection(id) {
  sections.get(id).remove();
  sections.delete(id);
}

/** A new section for a phase, from the blank one in the page. */
export function newPhase(phase) {
  const section = document.getElementById("phase").content.firstElementChild.cloneNode(true);
  section.dataset.p = phase.p;
  sections.set(phase.p, section);
  section.setAttribute("aria-labelledby", `p-${phase.p}`);
  section.querySelector(".phase__name").id = `p-${phase.p}`;
  section.querySelector(".tasks--open").setAttribute("aria-labelledby", `p-${phase.p}`);
  const hidden = section.querySelector(".add input[name=phase]");
  if (hidden) hidden.value = phase.p;
  section.querySelector(".phase__change")?.setAttribute("href", `${page.address}/phases/${phase.p}`);
  drawPhase(section, phase);
  return section;
}

export function drawPhase(section, phase) {
  section.querySelector(".phase__name").textContent = phase.name;
  section.querySelector(".add__title")?.setAttribute("aria-label", _("Add a task to %(phase)s", { phase: phase.name }));
  section.querySelector(".phase__change")?.setAttribute("aria-label", _("Change phase %(phase)s", { phase: phase.name }));
}

/** Stand the sections in the plan's order, moving only those that are out of place. */
export function orderPhases(plan) {
  const box = main.querySelector(".phases");
  let next = box.querySelector(".phase");
  for (const id of plan.phaseOrder) {
    const section = sectionOf(id);
    if (section === next) next = nextPhase(next);
    else place(section, box, next);
  }
}

function nextPhase(section) {
  let element = section.nextElementSibling;
  while (element && !element.matches(".phase")) element = element.nextElementSibling;
  return element;
}
