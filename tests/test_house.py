"""The house rules that a machine can hold: who may import whom, sizes, and what never stands in a template."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from portal.config import ROOT

PORTAL = ROOT / "portal"
TEMPLATES = ROOT / "templates"

FOUNDATION = {
    *("database", "prepared", "wire_json", "extensions", "green", "clock", "config", "signs", "logs", "subkeys"),
    *("on_disk", "callers"),
}
BELOW = {"web", "live", "jobs", "mail", "files", "audit"}
FEATURES = {"access", "people", "plan", "playbooks", "workspaces", "intake", "training", "chat", "success", "kickoff"}

# The diagram of who may import whom. Left may import right and the foundation, never back. Rooms that do not stand
# yet are drawn already.
MAY_IMPORT: dict[str, set[str]] = {
    "portal": FEATURES | BELOW | {"dashboard", "demo", "backups", "erasure", "portal"},
    # A backup is migrated where it is restored, and held against what the product makes of it; who was erased since
    # is erased again.
    "backups": {"portal", "plan", "people", "access", "files", "erasure"},
    "erasure": FEATURES | BELOW,
    "demo": FEATURES | {"files", "jobs"},
    **{room: FEATURES | {"web"} for room in ("dashboard", "reminders", "documents", "api", "assistant")},
    **{
        room: {"plan", "people", "access", "web", "live", "files", "jobs", "audit"}
        for room in ("kickoff", "handoff", "intake", "training", "chat", "success")
    },
    "playbooks": {"plan", "intake", "training", "access", "people", "web"},
    "workspaces": {"plan", "access", "people", "files", "live", "web", "audit"},
    "plan": {"access", "people", "web", "live", "files", "jobs"},
    "access": {"people", "web", "live", "mail", "jobs", "audit"},
    "people": {"web", "files"},
    **{room: set() for room in BELOW},
    **dict.fromkeys(FOUNDATION, FOUNDATION),
}

# The few arrows beside the diagram: (from, to) and why.
BESIDE_THE_DIAGRAM = {
    ("portal.mail", "jobs"): "a mail is delivered by a job written in its own transaction",
}

LAYERS = {"models": 0, "store": 1, "queries": 1, "editor": 2, "actions": 2, "sockets": 3, "routes": 3}
LOADED_LATE = {
    "portal/live/redis.py": "only installations that set REDIS_URL have the package",
    "portal/__init__.py": "green.patch() must run before anything that holds a lock or a socket is loaded",
    "portal/green.py": "eventlet is loaded in its own mode only",
    "portal/plan/dates/working_days.py": "holidays takes long to load and is needed only where dates are set by rule",
    "portal/people/brand.py": "coloraide takes long to load and is needed only where a colour is corrected",
}
LINES_A_FILE = 350
ARGUMENTS = 5
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services", "base"}

# `| safe` in a template switches escaping off: each file that may, and why what it shows cannot carry markup.
MARKED_SAFE: dict[str, str] = {}


def modules() -> list[Path]:
    return sorted(PORTAL.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """`portal.plan.editor` lives in plan; the files that stand beside the rooms are foundation or `portal` itself."""
    parts = module.split(".")
    if len(parts) == 1 or (not (PORTAL / parts[1]).is_dir() and parts[1] not in FOUNDATION):
        return "portal"
    return parts[1]


def imports_of(path: Path) -> Iterator[str]:
    """The full names of everything `path` imports; `from portal import clock` counts as portal.clock."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute here"
            if node.module == "portal" or is_package(node.module or ""):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def is_package(module: str) -> bool:
    return module.startswith("portal.") and (ROOT / module.replace(".", "/")).is_dir()


def broken_imports() -> Iterator[str]:
    for path in modules():
        module = name_of(path)
        room = room_of(module)
        allowed = MAY_IMPORT.get(room, set()) | {room} | FOUNDATION
        for imported in imports_of(path):
            if not imported.startswith("portal"):
                continue
            target = room_of(imported)
            if target not in allowed and (f"portal.{room}", target) not in BESIDE_THE_DIAGRAM:
                yield f"{module} imports {imported}: {room} may not import {target}"


def test_every_import_follows_the_diagram() -> None:
    assert list(broken_imports()) == []


