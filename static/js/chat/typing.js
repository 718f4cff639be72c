/** Who is writing just now, under the messages; the line keeps its room, so that nothing jumps. */

import { page } from "../here.js";
import { _ } from "../i18n.js";
import { nameOf } from "../people.js";

/** Say in `box` who of `roster` writes at `place`. */
export function drawTyping(box, roster, place) {
  if (!box) return;
  const ids = roster.who.filter((one) => one.typing && one.row === place && one.person && one.person !== page.me).map((one) => one.person);
  const words = sentence([...new Set(ids)].map(nameOf));
  if (box.textContent !== words) box.textContent = words;
}

function sentence(names) {
  if (!names.length) return "";
  if (names.length === 1) return _("%(name)s is writing…", { name: names[0] });
  if (names.length === 2) return _("%(name)s and %(other)s are writing…", { name: names[0], other: names[1] });
  return _("Several people are writing…");
}
