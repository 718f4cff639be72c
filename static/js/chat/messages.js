/** A list of messages on the page: drawn by the server, put in their place here, and never under the hand. */

const SAME_BREATH_MS = 600_000;
const AGAIN_MS = 3000;

/**
 * Keep `box`, which holds one list of messages, current. `address` is the conversation's own; `wants(element)` says
 * whether a message belongs here; `changed(added)` is called after each change with the new elements.
 */
export function makeList(box, address, { wants = () => true, changed = () => {}, around = (work) => work() } = {}) {
  const wanted = new Set();
  let isFetching = false;

  const list = () => box.querySelector(".messages");
  const find = (id) => list().querySelector(`:scope > [data-m="${CSS.escape(id)}"]`);

  /** Have the server draw these messages and put them where they belong. */
  async function draw(ids) {
    for (const id of ids) wanted.add(id);
    if (isFetching || !wanted.size) return;
    isFetching = true;
    const asked = [...wanted];
    const drawn = await fetchDrawn(`${address}/drawn?${asked.map((id) => `m=${id}`).join("&")}`);
    isFetching = false;
    if (drawn) {
      for (const id of asked) wanted.delete(id);
      take(asked, drawn);
      draw([]);
    } else setTimeout(() => draw([]), AGAIN_MS);
  }

  function take(ids, drawn) {
    const added = [];
    around(() => {
      const found = new Map([...drawn.querySelectorAll("[data-m]")].map((one) => [one.dataset.m, one]));
      for (const id of ids) if (!found.has(id)) find(id)?.remove();
      for (const element of found.values()) if (wants(element) && put(element)) added.push(element);
      arrangeAll();
    });
    changed(added);
  }

  /** Whether it is new here. One in the middle of being edited waits until its words are safe. */
  function put(element) {
    const standing = find(element.dataset.m);
    if (standing?.querySelector(".message__edit")) return false;
    if (standing && !("pending" in standing.dataset)) {
      standing.replaceWith(element);
      return false;
    }
    standing?.remove();
    const later = [...list().children].find((one) => "pending" in one.dataset || one.dataset.at > element.dataset.at);
    list().insertBefore(element, later ?? null);
    return true;
  }

  function arrangeAll() {
    let before = null;
    for (const element of list().children) {
      arrange(element, before);
      before = element;
    }
  }

  /** Start over with a stretch of messages as the server drew it; what is on its way stays at the end. */
  function replaceAll(drawn) {
    const pending = [...list().querySelectorAll(":scope > [data-pending]")];
    around(() => {
      box.querySelector("[data-earlier]")?.closest("p").remove();
      list().replaceWith(...[...drawn.children].filter((one) => !one.matches("svg")));
      for (const element of pending) if (!find(element.dataset.m)) list().append(element);
      arrangeAll();
    });
    changed([]);
  }

  /** Load what was said before, above what is being read. */
  async function loadEarlier(link) {
    const drawn = await fetchDrawn(partOf(link.href, "messages"));
    if (!drawn) return location.assign(link.href);
    const first = list().firstElementChild;
    box.setAttribute("aria-busy", "true");
    link.closest("p").remove();
    const more = drawn.querySelector("[data-earlier]")?.closest("p");
    if (more) list().before(more);
    list().prepend(...drawn.querySelectorAll(".messages > li"));
    arrangeAll();
    requestAnimationFrame(() => box.removeAttribute("aria-busy"));
    (more?.querySelector("a") ?? first)?.focus({ preventScroll: true });
  }

  /** Take away what hangs on one thing. */
  function hideThread(thread) {
    around(() => {
      for (const element of [...list().children]) if (element.dataset.thread === thread) element.remove();
      arrangeAll();
    });
  }

  box.addEventListener("click", (event) => {
    const link = event.target.closest("[data-earlier]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    loadEarlier(link);
  });

  return { draw, find, list, replaceAll, hideThread, append: (element) => (list().append(element), arrangeAll()) };
}

/** A new day shows its name, and who goes on speaking shows no second face: the same rule as the server's. */
function arrange(element, before) {
  const isNewDay = before?.dataset.day !== element.dataset.day;
  const isNew = Boolean(element.querySelector(":scope > .message__new"));
  element.classList.toggle("message--new-day", isNewDay);
  element.classList.toggle("message--follows", !isNewDay && !isNew && goesOn(before, element));
}

function goesOn(before, element) {
  if (!before || element.dataset.kind !== "message") return false;
  const isSame = ["by", "thread", "room", "kind"].every((name) => before.dataset[name] === element.dataset[name]);
  return isSame && new Date(element.dataset.at) - new Date(before.dataset.at) < SAME_BREATH_MS;
}

/** The address of a part of a page. */
export function partOf(address, part) {
  const url = new URL(address, location.href);
  url.searchParams.set("part", part);
  return url.pathname + url.search;
}

/** What the server draws at `address`, in an element of its own; null when it does not answer. */
export async function fetchDrawn(address) {
  try {
    const answer = await fetch(address);
    if (!answer.ok) return null;
    const { body } = new DOMParser().parseFromString(await answer.text(), "text/html");
    adoptIcons(body);
    return document.adoptNode(body);
  } catch {
    return null;
  }
}

/** Parts bring the drawings of their icons; the page takes those it lacks. */
function adoptIcons(part) {
  const sheet = document.querySelector("svg.sprite");
  for (const symbol of part.querySelectorAll("svg.sprite symbol")) if (!document.getElementById(symbol.id)) sheet.append(symbol);
  for (const sprite of part.querySelectorAll("svg.sprite")) sprite.remove();
}
