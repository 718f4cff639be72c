/** The end of the line: the link was revoked or the plan is closed. The page stays readable and says so. */

import { main } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";

/** `close()` ends what is under way on this page. */
export function startStopping(close) {
  on("stopped", ({ say, lost }) => {
    main.dataset.stopped = "true";
    close();
    for (const control of main.querySelectorAll("form button, form input, form textarea, .task button")) control.disabled = true;
    const words = [say ?? _("Your link to this plan no longer works. Ask your contact for a new one.")];
    if (lost.length) words.push(_("Your last changes were not saved: %(texts)s", { texts: textsOf(lost) }));
    const note = make("div", { class: "stopped note note--blocked", role: "alert" }, make("p", { text: words.join(" ") }));
    main.querySelector("[data-head]").after(note);
  });
}

function textsOf(ops) {
  const texts = ops.map((op) => op.title ?? op.name ?? op.body ?? (typeof op.v === "string" ? op.v : null)).filter(Boolean);
  return texts.map((text) => `“${text}”`).join(", ") || ops.length;
}
