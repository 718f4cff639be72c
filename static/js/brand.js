/** The colour that is being chosen, as both themes would show it: the server says, since it also makes it readable. */

const SOON_MS = 120;
const field = document.querySelector("input[name=colour]");
const samples = document.querySelector("[data-samples]");
let timer;
let asked = 0;

field.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, SOON_MS);
});

async function draw() {
  const mine = (asked += 1);
  const answer = await fetch(`${samples.dataset.samples}?${new URLSearchParams({ colour: field.value })}`).catch(() => null);
  const drawn = answer?.ok && (await answer.text());
  if (drawn && mine === asked) samples.innerHTML = drawn;
}
