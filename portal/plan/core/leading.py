"""What leads to a task: all that it hangs on, however far around."""

from collections.abc import Iterable

from portal.plan.core.plan import Standing, Task, stands


def led_to_by(goal: Task, plan: Standing) -> dict[str, set[str]]:
    """The open tasks that `goal` hangs on, however far around, and itself; each with the ones of them it holds up."""
    return led_to_by_all([goal], plan)


def led_to_by_all(goals: Iterable[Task], plan: Standing) -> dict[str, set[str]]:
    """The same for several goals at once, each step looked at once."""
    followers: dict[str, set[str]] = {goal.id: set() for goal in goals}
    waiting = list(followers)
    while waiting:
        after = waiting.pop()
        for wait in plan.tasks[after].waits:
            if not wait.on or not stands(wait.on, plan) or not plan.tasks[wait.on].is_open:
                continue
            if wait.on not in followers:
                waiting.append(wait.on)
            followers.setdefault(wait.on, set()).add(after)
    return followers
