"""Names, in both languages, of the rows that a county's targets and a run's fit table are made of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from sim.county.county import AGE_BANDS, County
from sim.foundation.errors import Words

_HEADS = {
    "charge_stay": Words("次均住院费用", "charge per stay"),
    "charge_visit": Words("次均门诊费用", "charge per visit"),
    "stay_days": Words("平均住院日", "mean length of stay"),
    "admission_rate": Words("住院率", "admission rate"),
    "visits_per_enrolee": Words("人均诊疗人次", "visits per enrolee"),
    "admissions_per_100": Words("每百人住院人次", "admissions per 100 enrolees"),
    "admissions": Words("住院人次", "admissions"),
    "admission_share": Words("住院构成", "share of admissions"),
    "admission_share_in_county": Words("县域内住院构成", "share of in-county admissions"),
    "admission_age_share": Words("县域内住院年龄构成", "share of in-county admissions by age"),
    "claimed_visits_per_enrolee": Words("人均报销门诊人次", "claimed visits per enrolee"),
    "fund_share_of_stay_charges": Words("住院费用中基金支付占比", "fund's share of inpatient charges"),
    "fund_share_of_in_county_stay_charges": Words("县域内住院费用中基金支付占比", "fund's share of in-county inpatient charges"),
    "fund_per_head": Words("人均基金支出", "fund spending per enrolee"),
    "fund_split": Words("基金支出构成", "split of fund spending"),
    "fund_per_in_county_stay": Words("县域内次均基金支付", "fund payment per in-county stay"),
    "own_payment_per_in_county_stay": Words("县域内次均个人负担", "own payment per in-county stay"),
    "out_of_county_fund_share": Words("住院基金流向县外占比", "share of inpatient fund money spent outside the county"),
    "occupancy": Words("病床使用率", "bed occupancy"),
    "readmission_30d": Words("30日再入院率", "30-day readmission"),
    "readmission": Words("再入院率", "readmission"),
    "primary_share_in_county": Words("县域内基层诊疗占比", "primary share of visits in the county"),
}
_PARTS = {
    "village": Words("村卫生室", "village"), "township": Words("乡镇卫生院", "township"), "county": Words("县级", "county"),
    "city": Words("市级及以上", "city and above"), "in_county": Words("县域内", "in the county"),
    "elder": Words("60岁及以上", "aged 60 and over"),
    "inpatient": Words("住院", "inpatient"), "outpatient": Words("普通门诊", "ordinary outpatient"),
    "chronic_outpatient": Words("门诊慢特病", "chronic outpatient"),
    "catastrophic_premium": Words("大病保险保费", "catastrophic premium"),
    "other": Words("其他", "other"), "65plus": Words("65岁及以上", "65 and over"),
    **{band: Words(band.replace("_", "-").replace("plus", "") + ("岁及以上" if "plus" in band else "岁"),
                   "aged " + band.replace("_", "-").replace("plus", " and over")) for band in AGE_BANDS},
    **{band: Words(band.replace("_", "-") + "岁", "aged " + band.replace("_", "-")) for band in ("0_17", "18_34", "35_64")},
}  # fmt: skip


def name_of(row: str, conditions: Mapping[str, Words] = MappingProxyType({})) -> Words:
    """The name of a row such as `visits_per_enrolee.township` or `charge_stay.CONDITION`. KeyError where it has none."""
    head, _, part = row.partition(".")
    if not part:
        return _HEADS[head]
    of = _PARTS[part] if part in _PARTS else conditions[part]
    return Words(f"{_HEADS[head].zh}·{of.zh}", f"{_HEADS[head].en}, {of.en}")


def named(fit: pd.DataFrame, county: County) -> pd.DataFrame:
    """The fit table with name_zh and name_en after its rows."""
    c = county.conditions
    conditions = {c.id[i]: Words(c.name_zh[i], c.name_en[i]) for i in range(len(c))}
    names = [name_of(row, conditions) for row in fit["row"]]
    out = fit.copy()
    out.insert(1, "name_zh", [name.zh for name in names])
    out.insert(2, "name_en", [name.en for name in names])
    return out
