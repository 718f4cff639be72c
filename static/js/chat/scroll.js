/** Where a room is read: at its end it follows what comes, anywhere else nothing moves. */

const NEAR_PX = 48;

/** The scroller begins at its end and counts upwards from there (see chat.css), so that older messages move nothing. */
export function startScroll(main) {
  const box = main.querySelector(".chat__scroll");
  const newer = main.querySelector(".chat__newer");
  const listeners = [];
  const isAtEnd = () => Math.abs(box.scrollTop) < NEAR_PX;

  function toEnd() {
    box.scrollTop = 0;
    newer.hidden = true;
  }

  /** Do `work`, which changes the list, without moving what is read. */
  function keep(work) {
    const wasAtEnd = isAtEnd();
    const before = box.scrollHeight;
    work();
    if (wasAtEnd) toEnd();
    else box.scrollTop -= box.scrollHeight - before;
  }

  function came(isMine) {
    if (isMine) toEnd();
    else if (!isAtEnd()) newer.hidden = false;
  }

  box.addEventListener("scroll", () => {
    if (!isAtEnd()) return;
    newer.hidden = true;
    for (const listener of listeners) listener();
  });
  newer.querySelector("button").addEventListener("click", toEnd);
  showTarget();

  function showTarget() {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const first = box.querySelector(".message__new");
    if (target && box.contains(target)) target.scrollIntoView({ block: "nearest" });
    else if (first && first.getBoundingClientRect().top < box.getBoundingClientRect().top) first.scrollIntoView({ block: "start" });
  }

  return { isAtEnd, toEnd, keep, came, onEnd: (listener) => listeners.push(listener) };
}
