"""Who counts as unreferred: he chose the hospital himself, was no emergency, and belongs to no exempt group."""

import numpy as np
import numpy.typing as npt

from sim.policy.claims import ALONE, SKIPPED, Claims
from sim.policy.rule import Parameter, Values

AWAY_EXEMPT = Parameter("away_exempt", "flag", "异地居住人员除外", "people living away are exempt")
EXEMPTIONS = (
    AWAY_EXEMPT,
    Parameter("severe_exempt", "flag", "重大疾病除外", "severe diseases are exempt", optional=True),
    Parameter("birth_exempt", "flag", "孕产妇除外", "births are exempt", optional=True),
    Parameter("exempt_below", "years", "低于此年龄除外", "exempt below this age", low=0, high=150, optional=True),
    Parameter("exempt_from", "years", "此年龄及以上除外", "exempt from this age on", low=0, high=150, optional=True),
)
"""Parameters that a penalty may take; those left out exempt nobody."""


def unreferred(values: Values, claims: Claims) -> npt.NDArray[np.bool_]:
    """(N,) true where a penalty for coming without a referral may apply. Reads the `EXEMPTIONS` that are set."""
    counts: npt.NDArray[np.bool_] = (claims.referral == ALONE) | (claims.referral == SKIPPED)
    return np.asarray(counts & not_exempt(values, claims))


def not_exempt(values: Values, claims: Claims) -> npt.NDArray[np.bool_]:
    """(N,) true where no exemption holds. Reads the `EXEMPTIONS` that are set."""
    counts = np.ones(len(claims), bool)
    if values.one("away_exempt"):
        counts = counts & (claims.away == 0)
    if "severe_exempt" in values and values.one("severe_exempt"):
        counts = counts & ~claims.severe
    if "birth_exempt" in values and values.one("birth_exempt"):
        counts = counts & (claims.birth == 0)
    if "exempt_below" in values:
        counts = counts & (claims.age >= values["exempt_below"])
    if "exempt_from" in values:
        counts = counts & (claims.age < values["exempt_from"])
    return counts


def let_through(values: Values, claims: Claims, eligible: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """What a gate leaves eligible, fen (N,): nothing where it stands (`at`) and the patient came without a referral."""
    stopped = unreferred(values, claims) & (values["at"][claims.where] > 0)
    return np.where(stopped, 0, eligible)
