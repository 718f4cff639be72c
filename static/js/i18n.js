// Words of the page's language. English needs no catalogue: the sources are English.

const element = document.getElementById("messages");
const catalogue = element ? JSON.parse(element.textContent) : {};
export const language = document.documentElement.lang || "en";

function fill(text, values) {
  return text.replace(/%\((\w+)\)s|%%/g, (whole, name) => (name === undefined ? "%" : String(values[name])));
}

// _("Moved by %(name)s", {name})
export function _(text, values = {}) {
  return fill(catalogue[text] || text, values);
}

// n_("%(n)s change waiting", "%(n)s changes waiting", n); one and many are enough for English and German.
export function n_(one, many, n, values = {}) {
  const translated = catalogue[one];
  const forms = Array.isArray(translated) ? translated : [one, many];
  return fill(n === 1 ? forms[0] : forms[1], { n, ...values });
}
