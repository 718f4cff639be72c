/** The page's own address with a task open, or with none: the view and what it asks for stay in it. */

import { main, page, taskAddress } from "../here.js";

export function addressWith(id) {
  const query = new URLSearchParams(location.search);
  query.delete("task");
  if (id && main.dataset.view) query.set("task", id);
  const asked = query.size ? `?${query}` : "";
  if (main.dataset.view) return location.pathname + asked;
  return (id ? taskAddress(id) : page.address) + asked;
}

/** The task that the address names, if any. */
export function idInAddress() {
  if (main.dataset.view) return new URLSearchParams(location.search).get("task");
  return location.pathname.match(/\/tasks\/([\w-]{22})$/)?.[1] ?? null;
}
