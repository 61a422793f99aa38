"""In which band of its sharing schedule each budget holder ends a year, and the share of replications in each.

Where a schedule is convex - beyond some deficit others pay - a holder near the edge may end on either side of it, and
chance decides. A mean over seeds then describes a year that never happens; the share of seeds in each state does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd

from sim.policy.policy import Policy
from sim.policy.rule import Values

PPM = 1_000_000
HOLDER = ("year", "rule", "rule_zh", "id", "name_zh", "name_en")
STATE = ("state", "state_zh", "state_en")
COLUMNS = (*HOLDER, *STATE)
KEYS = ("assumptions", "policy")
SHARES = (*KEYS, *COLUMNS, "seeds", "of_seeds", "share")
SIDES = {
    "surplus": ("结余", "surplus", "留用", "kept"),
    "deficit": ("超支", "deficit", "承担", "borne"),
}


def states(clearing: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """State of every budget holder at the end of each cleared year of a run.

    Args:
        clearing: the run's table `clearing`. policy: its law, for the bands in force when the year began.

    Returns:
        A row a holder and year with the columns `COLUMNS`. `state` is surplus_N or deficit_N, N the band counted from
        the budget outwards; its names say which part of the band is the holder's. A balance of nothing is surplus_1.
    """
    rows = []
    for row in clearing.to_dict("records"):
        first = max(date(int(row["year"]), 1, 1), policy.eras[0].date)
        values = policy.at(first).values.get(str(row["rule"]))
        side = "surplus" if row["balance_yuan"] >= 0 else "deficit"
        edges, shares = _bands(values, side)
        reached = abs(float(row["balance_yuan"])) * PPM
        band = int(np.searchsorted(edges * float(row["budget_yuan"]), reached, side="left"))
        rows.append(tuple(row[name] for name in HOLDER) + _named(side, band, shares))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def shares_of_seeds(runs: Sequence[tuple[str, str, pd.DataFrame]]) -> pd.DataFrame:
    """How many replications end in each state.

    Args:
        runs: (assumptions, policy, `states` of one replication), in any number.

    Returns:
        A row a set of assumptions, policy, holder, year and state that occurs, columns `SHARES`: `seeds` replications end
        there, of `of_seeds` in which the holder was cleared; `share` their ratio.
    """
    tables = [table.assign(assumptions=assumptions, policy=policy) for assumptions, policy, table in runs if len(table)]
    if not tables:
        return pd.DataFrame(columns=list(SHARES))
    every = pd.concat(tables, ignore_index=True)
    by = [*KEYS, "year", "rule", "id"]
    of_seeds = every.groupby(by, sort=False).size().rename("of_seeds")
    seeds = every.groupby([*KEYS, *COLUMNS], sort=False).size().rename("seeds").reset_index()
    found = seeds.join(of_seeds, on=by)
    found["share"] = found["seeds"] / found["of_seeds"]
    order = {key: n for n, key in enumerate(dict.fromkeys(every[by].itertuples(index=False, name=None)))}
    found["order"] = [order[key] for key in found[by].itertuples(index=False, name=None)]
    return found.sort_values(["order", "state"], kind="stable")[list(SHARES)].reset_index(drop=True)


def undecided(shares: pd.DataFrame) -> pd.DataFrame:
    """The rows of holders that end in more than one state, in the order of `shares`."""
    if not len(shares):
        return shares
    several = shares.groupby([*KEYS, "year", "rule", "id"], sort=False)["state"].transform("size") > 1
    return shares[several]


def _bands(values: Values | None, side: str) -> tuple[np.ndarray, list[float]]:
    """Upper edges of a side's bands (ppm of the budget, without the open last one) and the holder's share of each band;
    without a stated schedule one band, of which nothing is said."""
    flat, banded, edges = f"{side}_share", f"{side}_shares", f"{side}_edges"
    if values is None or not (flat in values or banded in values):
        return np.zeros(0), []
    shares = values[banded] if banded in values else values[flat].reshape(1)
    upper = values[edges] if edges in values else np.zeros(0)
    return np.asarray(upper, float), [float(share) / PPM for share in shares]


def _named(side: str, band: int, shares: list[float]) -> tuple[str, str, str]:
    zh, en, verb_zh, verb_en = SIDES[side]
    if not shares:
        return f"{side}_{band + 1}", zh, en
    part = f"{shares[band] * 100:g}"
    if len(shares) == 1:
        return f"{side}_1", f"{zh}（{verb_zh}{part}%）", f"{en} ({part} % {verb_en})"
    return (
        f"{side}_{band + 1}", f"{zh}第{band + 1}档（本档{verb_zh}{part}%）", f"{en}, band {band + 1} ({part} % of it {verb_en})",
    )  # fmt: skip
