/** What the server wrote into the page: which topic it follows, who looks at it, and what they may do. */

export const main = document.querySelector("main[data-topic]");

export const page = {
  topic: main.dataset.topic,
  seq: Number(main.dataset.seq),
  workspace: main.dataset.workspace,
  me: main.dataset.me || null,
  isTeam: main.dataset.side === "team",
  mayEdit: main.dataset.canEdit === "true",
  csrf: main.dataset.csrf,
  address: main.dataset.address,
};

/** Narrow enough for the details to lie over the page as a sheet; the same width stands in the style sheets. */
export const phone = matchMedia("(max-width: 719px)");

const day = new Intl.DateTimeFormat("en-CA", { timeZone: main.dataset.zone, dateStyle: "short" });

/** The address of a task's own page. */
export function taskAddress(id) {
  return `/w/${page.workspace}/plan/tasks/${id}`;
}

// Asked for by every row that is drawn, so it is found anew once a second at most.
const now = { day: "", until: 0 };

/** The workspace's calendar day, as an ISO date; it turns while the page stays open. */
export function today() {
  if (Date.now() >= now.until) Object.assign(now, { day: day.format(new Date()), until: Date.now() + 1000 });
  return now.day;
}

/** Post JSON to one of our own routes; the answer's body, with `status` beside it. `options` are those of fetch. */
export async function post(address, body, options = {}) {
  const answer = await fetch(address, {
    ...options,
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": page.csrf },
    body: JSON.stringify(body),
  });
  return read(answer);
}

export async function get(address) {
  return read(await fetch(address, { headers: { Accept: "application/json" } }));
}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  return { ...body, status: answer.status };
}
