/** What is done to the work in the open task: its small forms, as operations; a file goes up by a request of its own. */

import { announce } from "../announce.js";
import { taskAddress } from "../here.js";
import { _ } from "../i18n.js";
import { randomId } from "../live/pending.js";
import { showToast } from "../toast.js";
import { sizeWords, upload } from "../upload.js";
import { change, task } from "./store.js";
import { undoEntry } from "./undo.js";

const ACTS = { file: sendFile, unfile, role: setRole, promise, behind, unbehind };

/** `sent` is what the form held as it was sent. */
export function actOnWork(id, form, submitter, sent) {
  ACTS[form.dataset.act](id, form, sent, submitter);
}

async function sendFile(id, form, sent) {
  const input = form.elements.file;
  const file = sent.get("file");
  const told = form.querySelector("[data-say]");
  told.textContent = "";
  if (!file?.name) return;
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.ariaLabel = file.name;
  input.after(bar);
  const answer = await upload(`${taskAddress(id)}/files`, file, (share) => (bar.value = share));
  bar.remove();
  input.value = "";
  if (answer.ok) announce(_("“%(name)s” is attached: %(size)s.", { name: file.name, size: sizeWords(file.size) }));
  else told.textContent = answer.say ?? _("“%(name)s” was not uploaded. Try again.", { name: file.name });
}

function unfile(id, { dataset }) {
  const name = (task(id).files ?? []).find((file) => file.i === dataset.id)?.name ?? "";
  const entry = change([{ k: "unfile", t: id, i: dataset.id }]);
  showToast(_("Removed “%(title)s”", { title: name }), { label: _("Undo"), run: () => undoEntry(entry) });
}

/** Accountable is one person; with nobody chosen it is the owner again. Nobody is asked before and told after. */
function setRole(id, form, sent, submitter) {
  const { role } = form.dataset;
  const who = sent.get("who");
  const { accountable, consulted = [], informed = [] } = task(id).roles ?? {};
  const off = (from, one) => ({ k: "unrole", t: id, role: from, who: one });
  const ops = [];
  if (submitter?.name === "remove") ops.push(off(role, submitter.value));
  else if (role === "accountable" && accountable && accountable !== who) ops.push(off(role, accountable));
  if (submitter?.name !== "remove" && who) {
    if (role === "consulted" && informed.includes(who)) ops.push(off("informed", who));
    if (role === "informed" && consulted.includes(who)) ops.push(off("consulted", who));
    ops.push({ k: "role", t: id, role, who });
  }
  if (ops.length) change(ops);
}

function promise(id, _form, sent) {
  const title = _("Name the owner of “%(title)s”", { title: task(id).title.slice(0, 150) });
  change([{ k: "promise", t: id, who: sent.get("who"), until: sent.get("until"), step: randomId(), title }]);
}

function behind(id, _form, sent) {
  if (sent.get("step")) change([{ k: "behind", t: id, step: sent.get("step") }]);
}

function unbehind(id, { dataset }) {
  change([{ k: "unbehind", t: id, step: dataset.id }]);
}
