"""The settings of a repository: `.ncs.yaml`, flat, every key with a default.

Takes the folder that holds the file; gives a Config, or a UsageError that names key and cure.
Knows nothing about what the settings do. yaml is imported only when there is a file to read.
"""

from __future__ import annotations

import os
from typing import Annotated, Any, NamedTuple, get_type_hints

from ncs.errors import SituationError, UsageError

FILE = ".ncs.yaml"
PRESETS = ("standard", "tutorial")
_LARGEST = 64 * 1024
_NAMES = {list: "a list of texts", tuple: "a list of texts", bool: "true or false", str: "a text"}
_NAMES |= {int: "a whole number", float: "a number", type(None): "nothing", dict: "a mapping"}


class Config(NamedTuple):
    """Every key, its default, and what it is for: the one table, which the documentation shows too."""

    exclude: Annotated[tuple[str, ...], "globs of paths that are not indexed"] = ()
    preset: Annotated[str, "the model: standard, or the small tutorial one"] = "standard"
    budget: Annotated[float, "seconds that learning may take"] = 20.0
    learn: Annotated[bool, "whether the model learns this repository"] = True
    store_text: Annotated[bool, "whether the index holds the text of chunks"] = True
    max_file_kib: Annotated[int, "size in KiB above which a file is not indexed"] = 1024
    seed: Annotated[int, "where random numbers begin"] = 0
    k: Annotated[int, "how many results a query shows"] = 5


DEFAULTS: dict[str, Any] = Config()._asdict()
_LEAST, _MOST = {"max_file_kib": 1, "k": 1}, 1_000_000


def descriptions() -> dict[str, str]:
    """What each key is for, in the table's order."""
    hints = get_type_hints(Config, include_extras=True)
    return {key: hint.__metadata__[0] for key, hint in hints.items()}


def documented() -> str:
    """A .ncs.yaml that says every key, its default and what it is for."""
    lines = {key: f"{key}: {_as_yaml(value)}" for key, value in DEFAULTS.items()}
    width = max(map(len, lines.values()))
    rows = [f"{line:<{width}}   # {descriptions()[key]}\n" for key, line in lines.items()]
    return "# The settings of ncs for this repository. Every key stands here with its default.\n\n" + "".join(rows)


def load(root: str | os.PathLike[str]) -> Config:
    """The settings of the repository or folder at `root`."""
    path = os.path.join(root, FILE)
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
    except (FileNotFoundError, NotADirectoryError):
        return Config()
    except OSError as error:
        raise SituationError(f"{path}: {error.strerror}") from None
    if len(data) > _LARGEST:
        raise UsageError(f"{FILE}: larger than {_LARGEST // 1024} KiB")
    return check(_parse(data))


def check(settings: object) -> Config:
    """A Config from what YAML gave, or the one line that says which key is wrong."""
    if settings is None:
        return Config()
    if not isinstance(settings, dict):
        raise UsageError(f"{FILE}: expected lines of `key: value`, got {_named(settings)}")
    return Config(**{_known(key): _value(key, value) for key, value in settings.items()})


def _parse(data: bytes) -> object:
    import yaml

    try:
        return yaml.safe_load(data)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{FILE}, line {line}: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise UsageError(f"{FILE}: not valid YAML: {reason}") from None


def _as_yaml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(list(value)) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)


def _known(key: object) -> str:
    if isinstance(key, str) and key in DEFAULTS:
        return key
    import difflib

    near = difflib.get_close_matches(str(key), DEFAULTS, n=1, cutoff=0.5)
    advice = f"did you mean `{near[0]}`?" if near else f"known are {', '.join(DEFAULTS)}"
    raise UsageError(f"{FILE}: unknown key `{key}`: {advice}")


def _value(key: str, value: object) -> Any:
    """`value` as the type of the key's default."""
    default = DEFAULTS[key]
    if isinstance(default, tuple):
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _wrong(key, "a list of texts", value)
        return tuple(value)
    if isinstance(default, float) and type(value) is int:
        value = float(value)
    if type(value) is not type(default):
        raise _wrong(key, _NAMES[type(default)], value)
    if key == "preset" and value not in PRESETS:
        raise UsageError(f"{FILE}: `preset` must be {' or '.join(PRESETS)}, got `{value}`")
    if isinstance(value, (int, float)) and not _LEAST.get(key, 0) <= value <= _MOST:
        raise UsageError(f"{FILE}: `{key}` must be from {_LEAST.get(key, 0)} to {_MOST}")
    return value


def _wrong(key: str, expected: str, value: object) -> UsageError:
    return UsageError(f"{FILE}: `{key}` must be {expected}, got {_named(value)}")


def _named(value: object) -> str:
    kind = _NAMES.get(type(value), type(value).__name__)
    return f"{kind} ({value})" if isinstance(value, (int, float, str)) and len(str(value)) < 40 else kind
