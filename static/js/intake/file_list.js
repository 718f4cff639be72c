/** The files of an answer as a list: each to be downloaded, and removed where one may. */

import { drawing } from "../drawings.js";
import { page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { sizeWords } from "../upload.js";

export function drawFiles(box, files) {
  const list = box.querySelector("[data-files]");
  const shown = [...list.children].map((item) => item.dataset.file).join();
  if (shown === (files ?? []).map((file) => file.id).join()) return;
  list.replaceChildren(...(files ?? []).map((file) => fileItem(box.dataset.f, file, page.mayEdit)));
}

export function fileItem(field, file, mayRemove) {
  const link = make("a", { class: "files__name", href: `${page.address}/files/${file.id}` }, drawing("paperclip"), make("span", { text: file.name }));
  const size = make("span", { class: "files__size", text: sizeWords(file.size) });
  const hidden = make("span", { class: "visually-hidden", text: ` ${file.name}` });
  const button = make("button", { class: "button button--quiet button--small", name: "remove_file", value: `${field}/${file.id}` }, _("Remove"), hidden);
  return make("li", { class: "files__one", "data-file": file.id }, link, size, mayRemove && button);
}
