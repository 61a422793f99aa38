"""按病种付费: one amount for a listed case, whatever it cost; what the hospital saves is its own, what it overspends
too.

Pure functions without parameters in policy files yet: quotas by disease and tier are facts that no document in reach
gives.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share

I8 = npt.NDArray[np.int64]


class CasePayment(NamedTuple):
    """Columns (N,) fen: what the fund pays, and what the hospital gains (negative: loses) against its bill."""

    fund: I8
    gain: I8


def case_quota(quota_fen: I8, charge_fen: I8, patient_fen: I8, basic_fen: I8) -> CasePayment:
    """The fund pays the quota less what the patient pays; a case without quota (0) is paid as billed.

    Args: all (N,) fen. quota_fen: standard of the case at this tier. patient_fen: own payment under the benefit rules.
        basic_fen: what basic insurance would pay by item.
    """
    listed = quota_fen > 0
    fund = np.where(listed, np.maximum(quota_fen - patient_fen, 0), basic_fen)
    gain = np.where(listed, fund + patient_fen - charge_fen, 0)
    return CasePayment(fund, gain)


def unreferred_by_quota(quota_fen: I8, share_ppm: I8 | int, eligible_fen: I8) -> I8:
    """未转诊按病种定额比例报销: the benefit of an unreferred stay is a share of the disease's quota, not of the bill
    (N,).
    """
    return np.minimum(np.asarray(share(quota_fen, share_ppm)), eligible_fen)
