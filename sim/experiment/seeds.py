"""Which seeds the replications of a study have: its own first, then numbers that belong to the replication and to
nothing else.

Seed r is a hash of the words "replication r". It does not depend on the study, the policies or how many replications
there will be: two studies meet the same luck in the same replication, and a series that is made longer keeps its
beginning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

BITS = 31
"""Small enough to be typed after `--seed`."""


def seeds_of(given: Sequence[int], count: int) -> list[int]:
    """The first `count` seeds of a study whose file gives `given`; all different."""
    seeds = list(given[:count])
    used, r = set(given), len(seeds)
    while len(seeds) < count:
        seed = keyed(r)
        while seed in used:  # once in a very great while two numbers meet; the later one moves on
            seed = (seed + 1) % 2**BITS
        seeds.append(seed)
        used.add(seed)
        r += 1
    return seeds


def keyed(replication: int) -> int:
    """The seed of a replication, 0 or more and below 2 to the power `BITS`."""
    digest = hashlib.sha256(f"replication {replication}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - BITS)
