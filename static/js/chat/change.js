/** Changing and removing a message where it stands; without scripts the same link leads to a page that does both. */

import { _ } from "../i18n.js";
import { make } from "../make.js";
import { openPopup } from "../popup.js";

/** Watch the messages in `box`; `write(op)` sends, `redraw(id)` has a message drawn again. */
export function watchChanges(box, { write, redraw }) {
  const editors = new Map();

  box.addEventListener("click", (event) => {
    const link = event.target.closest("a.message__more");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    openMenu(link);
  });

  function openMenu(link) {
    const message = link.closest(".message");
    const items = make("div", { class: "choices" });
    const close = openPopup(link, items, _("This message"));
    const item = (words, run) => make("button", { class: "popover__item", type: "button", text: words, onclick: () => (close(), run()) });
    if ("mayEdit" in link.dataset) items.append(item(_("Edit"), () => edit(message)));
    items.append(item(_("Remove…"), () => askToRemove(message)));
    items.append(make("a", { class: "popover__item", href: link.href, text: _("Open on its own page") }));
    items.firstElementChild.focus();
  }

  function edit(message) {
    const text = message.querySelector(".message__text");
    if (!text || message.querySelector(".message__edit")) return;
    const base = text.dataset.source;
    const field = make("textarea", { class: "composer__field", rows: "1", "aria-label": _("Your words") });
    field.value = base;
    const hint = make("p", { class: "message__hint", text: _("Enter saves, Esc cancels") });
    const save = make("button", { class: "button button--small button--primary", type: "button", text: _("Save"), onclick: () => finish() });
    const cancel = make("button", { class: "button button--small", type: "button", text: _("Cancel"), onclick: () => giveUp() });
    const form = make("div", { class: "message__edit" }, field, make("p", { class: "message__choices" }, save, cancel), hint);
    text.hidden = true;
    text.after(form);
    field.focus();
    field.setSelectionRange(base.length, base.length);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") (event.stopPropagation(), giveUp());
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !matchMedia("(pointer: coarse)").matches) {
        event.preventDefault();
        finish();
      }
    });

    function giveUp() {
      leave();
      redraw(message.dataset.m);
    }

    function leave() {
      form.remove();
      text.hidden = false;
      message.querySelector(".message__more")?.focus();
    }

    function finish() {
      const body = field.value.trim();
      if (!body || body === base) return giveUp();
      editors.set(message.dataset.m, { leave, refuse });
      field.readOnly = true;
      write({ k: "edit", m: message.dataset.m, body, base });
    }

    function refuse(say) {
      field.readOnly = false;
      hint.textContent = say ?? _("That was not saved.");
      hint.classList.add("composer__error");
      field.focus();
    }
  }

  /** The server has it: the editor makes room for the drawn message. */
  function arrived(ids) {
    for (const id of ids) {
      editors.get(id)?.leave();
      editors.delete(id);
    }
  }

  function refused(op, say) {
    editors.get(op.m)?.refuse(say);
    editors.delete(op.m);
  }

  function askToRemove(message) {
    const dialog = make("dialog", { class: "dialog", "aria-labelledby": "ask-remove" });
    const gone = () => dialog.remove();
    const words = make("p", { text: _("Its words are gone for everyone at once; a line says that you removed it. The team and its author can still read what it said.") });
    const cancel = make("button", { class: "button", type: "button", text: _("Keep it"), onclick: () => dialog.close() });
    const remove = make("button", { class: "button button--danger", type: "button", text: _("Remove") });
    remove.addEventListener("click", () => {
      dialog.close();
      write({ k: "remove", m: message.dataset.m });
    });
    dialog.append(
      make("div", { class: "dialog__head" }, make("h2", { id: "ask-remove", text: _("Remove this message?") })),
      words,
      make("div", { class: "dialog__foot" }, cancel, remove),
    );
    dialog.addEventListener("close", gone);
    box.append(dialog);
    dialog.showModal();
    cancel.focus();
  }

  return { arrived, refused };
}
