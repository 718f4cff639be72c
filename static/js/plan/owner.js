/** Who answers for a task: a list with a search, and someone new by name alone. */

import { drawing } from "../drawings.js";
import { main, page } from "../here.js";
import { _ } from "../i18n.js";
import { make } from "../make.js";
import { candidates, faceOf, nameOf, nameSomeone } from "../people.js";
import { showToast } from "../toast.js";
import { openPicker } from "./pick.js";
import { setField } from "./status.js";
import { plan, task } from "./store.js";

const WEEK_MS = 7 * 86_400_000;

export function openOwnerPicker(id, anchor) {
  pickOwner(anchor, task(id)?.owner, (owner) => {
    setField(id, "owner", owner);
    warnOfCrowd(owner);
  });
}

/** The twin of crowds() in portal/plan/core/load.py: whether more than a few of somebody's tasks are due within a week. */
export function warnOfCrowd(owner) {
  const mine = [...plan().tasks.values()].filter((one) => owner && one.owner === owner && one.due && !["done", "dropped"].includes(one.status));
  const days = mine.map((one) => Date.parse(one.due)).sort((a, b) => a - b);
  const count = Math.max(0, ...days.map((first, at) => days.slice(at).filter((day) => day - first < WEEK_MS).length));
  if (count <= Number(main.dataset.atOnce)) return;
  showToast(_("%(name)s now has %(count)s open tasks due within seven days.", { name: nameOf(owner), count }));
}

/** Let a person be picked who is not `owner` yet; `chosen` is told the id, null for nobody. */
export function pickOwner(anchor, owner, chosen) {
  const words = {
    title: _("Owner"),
    search: _("Search for a person, or name someone new"),
    placeholder: _("Search or name someone new"),
    list: _("People"),
  };
  const picker = openPicker(anchor, words, (typed) => optionsFor(typed, owner, pick, pickNew));

  function pick(person) {
    picker.close();
    chosen(person);
  }

  async function pickNew(name) {
    picker.search.disabled = true;
    const someone = await nameSomeone(name).catch(() => ({ say: _("No connection. The name was not saved.") }));
    if (someone.id) return pick(someone.id);
    picker.search.disabled = false;
    picker.say(someone.say);
    picker.search.focus();
  }
}

function optionsFor(typed, owner, pick, pickNew) {
  const found = candidates().filter((one) => one.name.toLowerCase().includes(typed.toLowerCase()));
  const options = found.map((one) => personOption(one, !typed && one.id === owner, pick));
  if (typed && !found.some((one) => one.name.toLowerCase() === typed.toLowerCase())) {
    const words = make("span", { class: "pick__name", text: _("Name “%(name)s” as someone new", { name: typed }) });
    options.push({ key: "new", content: [drawing("user-plus"), words], choose: () => pickNew(typed) });
  } else if (!typed && owner) {
    const words = make("span", { text: _("Nobody yet") });
    options.push({ key: "nobody", content: [drawing("user-x"), words], choose: () => pick(null) });
  }
  return options;
}

function personOption(one, isFirst, pick) {
  const name = one.id === page.me ? _("%(name)s (you)", { name: one.name }) : one.name;
  const line = make("span", { class: "pick__name", text: name });
  const role = one.role && make("span", { class: "pick__role", text: one.role });
  return { key: one.id, content: [faceOf(one.id), line, role], choose: () => pick(one.id), isFirst };
}
