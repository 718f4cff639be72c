/** The one stretch in which two texts differ. Nothing here touches the page. */

/** What leads from `before` to `after`: at a place, so many letters gone, these words instead. */
export function spliceOf(before, after) {
  let at = 0;
  const shorter = Math.min(before.length, after.length);
  while (at < shorter && before[at] === after[at]) at += 1;
  let tail = 0;
  while (tail < shorter - at && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  // A sign of two halves is never cut in two.
  if (isSecondHalf(before, at) || isSecondHalf(after, at)) at -= 1;
  if (tail && (isSecondHalf(before, before.length - tail) || isSecondHalf(after, after.length - tail))) tail -= 1;
  return { at, gone: before.length - at - tail, words: after.slice(at, after.length - tail) };
}

function isSecondHalf(text, at) {
  const code = text.charCodeAt(at);
  return at > 0 && code >= 0xdc00 && code <= 0xdfff;
}

export function isNothing({ gone, words }) {
  return !gone && !words;
}

/** `mine`, made to the same text as `theirs`, as it is made after theirs: where both touch, what I wrote is kept. */
export function after(mine, theirs) {
  if (isNothing(theirs)) return mine;
  if (mine.at === theirs.at && mine.gone === theirs.gone && mine.words === theirs.words) return { at: mine.at, gone: 0, words: "" };
  if (mine.at >= theirs.at + theirs.gone) return { ...mine, at: mine.at + theirs.words.length - theirs.gone };
  if (mine.at + mine.gone <= theirs.at) return mine;
  return { at: theirs.at + theirs.words.length, gone: 0, words: mine.words };
}

/** Where a place in a text lies after a splice of it. */
export function moved(place, { at, gone, words }) {
  if (place <= at) return place;
  return Math.max(place, at + gone) - gone + words.length;
}
