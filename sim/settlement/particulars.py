"""What stands behind a clearing, for a director who asks why: how residents' spending left, and which points were lost.

Both tables only take apart what the clearing has computed; their sums are the clearing's own amounts, to the fen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import PLACES, TIERS, County
from sim.foundation.money import share, split
from sim.policy.package.scope import INSIDE, WAYS
from sim.policy.package.score import ALL, FULL, INDICATORS, UNKNOWN, earned
from sim.policy.payment.deposit import limits
from sim.policy.policy import PolicyAt
from sim.settlement.assessment import RULE
from sim.settlement.followed import Followed
from sim.settlement.yearend import YearEnd

I8 = npt.NDArray[np.int64]
LEAVING = ("own", "others", "outside_members", *WAYS[INSIDE + 1 :], "points")
"""本医共体, 别的医共体, 县内未入医共体; 县外: 县内可治, 县内不可治, 异地居住; 病例按点数或定额与账单的差."""
STATED = "stated"
CHARGED_COLUMNS = ["year", "rule", "id", "name_zh", "name_en", "way", "at", "at_zh", "at_en", "cases", "basic_yuan",
                   "charged_yuan"]  # fmt: skip
SCORE_COLUMNS = ["year", "id", "name_zh", "name_en", "tier", "item", "weight", "value", "floor", "target", "points",
                 "points_lost", "at_stake_yuan", "lost_yuan"]  # fmt: skip


def charged_table(year_ends: Sequence[YearEnd], county: County) -> pd.DataFrame:
    """How the spending of every package's residents came about: a row a package, institution and way of being treated
    there (`LEAVING`).

    Columns: year, rule, id and names of the holder, way, at and its names (where they were treated), cases, basic_yuan
    (what the fund was billed for its residents, also where the policy does not charge it), charged_yuan. The charged
    amounts of a holder add up to its spending.
    """
    h, parts = county.institutions, [pd.DataFrame(columns=CHARGED_COLUMNS)]
    here, names = h.place == PLACES.index("county"), [np.array([*x, ""], object) for x in (h.id, h.name_zh, h.name_en)]
    for end in year_ends:
        for budget, cleared in zip(end.budgets, end.clearings, strict=True):
            if budget.followed is None:
                continue
            sums = _by_way(budget.followed, budget.group, here)
            sums[2, :, -1, -1] = np.asarray(cleared.spent, np.int64) - sums[2].sum(axis=(1, 2))
            g, at, way = np.nonzero(sums.any(axis=0))
            lead = budget.holder[g]
            table = {"year": end.year, "rule": budget.rule.name}
            table |= dict(zip(("id", "name_zh", "name_en"), (x[lead] for x in names), strict=True))
            table |= {"way": np.array(LEAVING)[way]} | dict(zip(("at", "at_zh", "at_en"), (x[at] for x in names), strict=True))
            cases, basic, charged = sums[:, g, at, way]
            parts.append(pd.DataFrame(table | {"cases": cases, "basic_yuan": basic / 100, "charged_yuan": charged / 100}))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _by_way(followed: Followed, group: I8, here: npt.NDArray[np.bool_]) -> I8:
    """(3, G, H + 1, ways): cases, fen billed to the fund, fen charged; the last institution is nobody, for the points."""
    holders = np.arange(len(followed.mask))
    found = np.zeros((3, holders.size, here.size + 1, len(LEAVING)), np.int64)
    billed = np.where(followed.mask, followed.own, 0).sum(axis=3)  # (G, H, WAYS)
    rounded = np.asarray(share(billed.sum(axis=2), followed.price), np.int64)  # (G, H), as the clearing rounds
    outside = billed[..., INSIDE + 1 :]
    inside = rounded - outside.sum(axis=2)  # care outside the county is charged as billed
    counted = np.stack([followed.cases.sum(axis=3), followed.basic.sum(axis=3)])  # (2, G, H, WAYS)
    own = holders[:, None] == group[None, :]
    for w, mask in enumerate((own, ~own & (group >= 0)[None, :] & here, ~own & (group < 0)[None, :] & here)):
        found[:2, :, :-1, w] = np.where(mask, counted[..., INSIDE], 0)
        found[2, :, :-1, w] = np.where(mask, inside, 0)
    found[:2, :, :-1, 3:-1] = counted[..., INSIDE + 1 :]
    found[2, :, :-1, 3:-1] = outside
    return found


def scores_table(year_ends: Sequence[YearEnd], law_of: Callable[[int], PolicyAt], county: County) -> pd.DataFrame:
    """Every score by its items, and what each lost point cost: a row an institution with money at stake and item.

    Columns: year, id, names, tier, item (one of `score.INDICATORS`, or `stated` for the part that the policy states),
    weight (of 1), value, floor and target (ratios, yuan or days; empty for the stated part, and a value of which nothing
    was counted), points, points_lost (both of 100),
    at_stake_yuan (of the institution, in every row), lost_yuan: the institution's loss divided in proportion to the
    points lost, to the fen. Under an assessment of improvement, or with bands, a point has no price of its own; the
    division is then only a convention.
    """
    h, rows = county.institutions, list[dict[str, object]]()
    for end in year_ends:
        if end.scores is None or end.stake is None or end.counted is None:
            continue
        values = law_of(end.year).values[RULE]
        weights = np.asarray(values["weights"] if "weights" in values else np.zeros(0), np.int64)
        for i in np.flatnonzero(end.stake).tolist():
            full = [int(w) * FULL // 1_000_000 for w in weights]
            full.append(FULL - sum(full))
            ends = np.stack(limits(values)) if weights.size else np.zeros((2, 0), np.int64)
            parts = earned(end.counted[i], ends[0], ends[1]) if weights.size else np.zeros(0, np.int64)
            got = [int(p) * f // 1_000_000 for p, f in zip(parts, full, strict=False)]
            got.append(int(end.scores[i]) - sum(got))
            missing = [max(f - g, 0) for f, g in zip(full, got, strict=True)]
            lost = split(int(end.lost[i]), missing if any(missing) else full)
            who = {"year": end.year, "id": h.id[i], "name_zh": h.name_zh[i], "name_en": h.name_en[i], "tier": TIERS[h.tier[i]]}
            for n, item in enumerate((*INDICATORS[: weights.size], STATED)):
                if not full[n]:
                    continue
                seen = {"value": np.nan, "floor": np.nan, "target": np.nan}
                if item != STATED:
                    unit = 100.0 if ALL[n].unit == "yuan" else 1e6
                    value = int(end.counted[i, n])
                    seen = {"value": np.nan if value == UNKNOWN else value / unit, "floor": int(ends[0, n]) / unit,
                            "target": int(ends[1, n]) / unit}  # fmt: skip
                rows.append(who | {"item": item, "weight": full[n] / FULL} | seen | {
                    "points": got[n] / 1000, "points_lost": (full[n] - got[n]) / 1000, "at_stake_yuan": int(end.stake[i]) / 100,
                    "lost_yuan": lost[n] / 100,
                })  # fmt: skip
    return pd.DataFrame(rows, columns=SCORE_COLUMNS)
