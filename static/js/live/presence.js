/** Who is here: tells the others where I am, and draws their faces in the header. */

import { page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { on, tell } from "../news.js";
import { person } from "../people.js";

const EVERY_MS = 400;
const TYPING_MS = 3000;
const MOST_FACES = 5;

// Everyone on a row and the newest of the others; `more` are here besides.
const NOBODY = { who: [], more: 0 };

/** `send(place)` puts a place {row, field, typing} on the wire. Others' places are told as "roster". */
export function startPresence(send) {
  const place = makePlace(send);
  let roster = NOBODY;

  on("presence", take);
  on("people", () => take(roster));
  on("mode", ({ mode }) => {
    place.followMode(mode);
    if (mode !== "live" && mode !== "slow") take(NOBODY);
  });

  function take(told) {
    roster = told;
    drawFaces(roster);
    tell("roster", roster);
  }

  return place;
}

/** Where I am in one topic, told as I move and write: at most one message in 400 ms. */
export function makePlace(send) {
  const mine = { row: null, field: null, typing: false, sent: "", sentAt: 0, timer: 0, typingTimer: 0 };

  /** Nothing is sent that says what the last one said. */
  function sendSoon() {
    clearTimeout(mine.timer);
    const wait = mine.sentAt + EVERY_MS - performance.now();
    if (wait > 0) {
      mine.timer = setTimeout(sendSoon, wait);
      return;
    }
    const presence = { row: mine.row || null, field: mine.field, typing: mine.typing };
    const words = JSON.stringify(presence);
    if (words === mine.sent) return;
    mine.sent = words;
    mine.sentAt = performance.now();
    send(presence);
  }

  function stand(row, field) {
    Object.assign(mine, { row, field });
    sendSoon();
  }

  function type(row, field) {
    Object.assign(mine, { row, field, typing: true });
    clearTimeout(mine.typingTimer);
    mine.typingTimer = setTimeout(stopTyping, TYPING_MS);
    sendSoon();
  }

  function stopTyping() {
    mine.typing = false;
    sendSoon();
  }

  /** A new line knows nothing of me. */
  function followMode(mode) {
    mine.sent = "";
    if (mode === "live") sendSoon();
  }

  return { stand, type, stopTyping, followMode };
}

function drawFaces(roster) {
  const others = [...new Set(roster.who.map((one) => one.person))].filter((id) => id && id !== page.me);
  const faces = others.slice(0, MOST_FACES).map(faceInHeader);
  const more = others.length - faces.length + roster.more;
  if (more > 0) faces.push(make("span", { class: "stack__more", text: `+${more}` }));
  document.getElementById("presence").replaceChildren(...faces);
}

function faceInHeader(id) {
  const { name, initials, hue } = person(id);
  const label = _("%(name)s is here", { name });
  return make("span", { class: "face face--28 face--here", role: "img", "data-hue": hue, "data-person": id, "aria-label": label, title: name, text: initials });
}
