/** Says for those who listen instead of look: refusals, and others' changes to the task that is open. */

const box = document.getElementById("announcer");

export function announce(words) {
  box.textContent = "";
  requestAnimationFrame(() => (box.textContent = words ?? ""));
}
