"""按病种付费: one amount for a listed case, whatever it cost; what the hospital saves is its own, what it overspends
too.

No document in reach prints its quotas. A policy therefore states them as a share of the county's own mean charge of
the disease at the tier, which is an assumption of the policy file; a county that knows its quotas gives them as a fact.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, share, times
from sim.policy.rule import Fact, Need, Parameter, Rule, Values

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


def quotas(values: Values, mean_charge_fen: I8) -> I8:
    """定额标准 of every disease and tier from the mean charges (C, 5) of a county, half-up to the fen; 0 where the
    tier is not paid by the case.
    """
    return np.asarray(times(np.asarray(mean_charge_fen, np.int64), np.broadcast_to(values["of_mean"], (5,))))


def has_quota(values: Values, day_case: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which stays (N,) can have a quota at all: day surgery only where the policy includes it."""
    return np.ones(day_case.size, bool) if values.one("day_surgery") else ~day_case


def of_treatment(values: Values, quota_fen: I8, chinese: npt.NDArray[np.bool_]) -> I8:
    """Quotas (N,) by kind of treatment: the same for Chinese treatment where the policy says so, otherwise its own part
    of the western quota, where it states one."""
    if values.one("same_price") or "chinese" not in values:
        return quota_fen
    return np.where(chinese, np.asarray(times(quota_fen, values.one("chinese"))), quota_fen)


def gainful(values: Values, listed: I8, quota_fen: I8, cost_fen: I8, cases: I8) -> I8:
    """How much of each listed group a hospital names (C,) ppm, if it may choose: those first at which a year's cases
    gained most against their quotas, up to its part of the list; a group in which it lost is not named.

    Args:
        listed: (C,) ppm on the list. quota_fen: (C,). cost_fen, cases: (C,) its stays of last year.
    """
    gain = cases * quota_fen - cost_fen
    order = np.argsort(-gain, kind="stable")
    room = int(listed.sum()) * values.one("named_share") // ONE
    before = np.cumsum(listed[order]) - listed[order]
    named = np.zeros_like(listed)
    named[order] = np.clip(room - before, 0, listed[order])
    return np.where((gain > 0) & (cases > 0), named, 0)


def one_case(
    values: Values, tier: int, charge: int, patient: int, basic: int, mean_charge: int = 0, quota: int = 0,
    western_quota: int = 0, chinese: int = 0, day_surgery: int = 0,
) -> dict[str, int]:  # fmt: skip
    """The same for a single case. A quota given replaces the share of the mean charge; where Chinese and western
    treatment have the same price, a case treated by Chinese medicine has the western quota. Day surgery has a quota
    only where the policy includes it.
    """
    known = quota or int(quotas(values, np.full(5, mean_charge, np.int64))[tier])
    if chinese and western_quota and values.one("same_price"):
        known = western_quota
    if day_surgery and not values.one("day_surgery"):
        known = 0
    paid = case_quota(np.array([known]), np.array([charge]), np.array([patient]), np.array([basic]))
    return {"quota": known, "fund": int(paid.fund[0]), "gain": int(paid.gain[0])}


NAMING = ("all", "commonest", "gainful")
"""目录内全部; 最常见的若干种; 上年结余最多的若干种."""
TIERS = ("village", "township", "county", "city", "province")

RULE = Rule(
    name="payment.case_quota",
    slot="tariff",
    zh="按病种付费",
    en="payment by the case",
    function=one_case,
    parameters=(
        Parameter(
            "of_mean", "%", "病种定额占本级次均费用的比例（零为不按病种付费）",
            "quota as a share of the mean charge at the tier (zero: not paid by the case)",
            axes=("institution_tier",), low=0, high=300,
        ),
        Parameter("same_price", "flag", "中西医同价", "same price for Chinese and western treatment"),
        Parameter("day_surgery", "flag", "日间手术纳入", "day surgery included"),
        Parameter("chinese", "%", "中医治疗定额占西医定额比例（不同价时）",
                  "quota of Chinese treatment as a share of the western one, where prices differ", low=0, high=300,
                  optional=True),
        Parameter("naming", "choice", "医院选报病种", "how hospitals name diseases from the list", choices=NAMING,
                  optional=True),
        Parameter("named_share", "%", "选报病种占目录比例", "share of the listed diseases that a hospital names", low=0, high=100,
                  optional=True),
    ),
    takes=(
        Fact("tier", "choice", "医疗机构级别", "tier of the hospital", choices=TIERS),
        Fact("charge", "yuan", "总费用", "charge"),
        Fact("patient", "yuan", "患者负担", "own payment"),
        Fact("basic", "yuan", "按项目计算的统筹支付", "what basic insurance pays by item"),
        Fact("mean_charge", "yuan", "该病种本级次均费用", "mean charge of the disease at the tier", optional=True),
        Fact("quota", "yuan", "已公布的定额", "a published quota", optional=True),
        Fact("western_quota", "yuan", "西医定额", "quota of western treatment", optional=True),
        Fact("chinese", "flag", "中医治疗", "treated by Chinese medicine", optional=True),
        Fact("day_surgery", "flag", "日间手术", "day surgery", optional=True),
    ),
    gives=(
        Fact("quota", "yuan", "病种定额标准", "quota of the case"),
        Fact("fund", "yuan", "基金支付", "the fund pays"),
        Fact("gain", "yuan", "医院结余（负为亏损）", "gain of the hospital (negative: loss)"),
    ),
    needs=(Need(("payment.case_quota.named_share",), "naming", ("commonest", "gainful")),),
)  # fmt: skip
