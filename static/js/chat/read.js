/** How far I have read: told when the newest message shows on a page that is looked at. */

import { page, post } from "../here.js";

const EVERY_MS = 1000;

/** `newest()` is the last message of the list, `isShown()` whether the end of it is in view. A function that looks. */
export function startReading(newest, isShown) {
  let told = newest()?.dataset.m;
  let toldAt = -EVERY_MS;
  let timer = 0;

  /** At once, so that the next page knows it; in a lively room at most once a second. */
  function look() {
    clearTimeout(timer);
    const wait = toldAt + EVERY_MS - performance.now();
    if (wait > 0) timer = setTimeout(look, wait);
    else tellServer();
  }

  function tellServer() {
    const id = newest()?.dataset.m;
    if (!id || id === told || !page.me || document.visibilityState !== "visible" || !isShown()) return;
    told = id;
    toldAt = performance.now();
    post(`${page.address}/read`, { m: id }, { keepalive: true }).catch(() => (told = null));
  }

  document.addEventListener("visibilitychange", look);
  return look;
}
