"""Named outcomes of a run: one number each, with unit and a name in both languages, so that runs can be compared.

`fund.balance`, `visits.township`, `bonus.county`, `own_paid.low_income`, ... are the numbers of the whole county; every
indicator is an outcome too (`indicator.in_county_stays`), and so is every institution's year (`institution.ID.bonus`).
All are of one accounted year and read from the tables that a run writes, so that a stored run and a fresh one give the
same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.analysis.clearing import Clearing, clearing
from sim.analysis.definitions import INDICATORS
from sim.county.county import TIERS
from sim.foundation.errors import Words
from sim.settlement.budgets import OTHERS_MONEY

HEADLINE, INDICATOR, INSTITUTION = "headline", "indicator", "institution"
COLUMNS = ("outcome", "group", "value", "unit", "zh", "en")
TABLES = ("fund", "institutions", "flows", "patients", "clearing", "indicators")
"""Tables of a run that outcomes are read from."""

TIER_NAMES = {
    "village": Words("村卫生室", "village clinics"),
    "township": Words("乡镇卫生院", "township centres"),
    "county": Words("县级医院", "county hospitals"),
    "city": Words("市级医院", "city hospitals"),
    "province": Words("省级医院", "provincial hospitals"),
}
CLASS_NAMES = {
    "general": Words("普通居民", "general residents"),
    "low_income": Words("低保对象", "low-income residents"),
    "destitute": Words("特困人员", "destitute residents"),
    "registered_poor": Words("建档立卡贫困人口", "registered poor"),
}
ALLOTTED = Words("总额指标", "the allotted total")
"""What has a balance where the fund is pooled above the county."""
PAID_TIERS = ("village", "township", "county")
"""Tiers inside the county, whose institutions are cleared and pay bonuses."""
PER_INSTITUTION = {
    "visits": ("visits", "contacts", Words("诊疗人次", "visits")),
    "stays": ("stays", "discharges", Words("出院人次", "discharges")),
    "revenue_medical": ("revenue_medical_yuan", "yuan", Words("医疗收入", "medical revenue")),
    "alliance_money": ("alliance_money_yuan", "yuan", Words("医保清算资金", "alliance money")),
    "net_income": ("net_income_yuan", "yuan", Words("收支结余", "net income")),
    "bonus": ("bonus_yuan", "yuan", Words("绩效奖励", "bonus")),
}


class Outcome(NamedTuple):
    """One number of one run."""

    outcome: str
    group: str
    value: float
    unit: str
    zh: str
    en: str


def outcomes(tables: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """Every outcome of one accounted year.

    Args:
        tables: the tables of a run named in `TABLES`, as `sim.experiment.columns` describes them.
        year: the accounted year, such as 2021.

    Returns:
        A frame with the columns `COLUMNS`, one row an outcome, always in the same order. A value that is not known, or
        a ratio without denominator, is not a number. Pooled above the county, the balances are those of its allotted total
        (统收统支: the fund's are not the county's), and say so. Money is in yuan, exact to the fen; of a scaled run, of the
        residents that it has.
    """
    of = {name: _of_year(tables[name], year) for name in TABLES}
    rows = [
        *_fund(of["fund"], of["clearing"], _allotted(tables, year), clearing(tables["fund"], year)),
        *_care(of["flows"]),
        *_burden(of["patients"]),
        *_pay(of["institutions"]),
        *_indicators(of["indicators"]),
        *_institutions(of["institutions"]),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def known(institutions: Sequence[str] = ()) -> list[str]:
    """The id of every outcome of a county with these institutions, in the order of `outcomes`."""
    care = [f"{what}.{tier}" for what in ("visits", "admissions") for tier in (*TIERS, "all")]
    pay = [f"{what}.{tier}" for what in ("alliance_money", "bonus", "net_income") for tier in (*PAID_TIERS, "all")]
    return [
        "fund.income",
        "fund.spending",
        "fund.balance",
        "fund.balance_cleared",
        "fund.balance_cash",
        "fund.retained",
        "fund.borne",
        *care,
        "charge.all",
        "paid.basic",
        "paid.catastrophic",
        "paid.assistance",
        "own_paid.all",
        *(f"own_paid.{name}" for name in CLASS_NAMES),
        *pay,
        *(f"indicator.{i.id}" for i in INDICATORS),
        *(f"institution.{id_}.{what}" for id_ in institutions for what in PER_INSTITUTION),
    ]


def _of_year(table: pd.DataFrame, year: int) -> pd.DataFrame:
    return table[table["year"] == year] if len(table) else table


def _yuan(outcome: str, value: float, zh: str, en: str, unit: str = "yuan") -> Outcome:
    """An amount, with the last bit of floating-point sums rounded away: amounts are whole fen."""
    return Outcome(outcome, HEADLINE, round(float(value), 2), unit, zh, en)


def _allotted(tables: Mapping[str, pd.DataFrame], year: int) -> float | None:
    """What is left of the county's allotted total, yuan; None where the county is the pool."""
    notices = tables.get("notices")
    if notices is None or notices.empty:
        return None
    left = notices.loc[(notices["year"] == year) & (notices["notice"] == "quota_balance"), "value"]
    return float(left.sum()) if len(left) else None


