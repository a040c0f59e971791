"""Which arrays an index holds, of which type, and how their sizes depend on each other: checked before any is read.

Only the table of the file is looked at, so this costs nothing; what the arrays say is checked by index/verify.py.

Arrays, for F files, N chunks, D latent dimensions:

    files.path, .blob, .language      Strings [F], Strings [F], u16 [F] into about.languages
    files.role                        u8 [F] into roles.ROLES
    files.note, .redactions           Strings [F] what went wrong while it was cut; u32 [F] secrets taken out
    files.chunks                      u32 [F+1], the first chunk of each file
    skipped.path, .reason, .blob      Strings, what is not indexed, why, and the content that was refused if any
    chunks.start, .end                u32 [N], lines from 1, inclusive
    chunks.said                       u16 [N,2], lines of the docstring counted from the chunk's start, end excluded
    chunks.kind                       u8 [N] into about.kinds
    chunks.symbol, .signature         Strings [N]
    chunks.scopes, .defines, .calls, .imports   Strings [N], several values joined by U+001F
    terms, body.*, name.*             the inverted index (index/postings.py)
    words.kind, .count                u8, u8: how often a posting's word stands in which kind of text: one entry or
                                      several for each posting of body, all but the first of them plus 128
    stem.*, folder.*                  the words of each file's own name, and of the folders above it
    told.*                            the words of what each of C commits says
    commits.files, .ends              u32, u32 [C+1]: the files that each of them changed (index/history.py)
    latent.vectors, .scale            i8 [3,N,D], f32 [3,N]: unit vectors at the three times are vectors * scale
    latent.files                      f32 [3,F]: length of the sum of the unit vectors of each file's chunks
    memory.vectors, .scale            i8 [M,D], f32 [M]: what commits say of each file (index/memory.py); M is F, or 0
                                      where that is not remembered
    graph.callers, .importers         u32 [N], u32 [F]: how many chunks call it, how many files import it
    text.data, .offsets               each file's text, unless the publisher kept it back
    model.*                           the model that made the vectors (index/weights.py)

Strings are two arrays, `.data` and `.offsets`.
"""

from __future__ import annotations

from ncs.index.format import Container
from ncs.index.weights import TABLES

LAYOUT = 5  # counted on when an array is added or holds something else: an index without it is of another version

# Name -> the letter for how many strings it has. Letters: F files, N chunks, T terms, C commits, D latent dimensions;
# others only say that two arrays are alike.
STRINGS = {
    "files.path": "F", "files.blob": "F", "files.note": "F", "skipped.path": "S", "skipped.reason": "S",
    "skipped.blob": "S", "terms": "T", "chunks.symbol": "N", "chunks.signature": "N", "chunks.scopes": "N",
    "chunks.defines": "N", "chunks.calls": "N", "chunks.imports": "N",
}  # fmt: skip
ARRAYS: dict[str, tuple[str, tuple[str | int, ...]]] = {
    "files.language": ("U16", ("F",)),
    "files.role": ("U8", ("F",)),
    "files.chunks": ("U32", ("F+1",)),
    "files.redactions": ("U32", ("F",)),
    "words.kind": ("U8", ("words",)),
    "words.count": ("U8", ("words",)),
    "chunks.start": ("U32", ("N",)),
    "chunks.end": ("U32", ("N",)),
    "chunks.said": ("U16", ("N", 2)),
    "chunks.kind": ("U8", ("N",)),
    "latent.vectors": ("I8", (3, "N", "D")),
    "latent.scale": ("F32", (3, "N")),
    "latent.files": ("F32", (3, "F")),
    "memory.vectors": ("I8", ("M", "D")),
    "memory.scale": ("F32", ("M",)),
    "graph.callers": ("U32", ("N",)),
    "graph.importers": ("U32", ("F",)),
    "commits.files": ("U32", ("changed",)),
    "commits.ends": ("U32", ("C+1",)),
}
for _field in ("body", "name", "stem", "folder", "told"):
    ARRAYS[f"{_field}.starts"] = ("U32", ("T+1",))
    ARRAYS[f"{_field}.documents"] = ("U32", (f"{_field} postings",))
    ARRAYS[f"{_field}.impacts"] = ("F32", (f"{_field} postings",))
OPTIONAL = {"text": "F"}
MODEL = "model."


def check(file: Container, latent: object) -> None:
    """Raises IndexFileError at the first array that is missing, too many, or of another type or size."""
    strings = STRINGS | {name: letter for name, letter in OPTIONAL.items() if f"{name}.data" in file}
    wanted = ARRAYS | {f"{name}.offsets": ("U32", (f"{letter}+1",)) for name, letter in strings.items()}
    wanted |= {f"{name}.data": ("U8", (f"{name} bytes",)) for name in strings}
    sizes: dict[str, object] = {"D": latent}
    for name, (dtype, shape) in wanted.items():
        if name not in file:
            raise file.damaged(f"no array {name}")
        found, lengths = file.layout(name)
        if found != dtype or len(lengths) != len(shape):
            raise file.damaged(f"array {name}")
        for length, letter in zip(lengths, shape, strict=True):
            _bind(file, name, sizes, letter, length)
    for name in file.names():
        if name not in wanted and not (name.startswith(MODEL) and _is_of_model(name, *file.layout(name))):
            raise file.damaged(f"array {name}")


def _bind(file: Container, name: str, sizes: dict[str, object], letter: str | int, length: int) -> None:
    """A letter stands for the same number wherever it is met."""
    if isinstance(letter, str) and letter.endswith("+1"):
        letter, length = letter[:-2], length - 1
    wanted = letter if isinstance(letter, int) else sizes.setdefault(letter, length)
    if wanted != length or length < 0:
        raise file.damaged(f"array {name} does not fit the others")


def _is_of_model(name: str, dtype: str, shape: tuple[int, ...]) -> bool:
    """Its type is right, and of lists the shape; that of layers is checked against the model (index/weights.py)."""
    part = name.removeprefix(MODEL)
    if part in TABLES:
        return dtype == "I8"
    flat = {".data": "U8", ".offsets": "U32", ".rows": "U32"}
    flat |= {".scale": "F32"} if part.removesuffix(".scale") in TABLES else {}
    wanted = next((known for ending, known in flat.items() if part.endswith(ending)), None)
    return dtype == "F16" if wanted is None else dtype == wanted and len(shape) == 1
