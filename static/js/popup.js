/** A small float under what opened it: one at a time, closed by Esc or a click elsewhere, focus given back. */

import { main } from "./here.js";
import { make } from "./make.js";

const EDGE = 8;
const GAP = 4;
// Below so much nothing can be read in it.
const LEAST = 240;
let open = null; // {box, dispose}, from the opening until it is cleared away

/** Show `content` under `anchor`; `closed` is called once, however it closes. The close function. */
export function openPopup(anchor, content, label, closed = () => {}) {
  open?.box.hidePopover();
  open?.dispose();
  const box = make("div", { class: "popover popup", popover: "auto", role: "dialog", "aria-label": label }, content);
  main.append(box);
  box.addEventListener("toggle", (event) => event.newState === "closed" && dispose());
  anchor.setAttribute("aria-expanded", "true");
  box.showPopover();
  stand(box, anchor);
  const here = { box, dispose };
  open = here;

  function dispose() {
    if (open !== here) return;
    open = null;
    const hadFocus = box.contains(document.activeElement) || document.activeElement === document.body;
    anchor.removeAttribute("aria-expanded");
    box.remove();
    if (hadFocus && anchor.isConnected) anchor.focus();
    closed();
  }
  return () => box.isConnected && box.hidePopover();
}

/** Not from the moment on in which it goes: it is cleared away a little later, and what is pressed until then counts. */
export function hasPopup() {
  return Boolean(open?.box.matches(":popover-open"));
}

/** Under the anchor, or above it where there is more room; it scrolls within itself rather than cover what it is about. */
function stand(box, anchor) {
  const at = anchor.getBoundingClientRect();
  const below = innerHeight - at.bottom - GAP - EDGE;
  const above = at.top - GAP - EDGE;
  const isAbove = box.offsetHeight > below && above > below;
  const room = Math.max(isAbove ? above : below, LEAST);
  const height = Math.min(box.offsetHeight, room);
  if (height === room) box.style.maxBlockSize = `${room}px`;
  const top = isAbove ? at.top - GAP - height : at.bottom + GAP;
  box.style.insetBlockStart = `${Math.max(EDGE, Math.min(top, innerHeight - EDGE - height))}px`;
  box.style.insetInlineStart = `${Math.max(EDGE, Math.min(at.left, innerWidth - EDGE - box.offsetWidth))}px`;
}
