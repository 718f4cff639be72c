/** The text as it will read, above the field in which it is written. */

import { page, post } from "../../here.js";
import { _ } from "../../i18n.js";

const AFTER_MS = 300;
const watched = new WeakSet();

export function togglePreview(form, button) {
  const isShown = form.toggleAttribute("data-preview");
  button.setAttribute("aria-pressed", String(isShown));
  const area = form.elements.description;
  if (!watched.has(area)) watch(form, area);
  if (isShown) show(form, area);
}

function watch(form, area) {
  let waiting = 0;
  watched.add(area);
  area.addEventListener("input", () => {
    clearTimeout(waiting);
    if ("preview" in form.dataset) waiting = setTimeout(() => show(form, area), AFTER_MS);
  });
}

async function show(form, area) {
  const view = form.querySelector(".detail__text");
  const answer = await post(`${page.address}/preview`, { text: area.value }).catch(() => ({}));
  // The server made it from markdown and left only harmless tags in it.
  if (typeof answer.html === "string") view.innerHTML = answer.html;
  else view.textContent = answer.say ?? _("The preview did not come. What you wrote is still here.");
}
