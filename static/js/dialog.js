/** A dialog made by script: it closes by Esc, by its buttons, and gives the focus back. */

import { make } from "./make.js";

/**
 * Ask; resolves to the value of the button that closed it, "" for Esc. `buttons` are [value, words, kind], kind being
 * "primary", "quiet" or nothing.
 */
export function ask(title, content, buttons) {
  const id = "asked-title";
  const before = document.activeElement;
  const drawn = buttons.map(([value, words, kind]) => make("button", { class: `button${kind ? ` button--${kind}` : ""}`, value, text: words }));
  const form = make(
    "form",
    { method: "dialog" },
    make("div", { class: "dialog__head" }, make("h2", { id, text: title })),
    ...content,
    make("div", { class: "dialog__foot" }, ...drawn),
  );
  const dialog = make("dialog", { class: "dialog shift", "aria-labelledby": id }, form);
  document.body.append(dialog);
  dialog.showModal();
  drawn.at(-1).focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (before?.isConnected) before.focus();
      resolve(dialog.returnValue);
    });
  });
}
