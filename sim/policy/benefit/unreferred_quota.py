"""未经转诊按病种定额比例报销: a stay without referral is paid a share of the disease's quota, not of the bill.

The share replaces deductible, ratio and Chinese-medicine terms. The quota is the published one, or else a share of the
county's own mean charge of the disease at that tier. Where a disease has no quota the share is taken of the
eligible cost, or ordinary terms hold; documents do not say, so the policy file does.
"""

import numpy as np

from sim.foundation.money import share, times
from sim.policy.benefit.unreferred import EXEMPTIONS, unreferred
from sim.policy.benefit.work import I8, Work
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.payment.case_quota import unreferred_by_quota
from sim.policy.rule import Parameter, Rule, Values


def by_quota(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """Share of the quota, at most the eligible cost, where the place has a share."""
    part = values["share"][claims.where]
    applies = unreferred(values, claims) & (values["applies"][claims.where] > 0)
    usual = np.asarray(times(claims.mean_fen, values["of_mean"][claims.where]))
    quota = np.where(claims.quota_fen > 0, claims.quota_fen, usual)
    listed = quota > 0
    paid = unreferred_by_quota(quota, part, work["eligible"])
    without = share(work["eligible"], part) if values.one("without_quota") == 0 else work["basic"]
    if values.one("without_quota") == 1:
        applies = applies & listed
    out = claims.unlisted_ppm.astype(np.int64)  # this part of such cases is on no list and has no quota
    ordinary = values.one("without_quota") == 1
    paid = paid - np.asarray(share(paid, out)) + np.asarray(share(without, out))
    basic = np.where(applies, np.where(listed, paid, without), work["basic"])
    deductible = np.asarray(share(work["deductible"], out)) if ordinary else 0
    return {"deductible": np.where(applies, deductible, work["deductible"]), "basic": basic}


RULE = Rule(
    name="benefit.unreferred_quota",
    slot="basic",
    zh="未经转诊按病种定额比例报销",
    en="without referral: a share of the disease's quota",
    function=by_quota,
    parameters=(
        Parameter("applies", "flag", "适用医院", "hospitals where it applies", axes=("where",)),
        Parameter("share", "%", "占病种定额标准的比例", "share of the quota", axes=("where",), low=0, high=100),
        Parameter("of_mean", "%", "未公布定额时，定额占本级次均费用的比例",
                  "quota as a share of the mean charge, where none is published", axes=("where",), low=0, high=300),
        Parameter("without_quota", "choice", "没有定额的病种", "diseases without a quota",
                  choices=("share_of_eligible", "ordinary_terms")),
        *EXEMPTIONS,
    ),
    kinds=(INPATIENT,),
    reads=("referral", "away", "severe", "age", "birth", "where", "quota_fen", "mean_fen", "unlisted_ppm",
           "eligible", "deductible", "basic"),
    writes=("deductible", "basic"),
    after=("benefit.inpatient_bands", "benefit.tcm_bonus", "benefit.maternity"),
)  # fmt: skip
