/** Signing out empties this browser, for whoever comes to it next; whose changes are not sent yet is asked first. */

import { ask } from "./dialog.js";
import { _, n_ } from "./i18n.js";
import { countWaiting } from "./live/keep.js";
import { make } from "./make.js";

export async function signOut(form) {
  const waiting = await countWaiting();
  if (!waiting || (await askToLose(waiting)) === "lose") form.submit();
}

function askToLose(waiting) {
  const say = n_("%(n)s change was not sent yet and is lost.", "%(n)s changes were not sent yet and are lost.", waiting);
  return ask(_("Sign out?"), [make("p", { text: say })], [
    ["lose", _("Sign out")],
    ["", _("Stay signed in"), "primary"],
  ]);
}
