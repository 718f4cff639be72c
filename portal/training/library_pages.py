"""The team's library: what is there, and one lesson written."""

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.access.entry import require_member
from portal.access.limits import limit_previews
from portal.config import settings
from portal.database import write
from portal.extensions import db
from portal.files.models import StoredFile
from portal.people.models import Member
from portal.people.naming import Refused
from portal.training import library_actions
from portal.training.blueprint import blueprint
from portal.training.embeds import names_of
from portal.training.forms import LessonForm, VideoForm
from portal.training.library import shelf_of, standing_lesson
from portal.training.library_actions import LessonWords
from portal.training.models import Lesson, Track
from portal.training.playing import player_of
from portal.training.video import is_video
from portal.training.words import length_words
from portal.web.forms import TEXT_LENGTH
from portal.web.markdown import render_markdown

WORDS_LENGTH = 100


@blueprint.get("/library")
def show_library() -> str:
    member = require_member()
    words = request.args.get("words", "")[:WORDS_LENGTH].strip()
    audience = request.args.get("audience", "")[:WORDS_LENGTH].strip()
    return render_template(
        "training/library.html",
        current_member=member,
        shelf=shelf_of(words, audience),
        words=words,
        audience=audience,
        removed_lesson=_removed(Lesson, "lesson"),
        removed_track=_removed(Track, "track"),
        length_words=length_words,
    )


def _removed(model: type[Lesson] | type[Track], kind: str) -> Any:
    """What a form just removed, so that the page can offer it back."""
    row: Any = db.session.get(model, request.args.get(f"removed_{kind}", ""))
    return row if row is not None and row.removed_at else None


@blueprint.route("/library/lessons/new", methods=["GET", "POST"])
def new_lesson() -> AnyResponse:
    member = require_member()
    form = LessonForm()
    if form.validate_on_submit():
        with write() as session:
            lesson_id = library_actions.write_lesson(session, _words(form)).id
        flash(_("The lesson is in the library. Put it into a track to give it to somebody."))
        return redirect(url_for("training.edit_lesson", lesson_id=lesson_id), 303)
    return _lesson_page(member, form, None)


@blueprint.route("/library/lessons/<lesson_id>", methods=["GET", "POST"])
def edit_lesson(lesson_id: str) -> AnyResponse:
    member = require_member()
    lesson = lesson_in_library(lesson_id)
    form = LessonForm(data=_as_data(lesson))
    if form.validate_on_submit():
        try:
            with write() as session:
                library_actions.rewrite_lesson(session, lesson_id, _words(form))
            flash(_("Saved."))
            return to_lesson(lesson_id)
        except Refused as refused:
            form.refuse(refused.field, refused.say)
    return _lesson_page(member, form, lesson)


def lesson_in_library(lesson_id: str) -> Lesson:
    """The lesson; one that was removed answers like one that never was."""
    return standing_lesson(lesson_id) or abort(404)


def to_lesson(lesson_id: str, **query: Any) -> AnyResponse:
    return redirect(url_for("training.edit_lesson", lesson_id=lesson_id, **query), 303)


def _words(form: LessonForm) -> LessonWords:
    return LessonWords(
        title=form.title.data,
        summary=form.summary.data or "",
        body=form.body.data or "",
        minutes=form.minutes.data,
        embed_url=form.found.player if form.found else None,
    )


def _as_data(lesson: Lesson) -> dict[str, Any]:
    shown = player_of(lesson, "")
    return {
        "title": lesson.title,
        "summary": lesson.summary,
        "body": lesson.body,
        "minutes": lesson.minutes,
        "embed": shown.page if shown and shown.page else lesson.embed_url,
    }


def _lesson_page(member: Member, form: LessonForm, lesson: Lesson | None) -> Response:
    return lesson_page(member, form, VideoForm(formdata=None), lesson)


def lesson_page(member: Member, form: LessonForm | None, video_form: VideoForm, lesson: Lesson | None) -> Response:
    """The page a lesson is written on, also after its video was refused."""
    taken_off = db.session.get(StoredFile, request.args.get("without", ""))
    own_video = url_for("training.play_video", lesson_id=lesson.id) if lesson else ""
    page = render_template(
        "training/lesson_form.html",
        current_member=member,
        form=form or LessonForm(formdata=None, data=_as_data(lesson) if lesson else None),
        video_form=video_form,
        lesson=lesson,
        player=player_of(lesson, own_video) if lesson else None,
        taken_off=taken_off if lesson and not lesson.video_file_id and is_video(taken_off) else None,
        hosts=", ".join(names_of(settings().embed_hosts)),
        megabytes=settings().video_bytes // 1_000_000,
    )
    return make_response(page, 422 if (form and form.errors) or video_form.errors else 200)


@blueprint.post("/library/lessons/<lesson_id>/remove")
def remove_lesson(lesson_id: str) -> AnyResponse:
    member = require_member()
    lesson_in_library(lesson_id)
    with write() as session:
        library_actions.remove_lesson(session, lesson_id, member.id)
    return redirect(url_for("training.show_library", removed_lesson=lesson_id), 303)


@blueprint.post("/library/lessons/<lesson_id>/restore")
def restore_lesson(lesson_id: str) -> AnyResponse:
    require_member()
    if db.session.get(Lesson, lesson_id) is None:
        abort(404)
    with write() as session:
        title = library_actions.restore_lesson(session, lesson_id).title
    flash(_("“%(title)s” is back, in its tracks too.", title=title))
    return redirect(url_for("training.show_library"), 303)


@blueprint.post("/library/preview")
@limit_previews
def preview_lesson() -> str:
    """How words in markdown will look; a part of a page for scripts, else a page of its own."""
    member = require_member()
    text = render_markdown(request.form.get("body", "")[:TEXT_LENGTH])
    if "part" in request.form:
        return render_template("training/_text.html", text=text)
    return render_template("training/preview.html", current_member=member, text=text)
