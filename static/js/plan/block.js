/** Saying what blocks a task: the server's own form, under the row or the button that asked for it. */

import { taskAddress } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";
import { sayMissing } from "./hold.js";
import { change } from "./store.js";

/** Ask for the reason under `anchor`; without a connection the task just stays blocked. */
export async function askWhy(id, anchor) {
  const answer = await fetch(`${taskAddress(id)}/block?part=form`).catch(() => null);
  if (!answer?.ok || !anchor.isConnected) return;
  const box = make("div", { class: "block-box" });
  box.innerHTML = await answer.text();
  const form = box.querySelector("form");
  const close = openPopup(anchor, box, _("What is in the way?"));
  (form.querySelector("[name=kind]:checked") ?? form).focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    const { kind, note, who, delay } = form.elements;
    const due = delay?.checked && form.querySelector("[name=kind]:checked")?.dataset.due;
    close();
    change([{ k: "block", t: id, kind: kind.value, note: note.value.replace(/\s+/g, " ").trim(), who: who.value || null }]);
    if (due) import("./shift.js").then(({ setDue }) => setDue(id, due), sayMissing);
  });
}
