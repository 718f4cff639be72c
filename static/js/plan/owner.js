/** Who answers for a task: a list with a search, and someone new by name alone. */

import { drawing } from "../drawings.js";
import { page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { candidates, faceOf, nameSomeone } from "../people.js";
import { openPopup } from "../popup.js";
import { setField } from "./status.js";
import { task } from "./store.js";

export function openOwnerPicker(id, anchor) {
  const search = make("input", {
    class: "pick__search",
    role: "combobox",
    "aria-controls": "pick-list",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    "aria-label": _("Search for a person, or name someone new"),
    placeholder: _("Search or name someone new"),
    autocomplete: "off",
    maxlength: "100",
  });
  const list = make("div", { class: "pick__list", id: "pick-list", role: "listbox", "aria-label": _("People") });
  const say = make("p", { class: "pick__say", role: "alert" });
  const close = openPopup(anchor, make("div", { class: "pick" }, search, list, say), _("Owner"));
  const picker = { id, search, list, say, close };
  search.addEventListener("input", () => drawOptions(picker));
  search.addEventListener("keydown", (event) => steer(picker, event));
  drawOptions(picker);
  search.focus();
}

function drawOptions(picker) {
  const typed = picker.search.value.trim();
  const found = candidates().filter((one) => matches(one, typed));
  const options = found.map((one) => personOption(picker, one));
  if (typed && !found.some((one) => one.name.toLowerCase() === typed.toLowerCase())) {
    options.push(newOption(picker, typed));
  } else if (!typed && task(picker.id)?.owner) {
    options.push(option(picker, "nobody", () => pick(picker, null), drawing("user-x"), make("span", { text: _("Nobody yet") })));
  }
  picker.list.replaceChildren(...options);
  const chosen = options.find((one) => one.dataset.person === task(picker.id)?.owner);
  point(picker, (typed ? null : chosen) ?? options[0]);
}

function matches(one, typed) {
  return one.name.toLowerCase().includes(typed.toLowerCase());
}

function personOption(picker, one) {
  const name = one.id === page.me ? _("%(name)s (you)", { name: one.name }) : one.name;
  const line = make("span", { class: "pick__name", text: name });
  const role = one.role && make("span", { class: "pick__role", text: one.role });
  return option(picker, one.id, () => pick(picker, one.id), faceOf(one.id), line, role);
}

function newOption(picker, typed) {
  const words = make("span", { class: "pick__name", text: _("Name “%(name)s” as someone new", { name: typed }) });
  return option(picker, "new", () => pickNew(picker, typed), drawing("user-plus"), words);
}

function option(picker, person, chosen, ...content) {
  const properties = { class: "pick__option", role: "option", id: `pick-${person}`, "data-person": person };
  const element = make("div", properties, ...content);
  element.addEventListener("pointermove", () => point(picker, element));
  element.addEventListener("click", chosen);
  return element;
}

function point(picker, element) {
  for (const one of picker.list.children) one.setAttribute("aria-selected", String(one === element));
  picker.search.setAttribute("aria-activedescendant", element?.id ?? "");
  element?.scrollIntoView({ block: "nearest" });
}

function steer(picker, event) {
  const options = [...picker.list.children];
  const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    point(picker, options.at((at + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
  } else if (event.key === "Enter") {
    event.preventDefault();
    options[at]?.click();
  } else if (event.key === "Tab") {
    picker.close();
  }
  event.stopPropagation();
}

function pick(picker, person) {
  picker.close();
  setField(picker.id, "owner", person);
}

async function pickNew(picker, name) {
  picker.search.disabled = true;
  const someone = await nameSomeone(name).catch(() => ({ say: _("No connection. The name was not saved.") }));
  if (someone.id) return pick(picker, someone.id);
  picker.search.disabled = false;
  picker.say.textContent = someone.say;
  picker.search.focus();
}
