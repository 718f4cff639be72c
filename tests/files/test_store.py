import hashlib
import os
import time

import pytest

from portal import database, purging
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


def test_what_no_row_names_goes_after_a_month_and_what_one_names_stays(app, settings, clock):
    named, stranded = store.put(b"named"), store.put(b"its row was never written")
    with database.write() as session:
        store.record(session, named, "logo.png", "image/png")
    cut_short = store.path_of(stranded).with_name("cut-short.part")
    cut_short.write_bytes(b"half")
    everything = {store.path_of(named), store.path_of(stranded), cut_short}
    for path in everything:
        os.utime(path, (time.time(), time.time()))
    clock.move(days=29, hours=23)
    purging.purge_stranded_files()
    assert {path for path in (settings.instance_dir / "files").rglob("*") if path.is_file()} == everything
    clock.move(hours=2)
    purging.purge_stranded_files()
    assert {path for path in (settings.instance_dir / "files").rglob("*") if path.is_file()} == {store.path_of(named)}


def test_nothing_half_written_stays(app):
    path = store.path_of(store.put(b"some bytes"))
    assert [file.name for file in path.parent.iterdir()] == [path.name]
