"""The files on a task: put there, taken off, and put back."""

from dataclasses import replace

from portal.plan.core.commands import AttachFile, Limits, Rejected, RemoveFile, Writer
from portal.plan.core.events import Event, TaskChanged
from portal.plan.core.plan import Task

# What was taken off stays to be brought back, the oldest as long as there are not too many.
REMOVED_KEPT = 30


def attach_file(command: AttachFile, task: Task, writer: Writer, limits: Limits) -> list[Event]:
    """The file stands last, since today, by the author."""
    _check_room(task, limits)
    file = replace(command.file, by=writer.by, on=writer.today, is_removed=False)
    return [TaskChanged(task.id, "files", task.files, (*task.files, file))]


def remove_file(command: RemoveFile, task: Task, limits: Limits) -> list[Event]:
    """Take the file off, or put it back where it stood."""
    if all(file.id != command.file for file in task.files):
        raise Rejected("gone", "file_gone")
    if command.is_back:
        _check_room(task, limits)
    is_removed = not command.is_back
    files = tuple(replace(file, is_removed=is_removed) if file.id == command.file else file for file in task.files)
    removed = [file.id for file in files if file.is_removed]
    forgotten = set(removed[:-REMOVED_KEPT])
    after = tuple(file for file in files if file.id not in forgotten)
    return [TaskChanged(task.id, "files", task.files, after)] if after != task.files else []


def _check_room(task: Task, limits: Limits) -> None:
    if sum(not file.is_removed for file in task.files) >= limits.files_per_task:
        raise Rejected("invalid", "too_many_files", field="files", most=limits.files_per_task)
