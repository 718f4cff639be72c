/** Icons, status glyphs and blank parts, drawn once by the server's macros and cloned from there. */

const sheet = document.getElementById("drawings").content;

/** A fresh copy of the part of that name. */
export function drawing(name) {
  return sheet.querySelector(`[data-drawing="${name}"]`).firstElementChild.cloneNode(true);
}

/** An element in one call: tag, properties (class, text, attributes with a dash) and children. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(Boolean));
  return element;
}