def test_every_room_stands_in_the_diagram() -> None:
    rooms = {path.name for path in PORTAL.iterdir() if path.is_dir() and any(path.glob("*.py"))}
    assert rooms - MAY_IMPORT.keys() == set()


def test_inside_a_feature_nothing_imports_what_stands_above_it() -> None:
    broken = []
    for path in modules():
        module = name_of(path)
        for imported in imports_of(path):
            same_room = imported.split(".")[:2] == module.split(".")[:2]
            mine, theirs = LAYERS.get(path.stem), LAYERS.get(imported.split(".")[2] if imported.count(".") > 1 else "")
            if same_room and mine is not None and theirs is not None and theirs > mine:
                broken.append(f"{module} imports {imported}")
    assert broken == []


def test_the_plans_core_imports_only_the_standard_library_and_itself() -> None:
    foreign = [
        f"{name_of(path)} imports {imported}"
        for path in sorted((PORTAL / "plan" / "core").glob("*.py"))
        for imported in imports_of(path)
        if imported.split(".")[0] not in sys.stdlib_module_names and not imported.startswith("portal.plan.core")
    ]
    assert foreign == []


def test_imports_stand_at_the_top() -> None:
    late = []
    for path in modules():
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(function)):
                late.append(str(path.relative_to(ROOT)))
    assert set(late) == set(LOADED_LATE)


def test_only_green_names_eventlet() -> None:
    naming = [
        str(path.relative_to(ROOT))
        for path in modules()
        if any(imported.split(".")[0] == "eventlet" for imported in imports_of(path))
    ]
    assert set(naming) == {"portal/green.py"}


def test_no_file_is_longer_than_it_may_be() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LINES_A_FILE} == {}


def test_no_function_takes_more_than_five_arguments() -> None:
    wide = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = [argument.arg for argument in arguments_of(node)]
                if len([name for name in names if name not in ("self", "cls")]) > ARGUMENTS:
                    wide.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert wide == []


def arguments_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def test_no_file_or_folder_has_a_vague_name() -> None:
    names = {part for path in modules() for part in (*path.relative_to(PORTAL).parts[:-1], path.stem)}
    assert names & VAGUE == set()


def page_templates() -> list[Path]:
    """Everything a browser gets; mail programs know no style sheets and are left out."""
    return [path for path in sorted(TEMPLATES.rglob("*.html")) if "mail" not in path.relative_to(TEMPLATES).parts[:1]]


def lines_matching(pattern: str) -> list[str]:
    found = re.compile(pattern, re.IGNORECASE)
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in page_templates()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if found.search(line)
    ]


def test_no_template_carries_a_style_attribute() -> None:
    assert lines_matching(r"""\sstyle\s*=\s*["'{]""") == []


def test_no_template_carries_an_inline_handler() -> None:
    assert lines_matching(r"""\son[a-z]+\s*=\s*["'{]""") == []


def test_every_script_and_style_element_carries_the_nonce() -> None:
    assert [line for line in lines_matching(r"<(script|style)\b(?![^>]*application/json)") if "nonce" not in line] == []


def test_escaping_is_switched_off_only_where_it_was_weighed() -> None:
    using = {line.split(":")[0] for line in lines_matching(r"\|\s*safe\b|autoescape\s+false|Markup\(")}
    assert using == set(MARKED_SAFE)


def test_every_template_is_found() -> None:
    """The rules above would pass on an empty folder."""
    assert len(page_templates()) > 0
    assert len(modules()) > 0


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("portal", "portal"),
        ("portal.cli", "portal"),
        ("portal.clock", "clock"),
        ("portal.plan.core.decide", "plan"),
    ],
)
def test_a_module_belongs_to_its_room(module: str, room: str) -> None:
    assert room_of(module) == room


def test_every_package_the_product_imports_is_declared() -> None:
    declared = {
        name_in(line) for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    }
    declared |= {"psycopg", "redis"}
    roots = {imported.split(".")[0] for path in modules() for imported in imports_of(path)}
    foreign = roots - sys.stdlib_module_names - {"portal"}
    owners = packages_distributions()
    assert {root for root in foreign if not {name_in(one) for one in owners[root]} & declared} == set()


def name_in(requirement: str) -> str:
    """The package a requirement is about, in the one spelling that registries compare."""
    return re.sub(r"[-_.]+", "-", re.split(r"[<>=!~\[; ]", requirement)[0]).lower()
