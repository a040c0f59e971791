"""The house has floors: imports go down only, and outside things are named in few rooms."""

from __future__ import annotations

import ast
from pathlib import Path

import ncs

ROOT = Path(ncs.__file__).parent

# Lower first. A module is on the floor of the longest name that fits it.
FLOORS = (
    ("errors", "types", "strings", "ragged", "__init__"),
    ("source", "chunking", "text", "config", "terminal"),
    ("model",),
    ("index",),
    ("search",),
    ("train", "pretrain", "answering", "building", "syncing", "relearning", "overlay", "evaluate"),
    ("hooks", "share", "adopting"),
    ("commands",),
    ("cli", "__main__"),
)
OUTSIDE = {  # package -> the only modules that may import it
    "torch": ("train.", "pretrain."),
    "git": ("source.repo",),
    "yaml": ("config",),
    "rich": ("terminal", "commands.printing"),
    "safetensors": ("index.format",),
    "tree_sitter": ("chunking.",),
    "semble_grammars": ("chunking.syntax",),
    "Stemmer": ("text.tokenizer",),
    "socket": (),
    "pickle": (),
    "urllib": ("share.",),
    "http": ("share.",),
}
LONGEST_FILE = 250


def modules() -> dict[str, Path]:
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted(ROOT.rglob("*.py"))}


def imported(path: Path) -> set[str]:
    """Every module that a file imports anywhere, also inside functions."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def floor_of(module: str) -> int:
    top = module.split(".")[0]
    return next(number for number, names in enumerate(FLOORS) if top in names)


def test_every_module_is_on_a_floor_and_imports_only_downwards():
    for module, path in modules().items():
        for name in imported(path):
            if name.startswith("ncs.") and name.split(".")[1] != "__version__":
                assert floor_of(name.split(".")[1]) <= floor_of(module), f"{module} imports {name}, which is above it"


def test_no_import_cycles():
    graph = {}
    for module, path in modules().items():
        names = {name.removeprefix("ncs.") for name in imported(path) if name.startswith("ncs.")}
        graph[module] = {name for name in names if name in modules() and name != module}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, f"a cycle: {' -> '.join((*above, module))}"
        if module not in done:
            for name in sorted(graph[module]):
                visit(name, (*above, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_outside_packages_are_named_only_in_their_rooms():
    for module, path in modules().items():
        for name in imported(path):
            rooms = OUTSIDE.get(name.split(".")[0])
            if rooms is not None and not name.startswith("ncs"):
                assert module.startswith(rooms) if rooms else False, f"{module} imports {name}"


def test_files_stay_small():
    long = {module: len(path.read_text().splitlines()) for module, path in modules().items()}
    assert not {module: lines for module, lines in long.items() if lines > LONGEST_FILE}


def test_nothing_is_unpickled_or_evaluated():
    for module, path in modules().items():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("eval", "exec", "torch.load", "np.load", "yaml.load"), f"{module}: {called}"
