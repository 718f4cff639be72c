/** Keys pressed while a script is on its way are held, and pressed in their order once it is there. */

import { _ } from "../i18n.js";
import { showToast } from "../toast.js";

const held = [];
let coming = 0;

/** Do `act` with what `loading` brings, and then what was pressed meanwhile; where it does not come, the person is told. */
export async function whenHere(loading, act) {
  if (!coming) addEventListener("keydown", hold, true);
  coming += 1;
  const [found, again] = await Promise.all([loading, import("./again.js")]).catch(() => []);
  coming -= 1;
  if (!coming) removeEventListener("keydown", hold, true);
  if (found) act(found);
  else sayMissing();
  if (coming) return;
  for (const event of held.splice(0)) if (found) again.press(event);
}

export function sayMissing() {
  showToast(_("That did not load. Check the connection and try again: nothing was changed."));
}

function hold(event) {
  if (event.key === "Tab" || event.isComposing || event.ctrlKey || event.metaKey || event.target.matches("input, textarea, select")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  held.push(event);
}
