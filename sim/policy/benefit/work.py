"""The columns of a bill in the making, which benefit rules read and write."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.policy.claims import Claims

I8 = npt.NDArray[np.int64]
Work = Mapping[str, I8]
"""Column name -> (N,) int64: COLUMNS. Money in fen."""

AMOUNTS = (
    "eligible",  # 政策范围内费用: inside the catalogue, after the patient's first part
    "full",  # part of it that is paid in full, outside deductible and ratio
    "deductible",  # 起付线 borne by this claim
    "ratio_ppm",  # 报销比例 on the rest
    "basic",  # 统筹基金支付
    "basic_uncapped",  # the same before yearly caps
    "beyond",  # 合规 for catastrophic insurance though not for basic insurance: first paid by the patient
    "catastrophic",  # 大病保险支付
    "assistance",  # 医疗救助支付
    "supplement",  # 封顶线以上补充支付
)
TALLIES = (
    "own_paid_eligible_fen",
    "catastrophic_base_used_fen",
    "special_paid_fen",
    "chronic_deductible_fen",
    "two_disease_deductible_fen",
    "accident_paid_fen",
    "assistance_base_fen",
)
"""What a rule adds to the person's year; names of `YearToDate`."""
COLUMNS = AMOUNTS + TALLIES


def start(claims: Claims) -> dict[str, I8]:
    """All columns zero but `eligible`: the charge without what the catalogue leaves to the patient."""
    columns = dict.fromkeys(COLUMNS, np.zeros(len(claims), np.int64))
    columns["eligible"] = claims.charge_fen - claims.selfpaid_fen - claims.firstpaid_fen
    return columns
