/** A key that was held is pressed again (hold.js). */

/** As the hand pressed it, on what has the focus by now; what the browser itself does with a key is done here. */
export function press({ key, code, shiftKey, altKey }) {
  const target = document.activeElement ?? document.body;
  const isFree = target.dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, altKey, bubbles: true, cancelable: true }));
  if (!isFree) return;
  if (target.matches("a, button") && ["Enter", " "].includes(key)) target.click();
  if (!target.matches("input, textarea") || (key.length > 1 && key !== "Backspace")) return;
  const end = target.selectionEnd;
  if (key === "Backspace") target.setRangeText("", Math.max(0, end - 1), end, "end");
  else target.setRangeText(key, target.selectionStart, end, "end");
  target.dispatchEvent(new Event("input", { bubbles: true }));
}
