/** The form itself moved on while this page stood open: submitted, sent back, accepted, or asked anew. */

import { main } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on } from "../news.js";
import { nameOf } from "../people.js";

export function startWatchingState() {
  on("form-state", ({ status, version, by }) => {
    if (status !== main.dataset.status) say(wordsFor(status, by ? nameOf(by) : _("Someone")));
    else if (String(version) !== main.dataset.version) say(_("The questions of this form were changed. Load the page again to see them."));
    else main.querySelector(".moved")?.remove();
  });
}

function wordsFor(status, name) {
  const words = {
    submitted: _("%(name)s submitted this form.", { name }),
    returned: _("%(name)s sent this form back.", { name }),
    accepted: _("%(name)s accepted this form.", { name }),
    open: _("%(name)s opened this form.", { name }),
  };
  return words[status] ?? _("This form has changed.");
}

/** Nothing moves under the hand: the page stays, and says what it would show. */
function say(words) {
  main.querySelector(".moved")?.remove();
  const again = make("a", { class: "button button--small", href: location.href, text: _("Load again") });
  again.addEventListener("click", (event) => (event.preventDefault(), location.reload()));
  const note = make("div", { class: "moved note note--info", role: "status" }, make("p", { class: "note__body", text: words }), again);
  main.querySelector("[data-head]").after(note);
}
