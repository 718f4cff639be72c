"""What the measured figures mean: the table that is printed and kept in RESULTS.md."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isnan
from typing import Any

from tests.load import machine
from tests.load.scenarios import Figures, percentile

HEAD = """# What the load test measured

{when} on {machine}; {seconds:.0f} s{quick}. Onward on SQLite (WAL, synchronous=FULL), every edit saved before it is
acknowledged. One core for the server with its database, the other for the load. The relay is bare Flask-SocketIO on
eventlet, which saves and checks nothing. Edits of about 200 bytes on a plan of 300 tasks; "to all" is until the last
viewer has it; ratios are Onward to the relay.

"""
NOTES = """
How it was measured: fan-out with 10 edits/s from 10 writers (2 at V=2) at random moments, as of people who do not wait
for each other, the same ones for both; segments acknowledged as browsers' kernels do;
the rates and the CPU with segments acknowledged at once, since a relay without TCP_NODELAY would otherwise measure
the kernel's delayed acknowledgements (a closed loop of 10 writers then stays near 200 edits/s). While edits are under
way the generator polls without sleeping; its share of a core is given without that waiting. Memory and joins on a
server that had served 25 viewers. The floods run under the default limits, everything else with limits raised.
"""
FLOOD = "two clients flood, one of them never reads"


@dataclass
class Row:
    """One line of the table; `ratio` is product to relay, `must` None where nothing is promised."""

    figure: str
    relay: str
    onward: str
    ratio: float | None
    must: str
    is_met: bool | None
    reach: str = ""


def report(found: dict[str, Any], seconds: float, is_quick: bool) -> str:
    """The whole document, in Markdown."""
    quick = ", the quick run" if is_quick else ""
    when = datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC")
    head = HEAD.format(when=when, machine=machine.kind(), seconds=seconds, quick=quick)
    return head + table(rows(found)) + NOTES + conditions(found)


def with_other_sections(new: str, old: str) -> str:
    """The new report, with the sections that other measurements and earlier days left below the old one."""
    _report, heading, sections = old.partition("\n## ")
    return new + heading + sections


def rows(found: dict[str, Any]) -> list[Row]:
    return [*fan_rows(found), *rate_rows(found), *cost_rows(found), *promise_rows(found), *fluid_rows(found)]


def fan_rows(found: dict[str, Any]) -> list[Row]:
    made = []
    for viewers in (2, 25, 100, 400):
        relay, onward = found[f"fan_{viewers}"]["relay"], found[f"fan_{viewers}"]["onward"]
        p50, p95 = (ratio(percentile(onward.fan, p), percentile(relay.fan, p)) for p in (50, 95))
        must, is_met = "", None
        if viewers == 100:
            must, is_met = "p50 <= 1.0, p95 <= 0.4", p50 <= 1.0 and p95 <= 0.4
        elif viewers == 400:
            must, is_met = "p95 <= 0.5", p95 <= 0.5
        figure = f"to all, V={viewers}: p50/p95/p99 ms (ratio: p95; p50 {p50:.2f})"
        made.append(Row(figure, spread(relay.fan), spread(onward.fan), p95, must, is_met, fan_reach(viewers)))
        acks = f"ack, V={viewers}: p50/p95 ms"
        both = (percentile(onward.acks, 95), percentile(relay.acks, 95))
        made.append(Row(acks, spread(relay.acks, (50, 95)), spread(onward.acks, (50, 95)), ratio(*both), "", None))
    return made


def fan_reach(viewers: int) -> str:
    return "p95 of y-websocket and Hocuspocus (0.12, 0.27)" if viewers == 100 else ""


def rate_rows(found: dict[str, Any]) -> list[Row]:
    closed = {name: load.edits_per_second for name, load in found["closed"].items()}
    most = found["open"]
    times = ratio(most["onward"], most["relay"])
    return [
        Row(
            "most edits/s with p95 <= 250 ms, V=25, 10 writers",
            f"{most['relay']:.0f}",
            f"{most['onward']:.0f}",
            times,
            ">= 1.5",
            times >= 1.5,
            "2.5",
        ),
        Row(
            "edits/s where each of the 10 writers waits for its answer",
            f"{closed['relay']:.0f}",
            f"{closed['onward']:.0f}",
            ratio(closed["onward"], closed["relay"]),
            "",
            None,
        ),
    ]


def cost_rows(found: dict[str, Any]) -> list[Row]:
    relay, onward = (found["cpu"][name].cpu_ms_per_1000 for name in ("relay", "onward"))
    cpu = ratio(onward, relay)
    bare, ours = found["joining"]["relay"], found["joining"]["onward"]
    kib = ratio(ours.kib, bare.kib)
    grows = ratio(ours.many_cpu, ours.few_cpu)
    page = found["page_cpu"]
    return [
        Row(
            "CPU ms per 1,000 deliveries, 40 edits/s, V=100",
            f"{relay:.0f}",
            f"{onward:.0f}",
            cpu,
            "<= 0.6",
            cpu <= 0.6,
            "0.4",
        ),
        Row("memory a viewer, KiB", f"{bare.kib:.0f}", f"{ours.kib:.0f}", kib, "<= 1.0", kib <= 1.0, "0.5"),
        Row("plan page, 300 tasks: CPU ms", "", f"{page:.0f}", None, "<= 50 ms", page <= 50),
        Row("join among 25-50: CPU (wall) ms", *joins(bare, ours, "few"), "<= 5 ms", ours.few_cpu <= 5),
        Row(
            "join among 350-400: CPU (wall) ms",
            *joins(bare, ours, "many"),
            "<= 5 ms, flat",
            ours.many_cpu <= 5 and grows < 1.3,
        ),
    ]


def joins(bare: Any, ours: Any, which: str) -> tuple[str, str, float]:
    cpu = [getattr(side, f"{which}_cpu") for side in (bare, ours)]
    wall = [getattr(side, f"{which}_wall") for side in (bare, ours)]
    return f"{cpu[0]:.1f} ({wall[0]:.1f})", f"{cpu[1]:.1f} ({wall[1]:.1f})", ratio(cpu[1], cpu[0])


def promise_rows(found: dict[str, Any]) -> list[Row]:
    flood = found["hostile"]
    p99 = percentile(flood.fan, 99)
    acknowledged = sum(kill.acknowledged for kill in found["kills"])
    lost, doubled = sum(k.lost for k in found["kills"]), sum(k.doubled for k in found["kills"])
    kill = f"lost / doubled over {len(found['kills'])} kill -9 ({acknowledged:,} acknowledged)"
    return [
        Row(f"{FLOOD}: others' p50/p95/p99 ms, V=25", "", spread(flood.fan), None, "p99 < 500 ms", p99 < 500),
        Row(kill, "all", f"{lost} / {doubled}", None, "0 / 0", lost + doubled == 0 and acknowledged > 0),
    ]


def fluid_rows(found: dict[str, Any]) -> list[Row]:
    """Without a browser at hand there is nothing to say."""
    return [
        Row(
            f"{view['view']} of 2,000 rows: longest task while scrolled and patched, CPU ms (wall; layout shift)",
            "",
            f"{view['cpu_ms']} ({view['wall_ms']:.0f}; {view['shift']:g})",
            None,
            "<= 200 ms",
            view["cpu_ms"] <= 200 and view["shift"] < 0.001,
        )
        for view in found.get("fluid") or []
    ]


def spread(values: list[float], percents: tuple[int, ...] = (50, 95, 99)) -> str:
    return "/".join(f"{percentile(values, percent):.1f}" for percent in percents)


def ratio(ours: float, theirs: float) -> float:
    return ours / theirs if theirs else float("nan")


def table(made: list[Row]) -> str:
    lines = ["| Figure | Relay | Onward | Ratio | Must | | Reach |", "|---|---|---|---|---|---|---|"]
    for row in made:
        verdict = "" if row.is_met is None else "met" if row.is_met else "**not met**"
        times = "" if row.ratio is None or isnan(row.ratio) else f"{row.ratio:.2f}"
        lines.append(f"| {row.figure} | {row.relay} | {row.onward} | {times} | {row.must} | {verdict} | {row.reach} |")
    return "\n".join(lines) + "\n"


def conditions(found: dict[str, Any]) -> str:
    """How far the run can be trusted: what the generator and strangers took, and what went wrong."""
    runs = {
        f"{key} {name}": figures
        for key, value in found.items()
        for name, figures in (value.items() if isinstance(value, dict) else [("onward", value)])
        if isinstance(figures, Figures)
    }
    own = max(runs.items(), key=lambda item: item[1].own)
    others = sum(figures.others for figures in runs.values()) / len(runs)
    wrong = [
        f"{name}: {f.unfinished} edits not seen by all, {f.refused} refused, {f.gone} viewers hung up"
        for name, f in runs.items()
        if f.unfinished or f.refused or f.gone
    ]
    lines = [
        f"\nThe load generator took at most {own[1].own:.0%} of its core ({own[0]}). Strangers took {others:.0%} of "
        f"the server's core on average; load average at the end {os.getloadavg()[0]:.1f}.",
        f"At each commit Onward waits for the disk, the relay never: {spread(found['disk'])} ms (p50/p95/p99).",
        "Nothing was refused, dropped or left unfinished." if not wrong else "Irregular: " + "; ".join(wrong) + ".",
    ]
    return "\n".join(lines)
