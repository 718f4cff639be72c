/** Where the others write: a still picture of the text lies over the field, and holds their carets with their names. */

import { createAbsolutePositionFromRelativePosition, createRelativePositionFromTypeIndex } from "../../../vendor/yjs/yjs.esm.js";
import { page } from "../../here.js";
import { make } from "../../make.js";
import { hueOf, nameOf } from "../../people.js";
import { moved } from "./splice.js";

const START = "start";
// The letter before: what is typed behind a caret leaves it where it is.
const BEFORE = -1;

/** A place in the text, in words that stay true while others type. */
export function wordsOf(doc, index) {
  const { item } = createRelativePositionFromTypeIndex(doc.getText("text"), index, BEFORE);
  return item ? `${item.client}.${item.clock}` : START;
}

function indexOf(doc, words) {
  if (words === START) return 0;
  const [client, clock] = words.split(".").map(Number);
  if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock)) return null;
  return createAbsolutePositionFromRelativePosition({ type: null, tname: null, item: { client, clock }, assoc: BEFORE }, doc)?.index ?? null;
}

export function makeCarets(area) {
  const picture = make("div", { class: "detail__description carets", "aria-hidden": "true" });
  let others = [];
  area.after(picture);
  const size = new ResizeObserver(place);
  size.observe(area);
  area.addEventListener("scroll", place);

  /** What a roster says of everybody's places. It may come before the letters it speaks of: such a place is not known yet. */
  function take(who, doc) {
    others = who
      .filter((one) => one.caret && one.person && one.person !== page.me)
      .map((one) => ({ person: one.person, at: indexOf(doc, one.caret) }));
    draw();
  }

  /** Somebody changed the text: their caret stands behind it, the others move along. */
  function follow(splice, person) {
    for (const one of others) {
      if (one.person === person) one.at = splice.at + splice.words.length;
      else if (one.at !== null) one.at = moved(one.at, splice);
    }
    draw();
  }

  function known() {
    return others.filter((one) => one.at !== null);
  }

  function draw() {
    const text = area.value;
    let done = 0;
    const parts = [];
    for (const { person, at } of known().toSorted((a, b) => a.at - b.at)) {
      parts.push(text.slice(done, at), caretOf(person, text.lastIndexOf("\n", at - 1) < 0));
      done = Math.max(done, at);
    }
    picture.replaceChildren(...parts, text.slice(done), "\n");
    place();
  }

  function place() {
    picture.hidden = !known().length;
    const { offsetLeft, offsetTop, offsetHeight, offsetWidth, clientWidth } = area;
    const scrollbar = offsetWidth - clientWidth - 2;
    Object.assign(picture.style, {
      left: `${offsetLeft}px`,
      top: `${offsetTop}px`,
      width: `${offsetWidth}px`,
      height: `${offsetHeight}px`,
      paddingRight: `${8 + scrollbar}px`,
    });
    picture.scrollTop = area.scrollTop;
  }

  function takeAway() {
    size.disconnect();
    area.removeEventListener("scroll", place);
    picture.remove();
  }

  return { take, follow, draw, takeAway };
}

/** A name stands over its caret, in the first line under it. */
function caretOf(person, isFirstLine) {
  const name = make("span", { class: "caret__name", text: nameOf(person) });
  return make("span", { class: isFirstLine ? "caret caret--below" : "caret", "data-hue": hueOf(person) }, name);
}
