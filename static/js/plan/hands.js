/** Choosing many rows is fetched when the first row is pointed at or focused; a key that came sooner waits for it. */

import { main } from "../here.js";
import { rowAround } from "./rows.js";

let asked = null;

export function startHands() {
  for (const name of ["pointerover", "focusin"]) {
    main.addEventListener(name, (event) => !asked && rowAround(event.target) && load());
  }
  document.addEventListener("keydown", waitForKey, true);
  // A finger gives no sign before it rests on a row.
  if (matchMedia("(pointer: coarse)").matches) addEventListener("load", load);
}

/** Without a connection the next pointing asks again. */
function load() {
  asked ??= import("./select.js").then(
    async (select) => {
      await select.startSelecting();
      document.removeEventListener("keydown", waitForKey, true);
      return select;
    },
    () => (asked = null),
  );
  return asked;
}

function waitForKey(event) {
  const isChoosing = event.key === "x" || (event.shiftKey && ["ArrowDown", "ArrowUp"].includes(event.key));
  const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
  if (!isChoosing || isTyping || event.ctrlKey || event.metaKey || event.altKey || !rowAround(event.target)) return;
  event.preventDefault();
  event.stopPropagation();
  load().then((select) => select?.choose(event));
}
