"""ncs pretrain: from local checkouts to the base model that ships with ncs."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace

from ncs.commands.numbers import share, whole
from ncs.errors import SituationError
from ncs.terminal import progress, safe_line
from ncs.train import INSTALL, torch_is_there

LARGEST = 10_000_000


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("corpus", nargs="+", metavar="CORPUS", help="git repositories, with their history")
    parser.add_argument("--work", required=True, metavar="FOLDER", help="for harvests and checkpoints: to go on from")
    parser.add_argument("--output", required=True, metavar="FILE", help="the base model; its card goes beside it")
    parser.add_argument("--exclude", metavar="FILE", help="names that must stay out: owner/name or owner/*, one a line")
    parser.add_argument("--version", default="unnamed", metavar="TEXT", help="what to call the base, such as a date")
    parser.add_argument("--earlier", metavar="FILE", help="a base to go on from: its words stay")
    parser.add_argument(
        "--asked", nargs=2, action="append", default=[], metavar=("LIST", "TREES"),
        help="tune the words on questions: a list of repositories with `queries` beside it, and their files",
    )  # fmt: skip
    parser.add_argument("--steps", type=whole(LARGEST, 0), metavar="N", help="of training the path (0: none)")
    parser.add_argument("--decoder-steps", type=whole(LARGEST, 0), metavar="N", help="the same of the decoder")
    parser.add_argument("--batch", type=whole(LARGEST), metavar="N", help="examples a step")
    parser.add_argument("--tokens", type=whole(LARGEST), metavar="N", help="words that have a vector of their own")
    parser.add_argument(
        "--words", type=whole(LARGEST), metavar="N", help="that the decoder, then begun anew, can write"
    )
    parser.add_argument(
        "--threads", type=whole(LARGEST), default=1, metavar="N", help="the bits depend on it (default: 1)"
    )
    parser.add_argument("--bfloat16", action="store_true", help="train the decoder in it: quicker, and other bits")
    parser.add_argument("--decoder-rate", type=share, metavar="RATE", help="highest learning rate of the decoder")
    parser.add_argument("--seed", type=int, default=0, metavar="N")
    parser.add_argument("--json", action="store_true", help="what was measured as JSON")


def run(options: Namespace) -> int:
    if not torch_is_there():
        raise SituationError(f"pretraining needs torch: {INSTALL}")
    from ncs.pretrain import earlier
    from ncs.pretrain.pretraining import Recipe, pretrain

    recipe = Recipe(options.version, options.earlier or "", threads=options.threads, seed=options.seed)
    if options.earlier:
        limits = earlier.LIMITS if options.steps != 0 else earlier.LIMITS._replace(commits=0, hunks=0)
        recipe = recipe._replace(trajectory=earlier.SCHEDULE, limits=limits, anew=options.words is not None)
    trajectory, decoder = recipe.trajectory, recipe.decoder
    batch = options.batch or trajectory.mixture.batch
    mixture = trajectory.mixture._replace(batch=batch, block=min(trajectory.mixture.block, batch))
    recipe = recipe._replace(
        tokens=options.tokens or recipe.tokens,
        words=options.words or recipe.words,
        asked=tuple((place, trees) for place, trees in options.asked),
        trajectory=trajectory._replace(
            steps=trajectory.steps if options.steps is None else options.steps, mixture=mixture, seed=options.seed
        ),
        decoder=decoder._replace(
            steps=decoder.steps if options.decoder_steps is None else options.decoder_steps,
            rate=options.decoder_rate or decoder.rate,
            bfloat16=options.bfloat16,
            seed=options.seed,
        ),
    )  # fmt: skip
    with progress() as show:
        made = pretrain(options.corpus, options.work, options.output, options.exclude, recipe, show)
    for refused in made.refused:
        print(f"left out {safe_line(refused.name)}: {refused.why}", file=sys.stderr)
    if options.json:
        print(json.dumps(made.about))
    else:
        print(f"learned from {len(made.about['corpus'])} repositories -> {safe_line(made.output)}")
    return 0
