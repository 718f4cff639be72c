#!/bin/sh
# Collect every sentence and bring the catalogues up to date. `scripts/translate.sh fr` starts a language.
set -eu
cd "$(dirname "$0")/.."
PYBABEL="${PYBABEL:-.venv/bin/pybabel}"
template=$(mktemp)
trap 'rm -f "$template"' EXIT

"$PYBABEL" --quiet extract --mapping-file babel.cfg --keywords "_ _l ngettext:1,2 lazy_gettext n_:1,2" \
    --no-wrap --sort-by-file --add-location file --project Onward --output-file "$template" portal templates static/js
for language in de "$@"; do
    if [ -f "translations/$language/LC_MESSAGES/messages.po" ]; then
        "$PYBABEL" --quiet update --input-file "$template" --output-dir translations --locale "$language" --no-wrap --no-fuzzy-matching \
            --ignore-obsolete --ignore-pot-creation-date
    else
        "$PYBABEL" --quiet init --input-file "$template" --output-dir translations --locale "$language" --no-wrap
    fi
done
