import hashlib

import pytest

from portal import database
from portal.files import store


@pytest.mark.parametrize("file_id", ["", "x", "../../etc/passwd", "A" * 21, "A" * 23, "." * 22, "A" * 21 + "/"])
def test_only_an_id_names_a_file(app, file_id):
    with pytest.raises(ValueError):
        store.path_of(file_id)


def test_what_is_put_is_there_and_described(app, settings):
    file_id = store.put(b"some bytes")
    with database.write() as session:
        row = store.record(session, file_id, "logo.png", "image/png")
    assert store.path_of(file_id).read_bytes() == b"some bytes"
    assert store.path_of(file_id).is_relative_to(settings.instance_dir / "files")
    assert (row.size_bytes, row.sha256) == (10, hashlib.sha256(b"some bytes").hexdigest())


def test_nothing_half_written_stays(app):
    path = store.path_of(store.put(b"some bytes"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]
