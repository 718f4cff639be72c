/** A list with a search, under what opened it: arrows choose, Enter takes, Esc and Tab leave. */

import { make } from "../make.js";
import { openPopup } from "../popup.js";

/**
 * `words` are {title, search, placeholder, list}. `optionsFor(typed)` gives what can be chosen: {key, content, choose,
 * isFirst}, the last saying where the choice begins. The picker: {search, close(), say(words)}.
 */
export function openPicker(anchor, words, optionsFor) {
  const search = make("input", {
    class: "pick__search",
    role: "combobox",
    "aria-controls": "pick-list",
    "aria-expanded": "true",
    "aria-autocomplete": "list",
    "aria-label": words.search,
    placeholder: words.placeholder,
    autocomplete: "off",
    maxlength: "100",
  });
  const list = make("div", { class: "pick__list", id: "pick-list", role: "listbox", "aria-label": words.list });
  const told = make("p", { class: "pick__say", role: "alert" });
  const close = openPopup(anchor, make("div", { class: "pick" }, search, list, told), words.title);
  const picker = { search, list, close, say: (sentence) => (told.textContent = sentence) };
  search.addEventListener("input", () => drawOptions(picker, optionsFor));
  search.addEventListener("keydown", (event) => steer(picker, event));
  drawOptions(picker, optionsFor);
  search.focus();
  return picker;
}

function drawOptions(picker, optionsFor) {
  const options = optionsFor(picker.search.value.trim());
  const drawn = options.map((option) => drawOption(picker, option));
  picker.list.replaceChildren(...drawn);
  point(picker, drawn[options.findIndex((option) => option.isFirst)] ?? drawn[0]);
}

function drawOption(picker, { key, content, choose }) {
  const element = make("div", { class: "pick__option", role: "option", id: `pick-${key}` }, ...content);
  element.addEventListener("pointermove", () => point(picker, element));
  element.addEventListener("click", choose);
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
