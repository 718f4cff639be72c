"""Files that are still there, and whole, when the power goes right after somebody was told of them."""

import os
from pathlib import Path


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Make `folder` and what it stands in, where they are missing, so that they stay."""
    if folder.is_dir():
        return
    make_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_folder(folder.parent)


def write_whole(target: Path, content: bytes) -> None:
    """Make `content` all that `target` holds, readable by this user only. Until it returns, all is as it was."""
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    put_in_place(unfinished, target)


def put_in_place(unfinished: Path, target: Path) -> None:
    """Give a file, whose content is synced, its name in the same folder for good."""
    unfinished.replace(target)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """A name is part of its folder: syncing the file alone does not keep it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
