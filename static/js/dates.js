/** Days in the workspace's language, in the same words as the server's. Days are ISO text: no zone can shift them. */

import { _ } from "./i18n.js";

const language = document.documentElement.lang || "en";
const isEnglish = language.startsWith("en");
const DAY_MS = 86_400_000;
// A date further away than this says its year; nearer ones are clear without.
const CLEAR_DAYS = 300;

/** "Yesterday", "Today", "Tomorrow", the weekday within the coming six days, else "27 Nov". */
export function dueWords(day, today) {
  const ahead = Math.round((utc(day) - utc(today)) / DAY_MS);
  const near = { [-1]: _("Yesterday"), 0: _("Today"), 1: _("Tomorrow") };
  if (ahead in near) return near[ahead];
  if (ahead > 1 && ahead <= 6) return inOrder(day, { weekday: "long" });
  const isFar = Math.abs(ahead) > CLEAR_DAYS;
  return inOrder(day, { day: "numeric", month: "short", ...(isFar && { year: "numeric" }) }).replace(/\.$/, "");
}

/** "27 Nov"; the year only where it is not clear. */
export function shortDay(day) {
  const isFar = Math.abs(Date.now() - utc(day)) > CLEAR_DAYS * DAY_MS;
  return inOrder(day, { day: "numeric", month: "short", ...(isFar && { year: "numeric" }) }).replace(/\.$/, "");
}

/** "16 November – 4 December", "4 – 20 January", or one day alone. */
export function dayRange(first, last) {
  const full = { day: "numeric", month: "long" };
  if (!last || first === last) return inOrder(first, full);
  if (first.slice(0, 7) === last.slice(0, 7)) return `${Number(first.slice(8))}${isEnglish ? "" : "."} – ${inOrder(last, full)}`;
  return `${inOrder(first, full)} – ${inOrder(last, full)}`;
}

// Making a format costs more than a thousand uses of it.
const formats = new Map();

/** English is written day before month here, in the months' American short names; other languages as they do. */
function inOrder(day, parts) {
  const date = utc(day);
  if (!isEnglish) return formatOf(language, parts).format(date);
  const order = ["weekday", "day", "month", "year"].filter((name) => parts[name]);
  return order.map((name) => formatOf("en-US", { [name]: parts[name] }).format(date)).join(" ");
}

function formatOf(tongue, parts) {
  const key = tongue + JSON.stringify(parts);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tongue, { ...parts, timeZone: "UTC" }));
  return formats.get(key);
}

function utc(day) {
  return new Date(`${day}T00:00:00Z`);
}
