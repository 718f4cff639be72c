/** The answers of a form to read, live: they appear while the other side types. */

import { main, page } from "../here.js";
import { _, language } from "../i18n.js";
import { startPill } from "../live/pill.js";
import { startPresence } from "../live/presence.js";
import { startStopping } from "../live/stop.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { faceOf, hueOf, person } from "../people.js";
import { fileItem } from "./file_list.js";
import { startWatchingState } from "./moved.js";
import { startProgress } from "./progress.js";
import { answers, begin, countWaiting, sendPresence, startWire } from "./store.js";

const GLOW_MS = 600;
const fields = new Map(
  JSON.parse(document.getElementById("schema").textContent)
    .sections.flatMap((section) => section.fields)
    .map((field) => [field.id, field]),
);
const moment = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
  day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: main.dataset.zone,
});

const WORDS = {
  number: (value, field) => `${new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value)} ${field.unit}`.trim(),
  date: (value) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" }).format(new Date(`${value}T00:00:00Z`)),
  choice: (value, field) => labels(field, [value]),
  many_choices: (value, field) => labels(field, value),
  yes_no: (value) => (value ? _("Yes") : _("No")),
};

function labels(field, ids) {
  return field.options.filter((one) => ids.includes(one.id)).map((one) => one.label).join(", ");
}

function drawAnswer(id, isNews) {
  const box = main.querySelector(`.answer[data-f="${CSS.escape(id)}"]`);
  const { v: value, by, at } = answers().get(id) ?? { v: null };
  if (!box) return;
  const words = box.querySelector(".answer__words");
  words.classList.toggle("answer__words--none", value === null);
  words.replaceChildren(value === null ? _("Not answered yet") : content(fields.get(id), value));
  const line = box.querySelector(".answer__by");
  if (value === null || !by) line.replaceChildren();
  else line.replaceChildren(faceOf(by), `${person(by).name}, ${moment.format(new Date(at))}`);
  if (isNews && by && by !== page.me) glow(box, by);
}

function content(field, value) {
  if (field.kind === "file") return make("ul", { class: "files" }, ...value.map((file) => fileItem(field.id, file, false)));
  return (WORDS[field.kind] ?? String)(value, field);
}

function glow(box, by) {
  box.dataset.glow = "";
  box.dataset.hue = hueOf(by);
  setTimeout(() => {
    delete box.dataset.glow;
    delete box.dataset.hue;
  }, GLOW_MS);
}

/** The page knows which fields are answered, not with what: only that is needed until news come. */
function drawnAnswers() {
  const boxes = [...main.querySelectorAll(".answer[data-f]")];
  return new Map(boxes.map((box) => [box.dataset.f, { v: box.querySelector(".answer__words--none") ? null : true }]));
}

begin(drawnAnswers());
startPill(countWaiting);
startProgress();
startPresence(sendPresence);
startWatchingState();
startStopping(() => {});
on("changed", ({ fields: changed, news }) => changed.forEach((id) => drawAnswer(id, news.length > 0)));
startWire();
main.dataset.live = "";
