/** The menu of a phase: fetched when the first one is opened. */

import { drawing } from "../drawings.js";
import { page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";
import { addPhase } from "./phase_acts.js";
import { sectionOf } from "./phases.js";
import { removePhase } from "./remove.js";
import { walk } from "./status.js";
import { change, plan } from "./store.js";

export function openMenu(opener, id) {
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
