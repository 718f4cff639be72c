/** A form's answers as a value, and what one operation does to them. Nothing here touches the page. */

/** Answers by field: {v, by, at}. `base` is what the page was drawn with. */
export function withPending(answers, pending, me) {
  if (!pending.length) return answers;
  const shown = new Map(answers);
  for (const entry of pending) for (const op of entry.ops) shown.set(op.f, { v: op.v, by: me, at: null });
  return shown;
}

/** Take one operation of the wire into `answers`. */
export function applyOp(answers, op) {
  if (op.k === "set") answers.set(op.f, { v: op.v, by: op.by, at: op.at });
}

export function isSame(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
