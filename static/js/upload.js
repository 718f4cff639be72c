/** One file on its way up, with its progress told. */

import { page } from "./here.js";
import { language } from "./i18n.js";

/** By XMLHttpRequest: fetch does not tell how far an upload is. Resolves to the answer's body; {} where none came. */
export function upload(address, file, told) {
  return new Promise((resolve) => {
    const asking = new XMLHttpRequest();
    asking.open("POST", address);
    asking.setRequestHeader("Accept", "application/json");
    asking.setRequestHeader("X-CSRFToken", page.csrf);
    asking.responseType = "json";
    asking.upload.addEventListener("progress", ({ loaded, total }) => told(loaded / total));
    asking.addEventListener("loadend", () => resolve(asking.response ?? {}));
    const body = new FormData();
    body.append("file", file);
    asking.send(body);
  });
}

export function sizeWords(bytes) {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} KB`;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1_000_000)} MB`;
}
