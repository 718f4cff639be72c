"""Video files of lessons: taken from the team, played by whoever may see the lesson, a stretch at a time."""

from flask import Response, send_file
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from portal.config import settings
from portal.files import store
from portal.files.models import StoredFile
from portal.files.uploads import VIDEOS, Kept, keep_upload

# Played in our own pages only: opened by itself it may load nothing and run nothing.
POLICY = "default-src 'none'; media-src 'self'; sandbox"


def keep_video(upload: FileStorage) -> Kept:
    """Keep an uploaded video. Call it outside of write(). Raises UploadRefused."""
    return keep_upload(upload, VIDEOS, settings().video_bytes)


def is_video(row: StoredFile | None) -> bool:
    """Whether this is a video of the library."""
    return row is not None and row.workspace_id is None and row.media_type in VIDEOS.values()


def send_video(row: StoredFile) -> Response:
    """The video, or the stretch of it that was asked for (206), or 416 for one that it does not have."""
    path = store.path_of(row.id)
    try:
        response = send_file(path, row.media_type, download_name=row.name, conditional=True, etag=row.sha256)
    except RequestedRangeNotSatisfiable:
        response = Response(status=416, headers={"Content-Range": f"bytes */{row.size_bytes}"})
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Accept-Ranges"] = "bytes"
    # Kept by the browser, and asked about each time: a link that ends, ends here too.
    response.headers["Cache-Control"] = "private, no-cache"
    return response
