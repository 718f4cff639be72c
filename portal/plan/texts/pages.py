"""How a description reads, for scripts: while it is written, by oneself or by others, and after it was left."""

from flask import Response, jsonify, request
from flask_babel import gettext as _

from portal.access.entry import enter
from portal.access.limits import limit_previews
from portal.access.policy import Act
from portal.plan.blueprint import blueprint
from portal.plan.core.commands import Limits
from portal.plan.task_pages import load_plan, standing_task
from portal.plan.texts.store import text_being_written
from portal.web.markdown import render_markdown


@blueprint.post("/w/<workspace_id>/plan/preview")
@limit_previews
def preview_text(workspace_id: str) -> Response | tuple[Response, int]:
    enter(workspace_id, Act.EDIT)
    message = request.get_json(silent=True)
    text = message.get("text") if isinstance(message, dict) else None
    longest = Limits().description_length
    if not isinstance(text, str) or len(text) > longest:
        said = _("Use at most %(longest)s characters.", longest=longest)
        return jsonify(ok=False, err="invalid", field="text", say=said), 422
    return jsonify(ok=True, html=str(render_markdown(text)))


@blueprint.get("/w/<workspace_id>/plan/tasks/<task_id>/text")
def show_text(workspace_id: str, task_id: str) -> Response:
    """The description as it stands in this moment, with the letters of those who write in it."""
    task = standing_task(load_plan(enter(workspace_id)), task_id)
    text = text_being_written(task.id)
    if text is None:
        text = task.description
    return jsonify(ok=True, text=text, html=str(render_markdown(text)))
