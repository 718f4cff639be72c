/** How far the form is filled in, as the answers come. */

import { main } from "../here.js";
import { _, n_ } from "../i18n.js";
import { on } from "../news.js";
import { answerTo } from "./store.js";

const asked = [...main.querySelectorAll("[data-f][data-kind]")];

export function startProgress() {
  on("changed", draw);
}

function draw() {
  const open = asked.filter((box) => answerTo(box.dataset.f) === null);
  const needed = open.filter((box) => "needed" in box.dataset).length;
  const bar = main.querySelector("[data-progress] progress");
  bar.value = asked.length - open.length;
  const words = _("%(answered)s of %(total)s answered", { answered: asked.length - open.length, total: asked.length });
  const left = needed ? ", " + n_("%(num)s still needed", "%(num)s still needed", needed, { num: needed }) : "";
  const line = main.querySelector("[data-progress] span");
  if (line.textContent !== words + left) line.textContent = words + left;
}
