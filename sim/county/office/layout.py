"""Which sheet stands for which file, in the order in which an office collects its numbers, and what codes are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.foundation.tables import Column

COVER, FACTS, CHRONIC, ALLIANCES, CONSTANTS, ORIGINAL = "封面", "0 基本情况", "0 登记慢病", "0 医共体", "7 行为常数", "原文"
DOCUMENTS = (FACTS, CHRONIC, ALLIANCES, CONSTANTS)
"""Sheets that stand for the two documents, county.toml and demand.toml."""

TITLES: dict[str, str] = {
    "residents": "1.1 参保人口", "townships": "1.2 乡镇", "villages": "1.3 村", "population": "1.4 人口变动", "funding": "2.1 筹资",
    "trend": "2.2 增长率", "employees": "2.3 职工医保",
    "history": "3 历年基金支出", "conditions": "4.1 住院病种", "outpatient": "4.2 门诊病种", "severity": "4.3 病情构成",
    "incidence": "4.4 发病率", "chronic": "4.5 慢病倍数", "season": "4.6 季节", "items": "4.7 费用结构", "tiers": "4.8 各级水平",
    "targets": "5 对照指标", "institutions": "6.1 机构", "costs": "6.2 成本组", "streams": "6.3 其他病人",
}  # fmt: skip
"""CSV of a county folder -> title of its sheet. A CSV that is not listed has a sheet of its own name."""

CODES: dict[str, str] = {
    "village": "村级", "township": "乡镇", "county": "县级", "city": "市级", "province": "省级", "prefecture": "市内县外",
    "elsewhere": "省外", "general": "综合", "tcm": "中医", "maternal_child": "妇幼", "specialist": "专科", "private": "民营",
    "clinic": "卫生室", "mild": "轻", "moderate": "中", "severe": "重", "employees": "职工医保", "residents": "居民医保",
    "inpatient": "住院", "outpatient": "普通门诊", "chronic_outpatient": "门诊慢特病", "refill": "慢病续方",
    "charge_visit": "门诊次均费用", "charge_stay": "住院次均费用", "need_visit": "门诊需求", "need_stay": "住院需求",
    "cost": "机构人员和固定成本",
    "admission_rate": "住院率", "income_per_head": "人均收入",
    "premium": "个人缴费", "subsidy": "财政补助", "other_income": "其他收入", "catastrophic_premium": "大病保险保费",
    "assistance": "医疗救助", "opening_balance": "期初结余", "resident": "居民个人", "central": "中央财政", "other": "其他",
    "basic_fund": "统筹基金", "echo": "回显", "fitted": "拟合", "predicted": "预测", "0_4": "0-4岁", "5_14": "5-14岁",
    "15_24": "15-24岁", "25_44": "25-44岁", "45_59": "45-59岁", "60_64": "60-64岁", "65_74": "65-74岁", "75plus": "75岁以上",
    "episodes per 1000 person-years": "每千人年次数", "rural": "新农合", "urban": "城镇居民医保", "none": "否", "vaginal": "顺产",
    "caesarean": "剖宫产", "two_disease": "两病门诊用药", "fund_per_head": "人均基金支出",
}  # fmt: skip
"""Codes of columns with a fixed choice, as the sheet shows them; the code itself is read too."""
PLACES = {"county": "县内", "province": "省内异地"}
"""The same where a column says a place and not a tier."""
PAYERS = {"county": "县级财政", "prefecture": "市级财政", "province": "省级财政"}
"""The same where a column says who pays."""


UNITS: dict[str, str] = {
    "factor on the odds": "优势的倍数", "share of the stay": "占一次住院的比例", "correlation of logs": "对数的相关系数",
    "days": "天", "elasticity": "弹性", "factor": "倍数", "index": "指数",
    "minutes after midnight": "零点起的分钟", "ratio": "比例", "share of the township charge": "占乡镇费用的比例",
    "standard deviation of the log": "对数的标准差", "standard deviation of a factor with mean 1": "均值为1的倍数的标准差",
    "utility": "效用", "utility of being able to treat": "能治的效用",
    "utility of following advice": "听从医嘱的效用", "utility per day of expected wait": "每候一天的效用",
    "utility per minute one way": "单程每分钟的效用", "utility per yuan": "每元的效用",
    "per 100 aged 60 and over": "每百名60岁及以上", "per 100 enrolees": "每百名参保人", "percent": "%",
    "percent of admissions": "占住院人次%", "percent of in-county stays": "占县域内住院人次%", "percent of fund": "占基金支出%",
    "percent of inpatient charges": "占住院费用%", "percent of in-county inpatient charges": "占县域内住院费用%",
    "percent of inpatient fund": "占住院基金支出%", "percent of visits inside the county": "占县域内诊疗人次%",
    "visits per enrolee-year": "次/人年", "yuan per enrolee": "元/人", "yuan per stay": "元/住院人次",
    "yuan per in-county stay": "元/县域内住院人次", "yuan per visit": "元/诊疗人次",
    "days, in-county stays": "天（县域内住院）", "in-county stays": "县域内住院人次",
}  # fmt: skip
"""Units of constants and of targets as the sheets show them; a unit that is not listed is shown as it stands."""
GROUNDS: dict[str, str] = {
    "behavioural assumption": "行为假设", "calibrated": "拟合值", "county fact": "县情", "sourced": "有来源", "assumption": "假设",
}  # fmt: skip
"""Kind and status of a constant as the sheet shows them."""


def said(code: object, words: Mapping[str, str]) -> object:
    """A code in the words of the sheet; anything else as it is."""
    return words.get(code, code) if isinstance(code, str) else code


def meant(cell: object, words: Mapping[str, str]) -> object:
    """A cell as the code that it stands for; the code itself is taken too."""
    return {zh: code for code, zh in words.items()}.get(cell.strip(), cell) if isinstance(cell, str) else cell


def title_of(table: str) -> str:
    """Title of the sheet of a CSV."""
    return TITLES.get(table, table)


def in_order(tables: Iterable[str]) -> list[str]:
    """CSV names in the order of the sheets, those without a title last."""
    known = [name for name in TITLES if name in set(tables)]
    return [*known, *sorted(set(tables) - set(known))]


def codes_of(column: Column) -> dict[str, str]:
    """Code -> Chinese for a column with a fixed choice; codes without a name stand for themselves."""
    special = {"place": PLACES, "payer": PAYERS}.get(column.name, {})
    shown = {code: special.get(code, CODES.get(code, code)) for code in map(str, column.choices)}
    return shown if len(set(shown.values())) == len(shown) else {code: code for code in shown}
