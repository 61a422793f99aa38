"""Names of the units that tables and county files use."""

from __future__ import annotations

from sim.foundation.errors import Words

UNIT_NAMES: dict[str, Words] = {
    "yuan": Words("元", "yuan"),
    "yuan per stay": Words("元/人次", "yuan a stay"),
    "yuan per visit": Words("元/人次", "yuan a visit"),
    "yuan per enrolee": Words("元/人", "yuan an enrolee"),
    "days": Words("天", "days"),
    "months": Words("个月", "months"),
    "persons": Words("人", "persons"),
    "per 100 enrolees": Words("每百人", "per 100 enrolees"),
    "per 100 aged 60 and over": Words("每百名60岁以上居民", "per 100 aged 60+"),
    "visits per enrolee-year": Words("次/人·年", "visits an enrolee and year"),
    "percent": Words("%", "%"),
    "percent of admissions": Words("住院人次的%", "% of admissions"),
    "percent of inpatient charges": Words("住院费用的%", "% of inpatient charges"),
    "percent of inpatient fund": Words("住院基金的%", "% of the inpatient fund"),
    "percent of fund": Words("基金支出的%", "% of the fund"),
    "percent of visits inside the county": Words("县内门诊的%", "% of visits in the county"),
    "ratio": Words("比例", "ratio"),
    "factor": Words("倍数", "factor"),
    "utility": Words("效用", "utility"),
    "utility per yuan": Words("效用/元", "utility per yuan"),
    "utility per minute one way": Words("效用/单程分钟", "utility per minute one way"),
    "utility per day of expected wait": Words("效用/预计等候天", "utility per day of expected wait"),
    "utility of being able to treat": Words("有能力诊治的效用", "utility of being able to treat"),
    "utility of following advice": Words("听从转诊建议的效用", "utility of following advice"),
    "correlation of logs": Words("对数相关系数", "correlation of logs"),
    "standard deviation of the log": Words("对数标准差", "standard deviation of the log"),
    "standard deviation of a factor with mean 1": Words("均值为1的倍数的标准差", "standard deviation of a factor with mean 1"),
    "factor on the odds": Words("倍（发生比）", "factor on the odds"),
    "share of the stay": Words("占该次住院的比例", "share of the stay"),
    "share of the township charge": Words("占乡镇次均费用的比例", "share of the township charge"),
}
"""Units of `targets.csv` and `fit.csv`, and of the constants of a county's demand."""

INDICATOR_UNITS: dict[str, Words] = {
    "ratio": Words("%", "%"),
    "per 100": Words("每百人", "per 100"),
    "per head": Words("次/人", "a head"),
    "per person": Words("次/人", "a person"),
    "yuan": Words("元", "yuan"),
    "weight": Words("权重", "weight"),
    "days": Words("天", "days"),
    "months": Words("个月", "months"),
}
"""Units of `indicators.csv`."""
