"""Time `ncs index --no-learn` against semble 0.7.0 building its index, tree by tree in one run.

usage: against.py TREES --semble PYTHON [--repos repos.json] [--ncs NCS] [--only NAME ...] [--rounds N] [--all-text]

TREES/NAME/ROOT is what is indexed; PYTHON is that of an environment with semble. Each is a process of its own, timed
whole, one after the other, so that what else the machine does falls on both; of several rounds the fastest counts.
semble runs as its command does, with four workers, and writes its index as ncs does. Its model is replaced: by a random
table of 256 dimensions, over a tokenizer of the same kind and size that is trained on the trees at the start.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent

MODEL = """
import sys
from pathlib import Path
import numpy as np
from model2vec import StaticModel
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

trees, folder = sys.argv[1:]
files = [str(path) for path in Path(trees).rglob("*") if path.is_file()]
def texts():
    for path in files:
        yield Path(path).read_text("utf-8", "replace")
tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
tokenizer.train_from_iterator(texts(), trainers.WordPieceTrainer(vocab_size=62_500, special_tokens=["[UNK]", "[PAD]"]))
table = np.random.default_rng(0).standard_normal((tokenizer.get_vocab_size(), 256)).astype(np.float32)
StaticModel(table, tokenizer, {"normalize": True}, normalize=True).save_pretrained(folder)
"""

BUILD = """
import os, sys
os.environ["SEMBLE_INDEX_WORKERS"] = "4"
if __name__ == "__main__":
    from semble import SembleIndex
    from semble.types import ContentType
    kinds = (ContentType.CODE, ContentType.DOCS, ContentType.CONFIG)
    index = SembleIndex.from_path(sys.argv[1], content=kinds if sys.argv[4] else kinds[:1], model_path=sys.argv[2])
    index.save(sys.argv[3])
"""


class Time(NamedTuple):
    seconds: float
    processor: float  # seconds, of all its processes


def timed(command: list[str], environment: dict[str, str]) -> Time:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{command} failed:\n{done.stderr[-2000:]}")
    return Time(seconds, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)


def compare(tree: Path, options: argparse.Namespace, scratch: Path) -> tuple[Time, Time]:
    """The fastest of some rounds, ncs and semble in turn."""
    ours = [*options.ncs.split(), "index", str(tree), "--output", str(scratch / "ours.ncs"), "--no-learn"]
    kinds = "all" if options.all_text else ""
    files = [str(scratch / name) for name in ("model", "theirs")]
    theirs = [options.semble, str(scratch / "build.py"), str(tree), *files, kinds]
    rounds = []
    for number in range(options.rounds):
        empty = {"SEMBLE_CACHE_LOCATION": str(scratch / f"cache{number}")}
        rounds.append((timed(ours, {}), timed(theirs, empty)))
    return min(mine for mine, _ in rounds), min(other for _, other in rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trees", type=Path)
    parser.add_argument("--semble", required=True, metavar="PYTHON")
    parser.add_argument("--repos", type=Path, default=HERE / "repos.json")
    parser.add_argument("--ncs", default=str(Path(sys.executable).with_name("ncs")))
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--all-text", action="store_true", help="semble reads documents and settings too, as ncs does")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        (scratch / "build.py").write_text(BUILD)
        subprocess.run([options.semble, "-c", MODEL, str(options.trees), str(scratch / "model")], check=True)
        repos = [r for r in json.loads(options.repos.read_text()) if not options.only or r["name"] in options.only]
        rows = []
        print(f"{'tree':<22}{'ncs s':>8}{'semble':>8}{'times':>7}{'cpu s':>8}{'semble':>8}")
        for repo in repos:
            mine, other = compare(options.trees / repo["name"] / repo["root"], options, scratch)
            rows.append((mine, other))
            tell(repo["name"], mine, other)
        sums = [Time(*(sum(part) for part in zip(*column, strict=True))) for column in zip(*rows, strict=True)]
        tell(f"all {len(rows)}", *sums)


def tell(name: str, mine: Time, other: Time) -> None:
    times = mine.seconds / other.seconds
    print(
        f"{name:<22}{mine.seconds:>8.2f}{other.seconds:>8.2f}{times:>7.2f}{mine.processor:>8.2f}{other.processor:>8.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
