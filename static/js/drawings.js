/** Icons, glyphs and blank parts, drawn once by the server's macros and cloned from there. */

const sheet = document.getElementById("drawings").content;

/** A fresh copy of the part of that name. */
export function drawing(name) {
  return sheet.querySelector(`[data-drawing="${name}"]`).firstElementChild.cloneNode(true);
}
