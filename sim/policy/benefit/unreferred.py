"""Who counts as unreferred: he chose the hospital himself, was no emergency, and does not live away."""

import numpy as np
import numpy.typing as npt

from sim.policy.claims import ALONE, SKIPPED, Claims
from sim.policy.rule import Parameter, Values

AWAY_EXEMPT = Parameter("away_exempt", "flag", "异地居住人员除外", "people living away are exempt")


def unreferred(values: Values, claims: Claims) -> npt.NDArray[np.bool_]:
    """(N,) true where a penalty for coming without a referral may apply. Reads `away_exempt`."""
    alone = (claims.referral == ALONE) | (claims.referral == SKIPPED)
    counts: npt.NDArray[np.bool_] = alone & (claims.away == 0) if values.one("away_exempt") else alone
    return counts
