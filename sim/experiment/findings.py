"""Single numbers that answer a study's question, from the year's clearing: at which growth would a budget just last?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from sim.county.county import County
from sim.experiment.manifest import Finding
from sim.foundation.rates import ratio
from sim.policy.policy import Policy

_HOSPITALS, _POOLS = "payment.hospital_budget", "payment.outpatient_pool"


def findings(law: Policy, county: County, tables: Mapping[str, pd.DataFrame]) -> tuple[Finding, ...]:
    """What the first accounted year says of the policy's budgets; empty for a policy without any."""
    clearing = tables["clearing"]
    if clearing.empty:
        return ()
    year = county.start.year
    first = clearing[clearing["year"] == year]
    values = law.at(date(year, 1, 1)).values
    found = []
    hospitals, pools = first[first["rule"] == _HOSPITALS], first[first["rule"] == _POOLS]
    if _HOSPITALS in values and len(hospitals):
        growth = ratio(int(values[_HOSPITALS].one("growth")))
        base = hospitals["budget_yuan"].sum() / (1 + growth)
        found.append(Finding(
            id="break_even_growth", zh="住院预算收支相抵的增长率", en="break-even growth of the hospital budgets",
            value=float(hospitals["spent_yuan"].sum() / base - 1), unit="ratio",
            how_zh=f"本年发生额合计 ÷ 前两年平均数合计 − 1；文件未写增长率，本研究取 {growth:.1%}",
            how_en=f"the year's spending over the mean of the two earlier years, less 1; the document leaves growth open, "
                   f"this study assumes {growth:.1%}",
        ))  # fmt: skip
    if _POOLS in values and len(pools):
        head = int(values[_POOLS].one("per_head")) / 100
        needed = float(pools["spent_yuan"].sum() / pools["budget_yuan"].sum() * head)
        found.append(Finding(
            id="break_even_per_head", zh="门诊统筹收支相抵的人均定额", en="head amount at which the outpatient pools just last",
            value=needed, unit="yuan", how_zh=f"各乡镇门诊统筹发生额合计 ÷ 参保人数；本政策为每人 {head:g} 元",
            how_en=f"spending of all township pools over enrolees; the policy sets {head:g} yuan a head",
        ))  # fmt: skip
        years = year - law.effective.year
        if years > 0:
            start = int(law.at(law.effective).values[_POOLS].one("per_head")) / 100
            found.append(Finding(
                id="break_even_pool_growth", zh=f"使{start:g}元自{law.effective.year}年起年均增长到收支相抵的增长率",
                en=f"yearly growth since {law.effective.year} that would take {start:g} yuan to break-even",
                value=(needed / start) ** (1 / years) - 1, unit="ratio",
                how_zh=f"({needed:.2f} ÷ {start:g})^(1/{years}) − 1", how_en=f"({needed:.2f} / {start:g})^(1/{years}) - 1",
            ))  # fmt: skip
    return tuple(found)
