/** Files are uploaded as they are chosen, each with its progress; one that is removed can be brought back. */

import { main, page, post } from "../here.js";
import { _, n_ } from "../i18n.js";
import { make } from "../make.js";
import { showToast } from "../toast.js";
import { sizeWords, upload } from "../upload.js";
import { boxAround } from "./questions.js";
import { clearError, showError } from "./saving.js";
import { answerTo, note } from "./store.js";

const mostBytes = Number(main.dataset.mostBytes);

export function startFiles() {
  main.addEventListener("change", ({ target }) => target.type === "file" && uploadAll(target));
  main.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=remove_file]");
    if (!button || main.dataset.stopped === "true") return;
    event.preventDefault();
    remove(boxAround(button), button.closest("[data-file]"));
  });
}

/** One after the other, so that each finds the room that the one before left. */
async function uploadAll(input) {
  const box = boxAround(input);
  const files = [...input.files];
  clearError(box);
  const room = Number(input.dataset.most) - (answerTo(box.dataset.f) ?? []).length;
  input.value = "";
  if (files.length > room) {
    return showError(box, n_("There is room for %(num)s more file here.", "There is room for %(num)s more files here.", room, { num: room }));
  }
  for (const file of files) await uploadOne(box, file);
}

async function uploadOne(box, file) {
  if (file.size > mostBytes) {
    return showError(box, _("“%(name)s” is larger than %(size)s.", { name: file.name, size: sizeWords(mostBytes) }));
  }
  const bar = make("progress", { max: "1", "aria-label": file.name });
  const line = make("li", { class: "files__one files__one--coming" }, make("span", { class: "files__name", text: file.name }), bar);
  box.querySelector("[data-files]").after(line);
  const answer = await upload(`${page.address}/fields/${box.dataset.f}/files`, file, (share) => (bar.value = share));
  line.remove();
  if (answer.ok) note(box.dataset.f, answer.files);
  else showError(box, answer.say ?? _("“%(name)s” was not uploaded. Try again.", { name: file.name }));
}

async function remove(box, item) {
  const address = `${page.address}/fields/${box.dataset.f}/files/${item.dataset.file}`;
  const name = item.querySelector(".files__name").textContent;
  const answer = await change(box, `${address}/remove`);
  if (!answer.ok) return;
  box.querySelector("input[type=file]").focus();
  showToast(_("Removed “%(title)s”", { title: name }), { label: _("Undo"), run: () => change(box, `${address}/restore`) });
}

async function change(box, address) {
  clearError(box);
  const answer = await post(address, {}).catch(() => ({}));
  if (answer.ok) note(box.dataset.f, answer.files.length ? answer.files : null);
  else showError(box, answer.say ?? _("That was not saved."));
  return answer;
}
