/** The task that is open beside the list: fetched as the server draws it, then kept current field by field. */

import { announce } from "../announce.js";
import { main, phone, taskAddress } from "../here.js";
import { _ } from "../i18n.js";
import { on, tell } from "../news.js";
import { nameOf } from "../people.js";
import { showToast } from "../toast.js";
import { addressWith, idInAddress } from "./address.js";
import { watchParts } from "./parts.js";
import { focusRow, rowOf } from "./rows.js";
import { task } from "./store.js";

// All but the details and what floats over them.
const BEHIND = ".skip, .header, .plan__list, .page__foot, .bottom-bar";
const box = document.getElementById("detail");
let asked = 0;
let refreshWaits = () => {};
let refreshParts = () => {};

export function startDetail() {
  if (hasDetail()) {
    const id = main.dataset.open;
    markSelected(id);
    loadParts().then((parts) => parts && main.dataset.open === id && watch(id, parts));
  }
  holdBehind();
  phone.addEventListener("change", holdBehind);
  addEventListener("popstate", goBack);
  box.addEventListener("click", (event) => {
    if (event.target.closest(".detail__close")) {
      event.preventDefault();
      closeDetail();
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches(".properties :is(select, input)")) giveUp(event.target);
  });
  // On a phone the details are a sheet: a touch on what it covers puts it away.
  document.addEventListener("click", closeFromShade, true);
  on("changed", ({ ids, news }) => follow(ids, news));
}

/** On a phone nothing that the open task covers can be focused or read out. */
function holdBehind() {
  const isCovered = phone.matches && box.hasChildNodes();
  for (const part of document.querySelectorAll(BEHIND)) part.inert = isCovered;
  box.role = isCovered ? "dialog" : "complementary";
  box.ariaModal = isCovered ? "true" : null;
}

function goBack() {
  const id = main.dataset.open;
  show(idInAddress(), false);
  if (!hasDetail() && document.activeElement === document.body) focusRow(rowOf(id));
}

/** Escape takes back what was typed in a field and not saved yet; where there is nothing to take back, it closes. */
function giveUp(field) {
  const isTyped = field.matches("input:not([type=checkbox])") && field.value !== String(field.drawn ?? "");
  if (isTyped) field.value = field.drawn ?? "";
  else closeDetail();
}

function closeFromShade(event) {
  // While it is on its way, nothing is covered, and a second press asks for the same.
  const isCovered = box.hasChildNodes() && event.isTrusted && phone.matches;
  if (!isCovered || event.target.closest("#detail, .toasts, dialog, .popup")) return;
  event.preventDefault();
  event.stopPropagation();
  // The second press of two is still that on the row.
  if (event.detail < 2) closeDetail();
}

export function hasDetail() {
  return Boolean(main.dataset.open);
}

/** Open a task beside the list; its address goes into the history, so that Back closes it. */
export function openDetail(id) {
  if (main.dataset.open !== id) show(id, true);
}

export function closeDetail() {
  const id = main.dataset.open;
  show(null, true);
  if (rowOf(id)) focusRow(rowOf(id));
}

async function show(id, isNew) {
  const turn = ++asked;
  if (isNew) history.pushState(null, "", addressWith(id));
  markSelected(id);
  main.dataset.open = id ?? "";
  if (!id) {
    box.replaceChildren();
    holdBehind();
    tell("opened", { id: null });
    return;
  }
  const [html, parts] = await Promise.all([fetchPanel(id), loadParts()]);
  if (turn !== asked) return;
  if (html === null || !parts) return notThere(id);
  box.innerHTML = html;
  holdBehind();
  watch(id, parts);
  tell("opened", { id });
  box.querySelector(".detail__close")?.focus({ preventScroll: true });
  rowOf(id)?.scrollIntoView({ block: "nearest" });
}

/** What works in an open task comes with the first one; null where it does not come. */
function loadParts() {
  const parts = [import("./detail_form.js"), import("./waits.js"), import("./along.js")];
  return Promise.all(parts).catch(() => null);
}

async function fetchPanel(id) {
  try {
    const answer = await fetch(`${taskAddress(id)}?part=detail`);
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

function notThere(id) {
  const words = task(id) ? _("The details cannot be shown just now. Try again in a moment.") : _("This task is no longer there.");
  closeDetail();
  showToast(words);
}

function markSelected(id) {
  rowOf(main.dataset.open)?.removeAttribute("aria-current");
  main.querySelector("[data-t][aria-current]")?.removeAttribute("aria-current");
  if (id) rowOf(id)?.setAttribute("aria-current", "true");
}

function watch(id, [{ watchDetail }, { watchWaits }, { readAlong }]) {
  watchDetail(box, id);
  readAlong(box, id);
  refreshWaits = watchWaits(box, id);
  refreshParts = watchParts(box, id);
}

function follow(ids, news) {
  const id = main.dataset.open;
  if (id && task(id)) refreshWaits(news.some((op) => op.t === id && op.f === "ruled"));
  if (!id || !ids.has(id)) return;
  if (!task(id)) {
    const by = news.find((op) => op.t === id && op.k === "remove")?.by;
    announce(by ? _("%(name)s removed this task.", { name: nameOf(by) }) : _("This task was removed."));
    closeDetail();
  } else {
    rowOf(id)?.setAttribute("aria-current", "true");
    box.onrefresh?.();
    refreshParts();
  }
}
