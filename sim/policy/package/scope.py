"""Which spending of its residents a package is charged with: by kind of care, place, and way of leaving the county.

The scope is a mask: spending is charged or it is not. So a package's spending is a linear map of what is spent where.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share
from sim.policy.rule import Values

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]

WAYS = ("inside", "treatable", "untreatable", "away")
"""县内就医; 县外就医: 县内可治, 县内不可治, 异地居住者."""
INSIDE, TREATABLE, UNTREATABLE, AWAY = range(len(WAYS))
LEAKS = ("none", "treatable", "all")
"""县外就医是否计入: 不计, 只计县内可治的, 全部计入."""


def way(in_county: B1, away: B1, able_tier: npt.NDArray[np.integer], county_tier: int) -> I8:
    """How each claim left (N,), index into WAYS.

    A condition is treatable where the lowest tier able to treat its severity is not above the county hospital.
    """
    left = np.where(able_tier <= county_tier, TREATABLE, UNTREATABLE)
    return np.where(in_county, INSIDE, np.where(away, AWAY, left)).astype(np.int64)


def charged(values: Values, of: I8, in_county: B1, kinds: int) -> B1:
    """Mask (G, H, WAYS, kinds) of what is charged to each of G holders.

    Args:
        of: (H,) holder whose member an institution is, -1 = nobody's. in_county: (H,).
        kinds: kinds of care that totals tell apart, those of `covers` first; the rest is never charged.
    """
    holders = int(of.max(initial=0)) + 1
    return charged_to(values, np.arange(holders), of, in_county, kinds)


def charged_to(values: Values, holders: I8, of: I8, in_county: B1, kinds: int) -> B1:
    """The same for holders by number, some of which may have no member."""
    covers = np.zeros(kinds, bool)
    covers[: len(values["covers"])] = values["covers"] > 0
    own = holders[:, None] == of[None, :]
    here = in_county[None, :] & (own | (values.one("others") > 0))
    leak, away = values.one("leak"), values.one("away") > 0
    out = ~in_county[None, :] & np.ones_like(own)
    by_way = np.stack(
        [here, out & (leak >= LEAKS.index("treatable")), out & (leak == LEAKS.index("all")), out & away], axis=2
    )
    mask: B1 = by_way[..., None] & covers
    return mask


def price(values: Values, holders: I8, of: I8) -> I8:
    """At which share of the bill a holder pays for its residents at each institution (G, H) ppm: other alliances'
    members at the price that alliances settle at, everybody else as billed."""
    other = (of[None, :] >= 0) & (of[None, :] != holders[:, None])
    paid: I8 = np.where(other, values.one("cross_price"), 1_000_000)
    return paid


def priced(flow: I8, mask: B1, price_ppm: I8) -> tuple[I8, I8]:
    """Spending (G, H, WAYS, kinds) fen -> what each holder is charged (G,), and what treating institutions do not get
    of their bills (H,): together they are the spending in scope."""
    billed = np.where(mask, flow, 0).sum(axis=(2, 3))
    paid = np.asarray(share(billed, price_ppm), np.int64)
    return paid.sum(axis=1), (billed - paid).sum(axis=0)
