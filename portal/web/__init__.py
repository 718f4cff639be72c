"""HTTP without features: headers, errors, static files, languages, forms, words for dates."""

from flask import Flask

from portal.web import compression, errors, filters, headers, json_input, page, request_log, static_files, translations


def init_web(app: Flask) -> None:
    """Give `app` all that every page has. The order matters: what is bound last sees an answer first."""
    request_log.init_request_log(app)
    headers.init_headers(app)
    compression.init_compression(app)
    errors.init_errors(app)
    json_input.init_json(app)
    translations.init_translations(app)
    filters.init_filters(app)
    static_files.init_static_files(app)
    page.init_page(app)
