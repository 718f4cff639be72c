/** How far I have read: told when the newest message shows on a page that is looked at. */

import { page, post } from "../here.js";

const SOON_MS = 400;

/** `newest()` is the last message of the list, `isShown()` whether the end of it is in view. A function that looks. */
export function startReading(newest, isShown) {
  let told = newest()?.dataset.m;
  let timer = 0;

  function look() {
    clearTimeout(timer);
    timer = setTimeout(tellServer, SOON_MS);
  }

  function tellServer() {
    const id = newest()?.dataset.m;
    if (!id || id === told || !page.me || document.visibilityState !== "visible" || !isShown()) return;
    told = id;
    post(`${page.address}/read`, { m: id }).catch(() => (told = null));
  }

  document.addEventListener("visibilitychange", look);
  return look;
}
