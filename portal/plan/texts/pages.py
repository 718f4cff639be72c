"""How a description will read, for scripts: while it is written and after it was left."""

from flask import Response, jsonify, request
from flask_babel import gettext as _

from portal.access.entry import enter
from portal.access.policy import Act
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Limits
from portal.web.markdown import render_markdown


@blueprint.post("/w/<workspace_id>/plan/preview")
def preview_text(workspace_id: str) -> Response | tuple[Response, int]:
    enter(workspace_id, Act.EDIT)
    message = request.get_json(silent=True)
    text = message.get("text") if isinstance(message, dict) else None
    longest = Limits().description_length
    if not isinstance(text, str) or len(text) > longest:
        said = _("Use at most %(longest)s characters.", longest=longest)
        return jsonify(ok=False, err="invalid", field="text", say=said), 422
    return jsonify(ok=True, html=str(render_markdown(text)))
