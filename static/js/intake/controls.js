/** One entry a kind of field: how its answer is read from the page, and how it is drawn into it. */

import { language } from "../i18n.js";
import { drawFiles } from "./file_list.js";

const GERMAN = language.startsWith("de");

const line = {
  read: (box) => control(box).value.replace(/\s+/g, " ").trim() || null,
  draw: (box, value) => (control(box).value = value ?? ""),
};

export const KINDS = {
  text: line,
  email: { read: (box) => control(box).value.trim().toLowerCase() || null, draw: line.draw },
  long_text: { read: (box) => control(box).value.trim() || null, draw: line.draw },
  number: { read: (box) => numberIn(control(box).value), draw: (box, value) => (control(box).value = numberText(value)) },
  date: { read: (box) => control(box).value || null, draw: line.draw },
  choice: { read: readChoice, draw: drawChoice },
  many_choices: { read: readMany, draw: (box, value) => ticks(box).forEach((one) => (one.checked = (value ?? []).includes(one.value))) },
  yes_no: {
    read: (box) => ({ yes: true, no: false })[readChoice(box)] ?? null,
    draw: (box, value) => drawChoice(box, value === null ? null : value ? "yes" : "no"),
  },
  file: { read: () => null, draw: drawFiles },
};

export function control(box) {
  return box.querySelector(".input");
}

function ticks(box) {
  return [...box.querySelectorAll(".choice input")];
}

function readChoice(box) {
  const select = box.querySelector("select");
  return (select ? select.value : ticks(box).find((one) => one.checked)?.value) || null;
}

function drawChoice(box, value) {
  const select = box.querySelector("select");
  if (select) select.value = value ?? "";
  else ticks(box).forEach((one) => (one.checked = value !== null && one.value === value));
}

function readMany(box) {
  const chosen = ticks(box).filter((one) => one.checked).map((one) => one.value);
  return chosen.length ? chosen : null;
}

/** The number that was typed in the page's language; what is none goes to the server as it is, to be refused in words. */
function numberIn(typed) {
  const text = typed.replace(/[\s'\u00a0\u202f]/g, "");
  if (!text) return null;
  const grouped = GERMAN ? /^-?\d{1,3}(\.\d{3})+(,\d+)?$/ : /^-?\d{1,3}(,\d{3})+(\.\d+)?$/;
  const plain = grouped.test(text) ? text.replaceAll(GERMAN ? "." : ",", "") : text;
  const number = Number(plain.replace(",", "."));
  return /^-?\d+([.,]\d+)?$/.test(plain) && Number.isSafeInteger(Math.trunc(number)) ? number : typed;
}

function numberText(value) {
  if (typeof value !== "number") return value ?? "";
  return GERMAN ? String(value).replace(".", ",") : String(value);
}
