"""What the assessment brings: money withheld from bills comes back by a score, and a score may move with what is done.

The policy's own functions say how much is at stake, what the score is and which part it earns; here they are asked for
hypothetical totals. The counted indicators are those of the county's residents, exact for an alliance that holds them
all. What is at stake is taken as linear in the bills about the projected year.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim.behaviour.holders import Mechanism
from sim.behaviour.totals import STAYS, VISITS, WIDTH
from sim.county.county import PLACES, TIERS, County
from sim.policy.policy import PolicyAt
from sim.settlement.assessment import earned, scores
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
PPM = 1_000_000
INSURED = len(KINDS) - 1
"""Kinds of care on which the fund is billed; the last one is care that is not claimed."""


def of_assessment(law: PolicyAt, county: County, at_stake: Callable[[I8], I8], projected: F8, last: I8 | None) -> Mechanism | None:
    """The assessment as a mechanism: what it takes from every institution; None where it takes nothing that anybody moves.

    Args:
        at_stake: approved bills (H, KINDS) fen -> what the assessment decides about (H,) fen.
        projected: (H, totals) of the year. last: last year's scores (H,), if there were any.
    """
    h = len(county.institutions)
    worst, best = (scores(law, np.full((h, 3), value, np.int64), county) for value in (0, PPM))
    back = earned(law, best, last)
    if worst is None or best is None or back is None:
        return None
    bills = np.rint(np.maximum(projected[:, : len(KINDS)], 0.0)).astype(np.int64)
    stake = at_stake(bills).astype(np.float64)
    slope = _slopes(at_stake, bills, stake)
    counts = bool((worst != best).any())
    if not counts and not slope.any():
        return None
    load = np.zeros((h + 6, h, WIDTH))
    load[np.arange(h), np.arange(h), : len(KINDS)] = slope
    load[h:] = _numbers(county)
    base = (slope * bills).sum(axis=1)

    def outcome(x: F8) -> F8:
        score: I8 | None = best
        if counts:
            part, whole = x[..., h::2], x[..., h + 1 :: 2]
            ratio = np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), 1.0)
            ppm = np.rint(np.clip(ratio, 0.0, 1.0) * PPM).astype(np.int64)
            score = scores(law, np.repeat(ppm[..., None, :], h, axis=-2), county)
        given = earned(law, score, last)
        assert given is not None
        lost: F8 = -np.maximum(stake + x[..., :h] - base, 0.0) * (1.0 - given / PPM)
        return lost

    return Mechanism(sparse.csr_matrix(load.reshape(h + 6, -1)), outcome, np.eye(h), np.zeros(h + 6))


def _slopes(at_stake: Callable[[I8], I8], bills: I8, stake: F8) -> F8:
    """What a fen more of bills puts at stake, (H, KINDS): the policy's own function, one kind of care one per cent up."""
    found = np.zeros(bills.shape)
    for kind in range(bills.shape[1]):
        more = np.zeros_like(bills)
        more[:, kind] = np.maximum(bills[:, kind] // 100, 100_00)
        found[:, kind] = (at_stake(bills + more) - stake) / more[:, kind]
    return found


def _numbers(county: County) -> F8:
    """(6, H, totals): stays in the county and all, fund in the county and all, primary visits and visits in the county."""
    h = county.institutions
    here, primary = h.place == PLACES.index("county"), h.tier <= TIERS.index("township")
    found = np.zeros((6, len(h), WIDTH))
    found[0, here, STAYS] = found[1, :, STAYS] = 1.0
    found[2][here, :INSURED] = found[3][:, :INSURED] = 1.0
    found[4, here & primary, VISITS] = found[5, here, VISITS] = 1.0
    return found
