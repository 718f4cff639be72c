"""Uploads: taken for what their content is, under a random name, within limits, and given out as attachments."""

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from portal import database
from portal.config import Settings
from portal.files import store
from portal.files.uploads import (
    DOCUMENTS,
    NAME_LENGTH,
    VIDEOS,
    UploadRefused,
    clean_file_name,
    keep_upload,
    record_upload,
    send_attachment,
)
from tests import factories

PDF = b"%PDF-1.7\n" + b"0" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2mp41" + b"0" * 40
HTML = b"<html><script>alert(1)</script></html>"
MB = 1_000_000


def docx() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    return packed.getvalue()


def upload(name: str, content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def stored_files(settings: Settings) -> list[Path]:
    return [path for path in (settings.instance_dir / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("plan.pdf", PDF, "application/pdf"),
        ("PHOTO.PNG", PNG, "image/png"),
        ("Konzept.docx", docx(), DOCUMENTS[".docx"]),
        ("stock.csv", "Menge;Größe\n1;2\n".encode(), "text/csv"),
        ("notes.txt", b"one line", "text/plain"),
    ],
)
def test_what_is_what_its_name_says_is_kept(app: Flask, name: str, content: bytes, media_type: str) -> None:
    kept = keep_upload(upload(name, content), DOCUMENTS, MB)
    assert (kept.name, kept.media_type, kept.size_bytes) == (name, media_type, len(content))
    assert store.path_of(kept.id).read_bytes() == content


@pytest.mark.parametrize(
    ("name", "content", "say"),
    [
        ("page.html", HTML, "none of the kinds"),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "none of the kinds"),
        ("page.pdf", HTML, "not what its name says"),
        ("page.txt", HTML, "not what its name says"),
        ("program.png", b"MZ\x90\x00" + b"0" * 80, "not what its name says"),
        ("picture.pdf", PNG, "not what its name says"),
        ("notes.txt", b"a\x00b" * 20, "not what its name says"),
        ("nothing.pdf", b"", "is empty"),
        ("", PDF, "none of the kinds"),
    ],
)
def test_what_is_not_is_refused_and_leaves_nothing(
    app: Flask, settings: Settings, name: str, content: bytes, say: str
) -> None:
    with app.test_request_context(), pytest.raises(UploadRefused) as refused:
        keep_upload(upload(name, content), DOCUMENTS, MB)
    assert say in refused.value.say
    assert stored_files(settings) == []


def test_what_is_too_large_is_refused_and_leaves_nothing(app: Flask, settings: Settings) -> None:
    with app.test_request_context(), pytest.raises(UploadRefused) as refused:
        keep_upload(upload("plan.pdf", PDF + b"0" * MB), DOCUMENTS, MB)
    assert "larger than 1 MB" in refused.value.say
    assert stored_files(settings) == []


def test_a_video_is_no_document_and_a_document_no_video(app: Flask) -> None:
    assert keep_upload(upload("tour.mp4", MP4), VIDEOS, MB).media_type == "video/mp4"
    with app.test_request_context(), pytest.raises(UploadRefused):
        keep_upload(upload("tour.mp4", MP4), DOCUMENTS, MB)
    with app.test_request_context(), pytest.raises(UploadRefused):
        keep_upload(upload("tour.mp4", PDF), VIDEOS, MB)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\maria\\plan.pdf", "plan.pdf"),
        ('a"\r\nSet-Cookie: x=1;.pdf', "aSet-Cookie x=1;.pdf"),
        ("..", "file"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("x" * 400 + ".pdf", "x" * (NAME_LENGTH - 4) + ".pdf"),
    ],
)
def test_a_name_keeps_only_what_every_system_can_bear(given: str, kept: str) -> None:
    assert clean_file_name(given) == kept


def test_a_workspace_has_a_quota(app: Flask, settings: Settings) -> None:
    settings.workspace_bytes = 250
    workspace, other = factories.make_workspace(), factories.make_workspace()
    for at in (workspace, workspace, other):
        kept = keep_upload(upload("plan.pdf", PDF), DOCUMENTS, MB)
        with database.write() as session:
            record_upload(session, kept, at.id)
    kept = keep_upload(upload("plan.pdf", PDF), DOCUMENTS, MB)
    with app.test_request_context(), pytest.raises(UploadRefused), database.write() as session:
        record_upload(session, kept, workspace.id)


def test_a_file_is_given_out_as_an_attachment_that_can_do_nothing(app: Flask) -> None:
    kept = keep_upload(upload("Übersicht.pdf", PDF), DOCUMENTS, MB)
    with database.write() as session:
        row = record_upload(session, kept)
    with app.test_request_context():
        response = send_attachment(row)
        response.direct_passthrough = False
        assert response.get_data() == PDF
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert "%C3%9Cbersicht.pdf" in response.headers["Content-Disposition"]
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
