"""What a moved date moves with it: only what starts after it and no longer could, each keeping its length."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.plan.core.apply import Draft
from portal.plan.core.commands import Limits, Writer
from portal.plan.core.decide import decide
from portal.plan.core.plan import Phase, Plan, Task, Wait, go_live_task
from portal.plan.core.schedule import working_days_after
from portal.plan.core.shift import Shift, WorkingDays, shifts

MONDAY = date(2026, 11, 23)
HOLIDAY = date(2026, 11, 26)


def is_off(day: date) -> bool:
    return day.weekday() >= 5 or day == HOLIDAY


def day(ahead: int) -> date:
    return MONDAY + timedelta(days=ahead)


def plan_of(*tasks: Task) -> Plan:
    return Plan("plan", 0, 0, {"phase": Phase("phase", "Setup", "1")}, {task.id: task for task in tasks})


def task(name: str, due: int | None, start: int | None = None, after: str = "", lag: int = 0, **fields: object) -> Task:
    return Task(
        name,
        "phase",
        name,
        name,
        due=None if due is None else day(due),
        start=None if start is None else day(start),
        waits=tuple(Wait(on, lag) for on in after),
        **fields,  # type: ignore[arg-type]
    )


def moved(found: list[Shift]) -> dict[str, tuple[date | None, date | None]]:
    return {shift.task.id: (shift.start, shift.due) for shift in found}


def test_what_starts_too_early_begins_on_the_next_working_day_and_keeps_its_length() -> None:
    # B takes from Tuesday to Wednesday; A moves to Wednesday, and Thursday is a holiday.
    plan = plan_of(task("A", 0), task("B", 2, start=1, after="A"))
    assert moved(shifts(plan, "A", day(2), is_off)) == {"B": (day(4), day(7))}


def test_a_pause_counts_in_working_days() -> None:
    plan = plan_of(task("A", 0), task("B", 1, after="A", lag=2))
    assert moved(shifts(plan, "A", day(1), is_off)) == {"B": (None, day(7))}


def test_what_has_room_stays_and_what_hangs_on_it_too() -> None:
    plan = plan_of(task("A", 0), task("B", 9, after="A"), task("C", 10, after="B"))
    assert shifts(plan, "A", day(2), is_off) == []


def test_it_goes_on_along_the_chain_and_takes_the_latest_where_chains_meet() -> None:
    plan = plan_of(task("A", 0), task("B", 1, after="A"), task("C", 1, after="A", lag=3), task("D", 2, after="BC"))
    assert moved(shifts(plan, "A", day(1), is_off)) == {
        "B": (None, day(2)),
        "C": (None, day(8)),
        "D": (None, day(9)),
    }


def test_moving_earlier_or_to_no_date_or_by_a_century_moves_nobody() -> None:
    plan = plan_of(task("A", 3), task("B", 4, after="A"), task("C", None, after="A"))
    for due in (day(1), day(3), None, date(2126, 11, 23)):
        assert shifts(plan, "A", due, is_off) == []
    assert "C" not in moved(shifts(plan, "A", day(7), is_off))


def test_what_is_over_removed_or_without_a_date_stays_as_it_is() -> None:
    plan = plan_of(
        task("A", 0),
        task("B", 1, after="A", status="done"),
        task("C", 1, after="A", is_removed=True),
        task("D", 1, after="A", status="doing"),
    )
    assert list(moved(shifts(plan, "A", day(7), is_off))) == ["D"]


def test_a_customer_moves_only_what_they_see() -> None:
    plan = plan_of(task("A", 0), task("X", 1, after="A", visibility="internal"), task("B", 2, after="X"))
    assert list(moved(shifts(plan, "A", day(7), is_off))) == ["X", "B"]
    assert shifts(plan.for_customer(), "A", day(7), is_off) == []


chains = st.lists(
    st.tuples(
        st.integers(0, 20), st.one_of(st.none(), st.integers(0, 10)), st.sets(st.integers(0, 7)), st.integers(0, 4)
    ),
    min_size=2,
    max_size=8,
)


@given(chains, st.integers(1, 60))
def test_afterwards_nothing_that_moved_starts_too_early_on_a_day_off_or_shorter(
    steps: list[tuple[int, int | None, set[int], int]], later: int
) -> None:
    tasks = []
    for number, (due, length, waits, lag) in enumerate(steps):
        after = "".join(str(one) for one in waits if one < number)
        tasks.append(task(str(number), due, None if length is None else due - length, after, lag))
    plan = plan_of(*tasks)
    due = tasks[0].due
    assert due is not None
    draft = Draft(plan)
    target = due + timedelta(days=later)
    found = shifts(plan, "0", target, is_off)
    dues = {"0": target} | {shift.task.id: shift.due for shift in found}
    for shift in found:
        begins = shift.start or shift.due
        assert begins is not None
        assert not is_off(begins)
        assert begins > (shift.task.start or shift.task.due)
        for wait in shift.task.waits:
            if dues.get(wait.on or ""):
                assert begins >= working_days_after(dues[wait.on], wait.lag + 1, is_off)
        if shift.start and shift.due and shift.task.start and shift.task.due:
            calendar = WorkingDays(is_off)
            before = calendar.between(shift.task.start, shift.task.due)
            assert calendar.between(shift.start, shift.due) == before
        for command in shift.commands():
            for event in decide(command, draft, Writer(True, frozenset()), Limits()):
                draft.apply(event)
        assert (draft.tasks[shift.task.id].start, draft.tasks[shift.task.id].due) == (shift.start, shift.due)


def test_the_go_live_is_known_by_its_rule_or_its_name() -> None:
    by_name = task("Go-live", 5, is_milestone=True)
    by_rule = task("The big day", 6, is_milestone=True, rule={"anchor": "go_live", "offset": 0})
    assert go_live_task([by_name, by_rule]) == by_rule
    assert go_live_task([by_name, task("Go live talk", 1)]) == by_name


@given(st.integers(-500, 500), st.integers(0, 400), st.integers(-500, 500))
def test_the_calendar_counts_as_one_would_day_by_day(first: int, count: int, second: int) -> None:
    calendar = WorkingDays(is_off)
    for start in (day(first), day(second)):
        assert calendar.after(start, count) == working_days_after(start, count, is_off)
        counted = sum(not is_off(start + timedelta(days=ahead)) for ahead in range(1, count + 1))
        assert calendar.between(start, start + timedelta(days=count)) == counted


def test_each_day_is_looked_at_once_however_long_the_chain() -> None:
    looked: list[date] = []

    def note(one: date) -> bool:
        looked.append(one)
        return is_off(one)

    steps = [task("0", 0)] + [
        Task(str(n), "phase", str(n), str(n), start=day(1), due=day(900), waits=(Wait(str(n - 1), 250),))
        for n in range(1, 400)
    ]
    found = shifts(plan_of(*steps), "0", day(5), note)
    assert len(found) == 399
    assert len(looked) <= 2 * (date(2199, 12, 31) - MONDAY).days
    assert found[-1].due == date(2199, 12, 31)
