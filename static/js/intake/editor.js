// Whatever else is pressed in the editor, what was typed beside it is saved first.
const typed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.hasAttribute("data-keep")) typed.add(form);
});

/** Save them all; false where one is refused, which is then sent as it stands so that the page says why. */
async function saveTyped() {
  for (const form of typed) {
    const sent = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
    typed.delete(form);
    if (sent.type === "opaqueredirect") continue;
    form.submit();
    return false;
  }
  return true;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  typed.delete(form);
  if (!typed.size || form.method !== "post") return;
  event.preventDefault();
  if (await saveTyped()) form.submit();
});

document.querySelector("main").addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || !typed.size || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (await saveTyped()) location.assign(link.href);
});
