/** The form of the open task, live: each control saves when it is left, and follows what others change. */

import { main, page, post } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { tell } from "../news.js";
import { candidates, nameSomeone } from "../people.js";
import { sayMissing } from "./hold.js";
import { moveBy, moveTo } from "./move.js";
import { removeTask } from "./remove.js";
import { setDue } from "./shift.js";
import { setField } from "./status.js";
import { change, plan, task } from "./store.js";

const TEXTS = ["title", "description"];
const DAYS = ["start", "due"];
const NEW_OWNER = "new";

export function watchDetail(box, id) {
  const form = box.querySelector("form.detail__form");
  if (!form) return;
  const names = ["title", "description", "owner", "start", "due", "status", "milestone", "visibility", "effort"];
  const controls = names.map((name) => form.elements[name]).filter(Boolean);
  for (const control of controls) watchControl(form, control, id);
  form.elements.new_owner?.addEventListener("change", () => saveNewOwner(form, id));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.activeElement.blur();
  });
  const phase = box.querySelector("#d-phase");
  phase?.addEventListener("change", () => moveToPhase(id, phase.value));
  watchDescription(form, id);
  // Assigned, not added: the box stays while the tasks in it change.
  box.onsubmit = (event) => otherForms(event, id);
  box.onrefresh = () => {
    // Another may be on its way into the box, and this one removed meanwhile.
    if (!task(id)) return;
    controls.forEach((control) => follow(control, id));
    if (phase && phase !== document.activeElement) phase.value = task(id).phase;
  };
}

/** The value a control holds, as the wire has it. */
function valueOf(control) {
  if (control.type === "checkbox") return control.checked;
  if (DAYS.includes(control.name) || control.name === "owner") return control.value || null;
  if (control.name === "effort") return Number(control.value) || null;
  if (control.name === "title") return control.value.replace(/\s+/g, " ").trim();
  return control.value.replaceAll("\r\n", "\n");
}

/** What the server drew there. */
function drawnIn(control) {
  if (control.type === "checkbox") return control.defaultChecked;
  const { options, defaultValue } = control;
  const value = options ? ([...options].find((one) => one.defaultSelected) ?? options[0]).value : defaultValue;
  return valueOf({ name: control.name, value });
}

function watchControl(form, control, id) {
  control.drawn = drawnIn(control);
  if (control.name === "title") {
    control.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault(), control.blur();
      if (event.key === "Escape") (control.value = control.drawn), control.blur(), event.stopPropagation();
    });
  }
  const event = DAYS.includes(control.name) || TEXTS.includes(control.name) ? "blur" : "change";
  control.addEventListener(event, () => save(form, control, id));
  // Chosen or typed before this script was there.
  const isHeld = event === "blur" && control === document.activeElement;
  if (!isHeld && valueOf(control) !== control.drawn) save(form, control, id);
  if (DAYS.includes(control.name)) control.addEventListener("keydown", (key) => key.key === "Enter" && control.blur());
}

function save(form, control, id) {
  const value = valueOf(control);
  if (control.isShared) return;
  if (control.name === "owner") form.elements.new_owner.hidden = value !== NEW_OWNER;
  if (control.name === "owner" && value === NEW_OWNER) return form.elements.new_owner.focus();
  if (control.name === "effort" && !control.reportValidity()) return;
  if (control.validity.badInput || value === control.drawn) return;
  if (control.name === "title" && !value) {
    control.value = control.drawn;
    return;
  }
  if (control.name === "due") return saveDue(control, id, value);
  if (TEXTS.includes(control.name)) {
    change([{ k: "set", t: id, f: control.name, v: value, base: control.drawn }]);
  } else setField(id, control.name, value);
  if (control.name === "owner") import("./owner.js").then(({ warnOfCrowd }) => warnOfCrowd(value), () => {});
  control.drawn = value;
  if (control.name === "description") redrawText(form);
}

async function saveDue(control, id, value) {
  const before = control.drawn;
  control.drawn = value;
  if (await setDue(id, value)) return;
  control.drawn = before;
  control.value = before ?? "";
}

