"""The two parts of what policies change, over replications: what the rules do to the same care, and what changes because
care changes. The parts of every replication add up, so their means do, too."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.analysis.interval import interval

PARTS = ("mechanical", "behavioural", "total")
COLUMNS = (
    "outcome", "policy", "n", *(f"{part}{end}" for part in PARTS for end in ("", "_low", "_high")), "unit", "zh", "en",
)  # fmt: skip


def split_of(
    own: Mapping[str, pd.DataFrame], same_care: Mapping[str, pd.DataFrame], words: pd.DataFrame, baseline: str
) -> pd.DataFrame:
    """Mean of each part over the replications, with its 95 % interval (`interval`).

    Args:
        own: by policy, one row a replication (the index), one column an outcome, of runs of its own; with the baseline.
        same_care: the same of the baseline's care settled under the policy.
        words: unit, zh and en of every outcome, by outcome, in the order wanted.

    Returns:
        A frame with the columns `COLUMNS`: outcomes in their order, policies in theirs. `n`: replications in which all three
        are known; intervals are not a number for fewer than two. In an outcome's own unit.
    """
    was, tables = own[baseline][words.index], []
    for policy, again in same_care.items():
        if policy not in own:
            continue
        after, same = own[policy][words.index], again[words.index]
        both = was.index.intersection(after.index).intersection(same.index).sort_values()
        a, b, c = was.loc[both], same.loc[both], after.loc[both]
        known = a.notna() & b.notna() & c.notna()
        gaps = dict(zip(PARTS, ((b - a).where(known), (c - b).where(known), (c - a).where(known)), strict=True))
        n = known.sum()
        table = pd.DataFrame({"policy": policy, "n": n})
        for part, gap in gaps.items():
            table[part] = gap.mean()
            table[f"{part}_low"], table[f"{part}_high"] = interval(gap.to_numpy(float))
        tables.append(table.join(words[["unit", "zh", "en"]]).rename_axis("outcome").reset_index())
    if not tables:
        return pd.DataFrame(columns=list(COLUMNS))
    order = {name: n for n, name in enumerate(words.index)}
    found = pd.concat(tables, ignore_index=True)
    return found.sort_values("outcome", key=lambda name: name.map(order), kind="stable", ignore_index=True)[list(COLUMNS)]
