/** What can be done with the chosen rows: a bar at the foot of the list, each of its buttons also by key. */

import { drawing } from "../drawings.js";
import { main, page } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";
import { removeMany, setMany, tickMany } from "./many.js";
import { openShift } from "./many_shift.js";
import { pickOwner } from "./owner.js";
import { STATUS_WORDS } from "./registry.js";
import { walk } from "./status.js";

let bar = null;

export const actOn = {
  done: (ids) => tickMany(ids, "done"),
  blocked: (ids) => tickMany(ids, "blocked"),
  remove: (ids, chosen) => {
    removeMany(ids);
    chosen.clear();
  },
};

/** `chosen` is {ids(), clear()}. The bar stands as long as anything is chosen. */
export function drawBar(count, chosen) {
  if (!count) {
    bar?.remove();
    bar = null;
    return;
  }
  if (!bar) {
    bar = newBar(chosen);
    main.querySelector(".plan__list").append(bar);
  }
  bar.querySelector(".many__count").textContent = n_("%(n)s selected", "%(n)s selected", count);
}

export function focusBar() {
  bar?.querySelector(".many__acts button")?.focus();
}

function newBar(chosen) {
  const acts = page.mayEdit
    ? [
        opener(_("Status"), (anchor) => openStatus(anchor, chosen)),
        opener(_("Owner"), (anchor) => pickOwner(anchor, "several", (owner) => setMany(chosen.ids(), "owner", owner))),
        opener(_("Due date"), (anchor) => openDue(anchor, chosen)),
        opener(_("Move by days"), (anchor) => openShift(anchor, chosen)),
        page.isTeam && opener(_("Visibility"), (anchor) => openVisibility(anchor, chosen)),
        opener(_("Remove"), () => actOn.remove(chosen.ids(), chosen)),
      ]
    : [];
  const close = make("button", { class: "many__close button button--quiet button--icon", type: "button", "aria-label": _("Select nothing"), onclick: chosen.clear }, drawing("x"));
  const said = make("span", { class: "many__count" });
  const label = _("What to do with the selected tasks");
  return make("div", { class: "many", role: "toolbar", "aria-label": label }, said, make("div", { class: "many__acts" }, ...acts.filter(Boolean)), close);
}

function opener(words, act) {
  const button = make("button", { class: "button button--small", type: "button", text: words });
  button.addEventListener("click", () => act(button));
  return button;
}

function openStatus(anchor, chosen) {
  const items = Object.entries(STATUS_WORDS).map(([status, words]) => [drawing(`glyph-${status}`), words, () => setMany(chosen.ids(), "status", status)]);
  openMenu(anchor, _("Status"), items);
}

function openVisibility(anchor, chosen) {
  const set = (value) => () => setMany(chosen.ids(), "visibility", value);
  openMenu(anchor, _("Visibility"), [
    [null, _("For both sides"), set("shared")],
    [null, _("Internal"), set("internal")],
  ]);
}

function openMenu(anchor, title, items) {
  const buttons = items.map(([glyph, words, act]) => {
    const chosen = () => {
      close();
      act();
    };
    const properties = { class: "popover__item", type: "button", role: "menuitem", tabindex: "-1", onclick: chosen };
    return make("button", properties, glyph, make("span", { text: words }));
  });
  const close = openPopup(anchor, make("div", { class: "choices", role: "menu", "aria-label": title, onkeydown: walk }, ...buttons), title);
  buttons[0].focus();
}

function openDue(anchor, chosen) {
  const input = make("input", { class: "input", type: "date", name: "due", "aria-label": _("Due"), min: "2000-01-01", max: "2199-12-31" });
  const none = make("button", { class: "button button--small button--quiet", type: "button", text: _("No date") });
  const save = make("button", { class: "button button--small button--primary", text: _("Set") });
  const form = make("form", { class: "many__form" }, input, make("div", { class: "many__buttons" }, none, save));
  const close = openPopup(anchor, form, _("Due date"));
  const set = (value) => {
    close();
    setMany(chosen.ids(), "due", value);
  };
  none.addEventListener("click", () => set(null));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value) set(input.value);
    else input.focus();
  });
  input.focus();
}
