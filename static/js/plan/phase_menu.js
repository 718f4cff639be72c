/** What can be done to a phase: rename it where it stands, move it, remove it, add one after it. */

import { drawing } from "../drawings.js";
import { main, page } from "../here.js";
import { _ } from "../i18n.js";
import { randomId } from "../live/pending.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";
import { sectionOf } from "./phases.js";
import { removePhase } from "./remove.js";
import { walk } from "./status.js";
import { change, plan } from "./store.js";

export function startPhases() {
  main.addEventListener("click", (event) => {
    const opener = event.target.closest(".phase__change");
    if (!opener || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    openMenu(opener, opener.closest(".phase").dataset.p);
  });
  main.addEventListener("submit", (event) => {
    if (!event.target.matches(".add-phase")) return;
    event.preventDefault();
    const input = event.target.elements.name;
    addPhase(input.value, plan().phaseOrder.at(-1) ?? null);
    input.value = "";
  });
}

function addPhase(typed, after) {
  const name = typed.replace(/\s+/g, " ").trim();
  if (!name) return;
  const id = randomId();
  change([{ k: "add", p: id, name, after }]);
  sectionOf(id).querySelector(".add__title").focus();
}

function openMenu(opener, id) {
  const order = plan().phaseOrder;
  const at = order.indexOf(id);
  const items = [
    item("pencil", _("Rename"), () => rename(id)),
    at > 0 && item("arrow-up", _("Move up"), () => movePhase(id, order[at - 2] ?? null)),
    at < order.length - 1 && item("arrow-down", _("Move down"), () => movePhase(id, order[at + 1])),
    item("plus", _("Add a phase below"), () => addPhase(_("New phase"), id)),
    item("plus", _("Paste a list"), () => location.assign(`${page.address}/paste?phase=${id}`)),
    item("trash-2", _("Remove with its tasks"), () => removePhase(id)),
  ].filter(Boolean);
  const menu = make("div", { class: "choices", role: "menu", "aria-label": _("Phase"), onkeydown: walk }, ...items);
  const close = openPopup(opener, menu, _("Phase"));
  items[0].focus();

  function item(icon, words, act) {
    const chosen = () => {
      close();
      act();
    };
    const properties = { class: "popover__item", type: "button", role: "menuitem", tabindex: "-1", onclick: chosen };
    return make("button", properties, drawing(icon), make("span", { text: words }));
  }
}

/** One place up or down, by key: the focus stays on the phase. */
export function movePhaseBy(id, step) {
  const order = plan().phaseOrder;
  const at = order.indexOf(id) + step;
  if (at < 0 || at >= order.length) return;
  change([{ k: "move", p: id, after: step > 0 ? order[at] : (order[at - 1] ?? null) }]);
  sectionOf(id).querySelector(".phase__head").focus();
}

function movePhase(id, after) {
  change([{ k: "move", p: id, after }]);
  sectionOf(id).querySelector(".phase__change").focus();
}

function rename(id) {
  const head = sectionOf(id).querySelector(".phase__name");
  const before = plan().phases.get(id).name;
  const input = make("input", { class: "edit-phase", maxlength: "200", "aria-label": _("Name of the phase") });
  input.value = before;
  sectionOf(id).append(input);
  head.dataset.edit = "";
  input.focus();
  input.select();
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === "Escape") finish(event.key === "Enter", true);
    event.stopPropagation();
  });
  input.addEventListener("blur", () => finish(true, false));

  let isFinished = false;

  function finish(isKept, isFocusKept) {
    if (isFinished) return;
    isFinished = true;
    const typed = input.value.replace(/\s+/g, " ").trim();
    input.remove();
    delete head.dataset.edit;
    if (isFocusKept) sectionOf(id)?.querySelector("summary").focus();
    if (isKept && typed && typed !== before) change([{ k: "set", p: id, f: "name", v: typed, base: before }]);
  }
}