def _fund(fund: pd.DataFrame, budgets: pd.DataFrame, allotted: float | None, moved: Clearing) -> Iterator[Outcome]:
    def side(basis: str, name: str) -> float:
        return float(fund.loc[(fund["basis"] == basis) & (fund["side"] == name), "amount_yuan"].sum())

    income, spending = side("incurred", "income"), side("incurred", "spending")
    ours = budgets[~budgets["rule"].isin(OTHERS_MONEY)] if len(budgets) else budgets
    retained, borne = (float(ours[f"{c}_yuan"].sum()) if len(ours) else 0.0 for c in ("retained", "borne"))
    left = income - spending if allotted is None else allotted
    above = Words(f"{ALLOTTED.zh}结余", f"balance of {ALLOTTED.en}")
    whose = Words("基金本年结余", "balance of the fund") if allotted is None else above
    yield _yuan("fund.income", income, "统筹基金收入", "income of the fund")
    yield _yuan("fund.spending", spending, "统筹基金支出", "spending of the fund")
    yield _yuan("fund.balance", left, f"{whose.zh}（清算前）", f"{whose.en}, before clearing")
    yield _yuan("fund.balance_cleared", moved.after(left), f"{whose.zh}（清算后）", f"{whose.en}, after clearing")
    cash = side("cash", "income") - side("cash", "spending") if allotted is None else np.nan
    yield _yuan("fund.balance_cash", cash, "基金本年结余（收付实现制）", "balance of the fund, cash basis")
    yield _yuan("fund.retained", retained, "机构结余留用合计", "surpluses retained by institutions")
    yield _yuan("fund.borne", borne, "机构分担超支合计", "deficits borne by institutions")


def _care(flows: pd.DataFrame) -> Iterator[Outcome]:
    for what, kind, unit, zh, en in (
        ("visits", "visit", "contacts", "诊疗人次", "visits"),
        ("admissions", "stay", "discharges", "出院人次", "stays"),
    ):
        rows = flows[flows["kind"] == kind]
        for tier in TIERS:
            count = float(rows.loc[rows["tier"] == tier, "count"].sum())
            name = TIER_NAMES[tier]
            yield Outcome(f"{what}.{tier}", HEADLINE, count, unit, f"{name.zh}{zh}", f"{en} at {name.en}")
        yield Outcome(f"{what}.all", HEADLINE, float(rows["count"].sum()), unit, f"参保居民{zh}", f"{en} of enrolees")
    yield _yuan("charge.all", flows["charge_yuan"].sum(), "参保居民医疗费用", "charges of enrolees")


def _burden(patients: pd.DataFrame) -> Iterator[Outcome]:
    yield _yuan("paid.basic", patients["basic_yuan"].sum(), "统筹基金支付", "paid by the basic fund")
    yield _yuan("paid.catastrophic", patients["catastrophic_yuan"].sum(), "大病保险支付", "paid by catastrophic insurance")
    yield _yuan("paid.assistance", patients["assistance_yuan"].sum(), "医疗救助支付", "paid by medical assistance")
    yield _a_head("own_paid.all", patients, "参保居民人均个人负担", "paid by an enrolee, on average")
    for klass in CLASS_NAMES:
        name = CLASS_NAMES[klass]
        found = patients[patients["klass"] == klass]
        yield _a_head(f"own_paid.{klass}", found, f"{name.zh}人均个人负担", f"paid by a person himself: {name.en}")


def _a_head(outcome: str, rows: pd.DataFrame, zh: str, en: str) -> Outcome:
    persons = float(rows["persons"].sum())
    value = float(rows["own_paid_yuan"].sum()) / persons if persons else np.nan
    return Outcome(outcome, HEADLINE, value, "yuan per head", zh, en)


def _pay(institutions: pd.DataFrame) -> Iterator[Outcome]:
    inside = institutions[institutions["place"] == "county"]
    for what in ("alliance_money", "bonus", "net_income"):
        column, unit, words = PER_INSTITUTION[what]
        for tier in PAID_TIERS:
            name = TIER_NAMES[tier]
            amount = inside.loc[inside["tier"] == tier, column].sum(min_count=1)
            yield _yuan(f"{what}.{tier}", amount, f"{name.zh}{words.zh}", f"{words.en} of {name.en}", unit)
        amount = inside[column].sum(min_count=1)
        yield _yuan(f"{what}.all", amount, f"县内机构{words.zh}", f"{words.en} of the county's institutions", unit)


def _indicators(indicators: pd.DataFrame) -> Iterator[Outcome]:
    for row in indicators.to_dict("records"):
        yield Outcome(
            f"indicator.{row['indicator']}",
            INDICATOR,
            float(row["value"]),
            str(row["unit"]),
            f"{row['name_zh']}（{row['variant_zh']}）",
            f"{row['name_en']} ({row['variant_en']})",
        )


def _institutions(institutions: pd.DataFrame) -> Iterator[Outcome]:
    for row in institutions.to_dict("records"):
        for what, (column, unit, words) in PER_INSTITUTION.items():
            value = round(float(row[column]), 2)
            zh, en = f"{row['name_zh']}：{words.zh}", f"{row['name_en']}: {words.en}"
            yield Outcome(f"institution.{row['id']}.{what}", INSTITUTION, value, unit, zh, en)
