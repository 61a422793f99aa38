"""The columns of what a replicated comparison and a split write beside the runs; declared for the page of documentation."""

from __future__ import annotations

from sim.experiment.columns import number_column as _number
from sim.experiment.columns import text_column as _text
from sim.experiment.columns import whole_column as _whole

_OUTCOME = (
    _text("outcome", "结果代码", "outcome, as fund.balance or visits.township; a target of --precision names it"),
    _text("policy", "政策代码", "id of the policy"),
)
_NAMED = (
    _text("unit", "单位", "unit of every number of the row"),
    _text("zh", "名称", "name of the outcome in Chinese"),
    _text("en", "英文名", "name of the outcome in English"),
)

INTERVALS = (
    _text("assumptions", "假设", "as_given, or the behaviour set under which it was replicated"),
    *_OUTCOME,
    _number("mean", "as `unit`", "均值", "mean of the policy over all replications"),
    _number("sd", "as `unit`", "标准差", "standard deviation between replications"),
    _number("difference", "as `unit`", "差值", "mean of the paired difference from the baseline; empty for the baseline"),
    _number("sd_difference", "as `unit`", "差值标准差", "standard deviation of the paired difference"),
    _number("t_low", "as `unit`", "t区间下限", "Student's 95 % interval of the difference"),
    _number("t_high", "as `unit`", "t区间上限", "its upper end"),
    _number("boot_low", "as `unit`", "自助法区间下限", "studentised bootstrap, 95 %; empty where too few pairs differ"),
    _number("boot_high", "as `unit`", "自助法区间上限", "its upper end"),
    _whole("n", "pairs", "对数", "paired replications behind the row"),
    _number("unpaired_factor", "ratio", "不成对倍数", "how many times more runs unpaired samples would need for the same width"),
    *_NAMED,
)

RISK = (
    _text("policy", "政策代码", "id of the policy"),
    _text("measure", "度量", "probability of a deficit beyond an amount, or the 1-in-20 year"),
    _text("outcome", "结果代码", "balance that is meant"),
    _number("beyond", "yuan", "超过", "the amount; empty for the 1-in-20 year"),
    _number("value", "as `unit`", "估计", "share of replications, or the balance that is undercut in one year of twenty"),
    _number("low", "as `unit`", "区间下限", "95 % interval"),
    _number("high", "as `unit`", "区间上限", "its upper end"),
    _whole("n", "replications", "次数", "replications behind it"),
    *_NAMED,
)

EFFECTS = (
    _text("policy", "政策代码", "id of the policy"),
    _text("outcome", "结果代码", "what changes"),
    _text("name_zh", "名称", "name in Chinese"),
    _text("name_en", "英文名", "name in English"),
    _text("unit", "单位", "fen or contacts"),
    _whole("mechanical", "as `unit`", "机械效应", "the same care settled under the new rules, less the baseline"),
    _whole("behavioural", "as `unit`", "行为效应", "the rest: care has changed"),
    _whole("total", "as `unit`", "合计", "mechanical + behavioural"),
)
