/** Style sheets that few pages ever need come with the script that needs them. */

const asked = new Map();

/** The sheet static/css/apart/<name>.css; resolves once it counts, or at once where it does not come. */
export function needStyle(name) {
  if (!asked.has(name)) asked.set(name, fetchStyle(name));
  return asked.get(name);
}

function fetchStyle(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = new URL(`../css/apart/${name}.css`, import.meta.url).href;
  document.head.append(link);
  return new Promise((resolve) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", resolve);
  });
}