/** A text is read until somebody writes in it: by the button, or by a click on the text itself. */
function watchDescription(form, id) {
  const area = form.elements.description;
  let before = area.value;
  const write = () => {
    delete form.dataset.reading;
    form.dataset.writing = "";
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };
  const read = () => {
    delete form.dataset.writing;
    delete form.dataset.preview;
    form.dataset.reading = "";
  };
  form.querySelector(".detail__write").addEventListener("click", write);
  form.querySelector(".detail__text").addEventListener("click", (event) => {
    if (!event.target.closest("a") && !String(getSelection())) write();
  });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    // What several people write is taken back by Ctrl+Z, letter by letter.
    if (!area.isShared) area.value = before;
    area.blur();
    event.stopPropagation();
  });
  area.addEventListener("focus", () => {
    before = area.value;
    delete form.dataset.reading;
    form.dataset.writing = "";
    if (isLive()) writeTogether(form, area, id);
  });
  const preview = form.querySelector(".detail__preview");
  // A press on it leaves the caret in the text.
  preview.addEventListener("mousedown", (event) => event.preventDefault());
  preview.addEventListener("click", () => {
    import("./text/preview.js").then(({ togglePreview }) => togglePreview(form, preview), sayMissing);
  });
  area.addEventListener("blur", () => area.value === before && !area.isShared && read());
  area.addEventListener("reading", read);
  read();
}

function isLive() {
  return main.dataset.mode === "live";
}

/** With a live line everyone who writes here writes in one text; else it is saved as a whole when it is left. */
async function writeTogether(form, area, id) {
  const { openText } = await import("./text/room.js").catch(() => ({}));
  if (!openText || !isLive() || document.activeElement !== area) return;
  area.isShared = true;
  tell("writing");
  openText(area, id, area.drawn, (text) => {
    area.isShared = false;
    area.drawn = text;
    tell("written");
    redrawText(form);
  });
}

/** The text as it reads, drawn by the server. */
async function redrawText(form) {
  const area = form.elements.description;
  const view = form.querySelector(".detail__text");
  const answer = await post(`${page.address}/preview`, { text: area.value }).catch(() => null);
  // Made from markdown, with only harmless tags left in it.
  if (typeof answer?.html === "string") view.innerHTML = answer.html;
  if (area !== document.activeElement) area.dispatchEvent(new Event("reading"));
}

async function saveNewOwner(form, id) {
  const input = form.elements.new_owner;
  const name = input.value.trim();
  if (!name) return;
  const someone = await nameSomeone(name);
  input.setCustomValidity(someone.say ?? "");
  if (someone.say) return input.reportValidity();
  input.value = "";
  input.hidden = true;
  setField(id, "owner", someone.id);
}

/** Draw what others changed; never over a control in use or half typed. */
function follow(control, id) {
  const now = task(id);
  if (!(control.name in now) || control.isShared) return;
  const value = now[control.name] ?? (control.type === "checkbox" ? false : null);
  // A text may stand here as others write it, ahead of the plan.
  if (control.name === "description" && value === control.known) return;
  control.known = value;
  if (value === control.drawn || control === document.activeElement || valueOf(control) !== control.drawn) return;
  if (control.type === "checkbox") control.checked = value;
  else {
    if (control.name === "owner") ensureOption(control, value);
    control.value = value ?? "";
  }
  control.drawn = value;
  if (control.name === "description") redrawText(control.form);
}

function ensureOption(select, person) {
  if (!person || [...select.options].some((one) => one.value === person)) return;
  const name = candidates().find((one) => one.id === person)?.name ?? _("Someone");
  select.querySelector(`option[value=${NEW_OWNER}]`).before(make("option", { value: person, text: name }));
}

function otherForms(event, id) {
  const { target, submitter } = event;
  if (!target.matches(".detail__move, .detail__remove")) return;
  event.preventDefault();
  if (target.matches(".detail__remove")) removeTask(id);
  else moveBy(id, submitter?.value === "up" ? -1 : 1, false);
}

function moveToPhase(id, phase) {
  if (phase !== task(id).phase) moveTo(id, phase, plan().order.get(phase)?.at(-1) ?? null);
}
