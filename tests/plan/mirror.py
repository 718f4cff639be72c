"""A viewer's copy of the plan: what a page holds, kept by the operations of its audience and by nothing else."""

from typing import Any

Op = dict[str, Any]

ROW_FIELDS = (
    *("title", "description", "owner", "start", "due", "status", "milestone", "visibility", "links", "waits"),
    *("ruled", "blocker", "agreed", "checklist", "effort", "files", "roles", "promise", "behind"),
)


class Mirror:
    """Starts from a snapshot; `take` each operation in order. The rules are those of static/js/plan/state.js."""

    def __init__(self, snapshot: Op) -> None:
        self.seq = snapshot["seq"]
        self.phases = {phase["p"]: phase["name"] for phase in snapshot["phases"]}
        self.phase_order = [phase["p"] for phase in snapshot["phases"]]
        self.tasks = {task["t"]: dict(task) for task in snapshot["tasks"]}
        self.order: dict[str, list[str]] = {phase: [] for phase in self.phase_order}
        for task in snapshot["tasks"]:
            self.order[task["phase"]].append(task["t"])

    def shown(self) -> Op:
        """What the page shows, as the snapshot would say it. A removed phase keeps its tasks, out of sight."""
        return {
            "seq": self.seq,
            "phases": [{"p": phase, "name": self.phases[phase]} for phase in self.phase_order],
            "tasks": [self.tasks[task] for phase in self.phase_order for task in self.order[phase]],
        }

    def take(self, op: Op) -> None:
        """Follow one operation. Raises AssertionError when its number is not the next one."""
        assert op["seq"] == self.seq + 1, f"{op['seq']} came after {self.seq}"
        self.seq = op["seq"]
        if "t" in op:
            self._take_task(op)
        else:
            self._take_phase(op)

    def _take_task(self, op: Op) -> None:
        match op["k"]:
            case "set":
                self.tasks[op["t"]][op["f"]] = op["v"]
            case "remove":
                self.order[self.tasks.pop(op["t"])["phase"]].remove(op["t"])
            case "move":
                self.order[self.tasks[op["t"]]["phase"]].remove(op["t"])
                self.tasks[op["t"]]["phase"] = op["phase"]
                _put_after(self.order[op["phase"]], op["t"], op["after"])
            case _:
                self.tasks[op["t"]] = {name: op[name] for name in ("t", "phase", *ROW_FIELDS)}
                _put_after(self.order[op["phase"]], op["t"], op["after"])

    def _take_phase(self, op: Op) -> None:
        match op["k"]:
            case "set":
                self.phases[op["p"]] = op["v"]
            case "remove":
                del self.phases[op["p"]]
                self.phase_order.remove(op["p"])
            case "move":
                self.phase_order.remove(op["p"])
                _put_after(self.phase_order, op["p"], op["after"])
            case _:
                self.phases[op["p"]] = op["name"]
                _put_after(self.phase_order, op["p"], op["after"])
                self.order.setdefault(op["p"], [])
                if "tasks" in op:
                    self.order[op["p"]] = [task["t"] for task in op["tasks"]]
                    self.tasks.update({task["t"]: dict(task) for task in op["tasks"]})


def _put_after(order: list[str], new: str, after: str | None) -> None:
    """Stricter than a page: the row to stand after must be there, and the new one must not."""
    assert new not in order, f"{new} stands there already"
    order.insert(order.index(after) + 1 if after is not None else 0, new)
