"""Moving many dates at once: what would move and do to the go-live, for the scripts, before anything is changed."""

from typing import Annotated

from flask import Response, jsonify, request
from flask_babel import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.access.entry import enter
from portal.access.policy import Act
from portal.plan.blueprint import blueprint
from portal.plan.core.shift_many import shift_many
from portal.plan.dates.anchors import anchors_of
from portal.plan.dates.preview import Preview, broken_by, turned_go_live
from portal.plan.dates.shift_pages import move_json, preview_json
from portal.plan.dates.working_days import days_off_of
from portal.plan.messages import OPS_PER_MESSAGE
from portal.plan.shapes import Id
from portal.plan.task_pages import load_plan, standing_task

MOST_DAYS = 250


class ShiftMany(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")

    tasks: Annotated[list[Id], Field(min_length=1, max_length=OPS_PER_MESSAGE)]
    days: Annotated[int, Field(ge=-MOST_DAYS, le=MOST_DAYS)]


@blueprint.post("/w/<workspace_id>/plan/shift")
def preview_shift(workspace_id: str) -> tuple[Response, int]:
    entry = enter(workspace_id, Act.EDIT)
    plan = load_plan(entry)
    try:
        asked = ShiftMany.model_validate(request.get_json(silent=True))
    except ValidationError:
        return jsonify(ok=False, err="invalid", say=_("Choose up to %(most)s working days.", most=MOST_DAYS)), 422
    task_ids = [standing_task(plan, task_id).id for task_id in dict.fromkeys(asked.tasks)]
    anchors, is_off = anchors_of(entry.workspace), days_off_of(entry.workspace)
    found = shift_many(plan, task_ids, asked.days, anchors, is_off)
    moves = [move_json(shift) | {"chosen": True} for shift in found.asked]
    moves += [move_json(shift) | {"chosen": False} for shift in found.following]
    together = [*found.asked, *found.following]
    told = preview_json(Preview([], turned_go_live(plan, together, is_off), broken_by(plan, together, is_off)))
    return jsonify(ok=True, **{**told, "moves": moves}), 200
