"""Single numbers that answer a study's question: at which growth would a budget just last, what do new prices save? And the
dated notices of the run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

import pandas as pd

from sim.county.county import ITEM_CLASSES, County
from sim.county.sheets import ITEM_ZH
from sim.experiment.manifest import Finding
from sim.foundation.errors import Words
from sim.foundation.rates import ratio
from sim.policy.policy import Policy

_HOSPITALS, _POOLS = "payment.hospital_budget", "payment.outpatient_pool"


def findings(law: Policy, county: County, tables: Mapping[str, pd.DataFrame]) -> tuple[Finding, ...]:
    """What the first accounted year says of the policy's budgets, and what an office would have been told, each with its
    day; empty for a policy without budgets and warnings."""
    notices = _of_notices(tables["notices"]) if "notices" in tables else ()
    return (*_prices(county, tables), *_former(county, tables), *_clearing(law, county, tables["clearing"]), *notices)


def _prices(county: County, tables: Mapping[str, pd.DataFrame]) -> tuple[Finding, ...]:
    """What new item prices take off the first year's bills of all payers, class by class."""
    if "prices" not in tables:
        return ()
    first = tables["prices"][tables["prices"]["year"] == county.start.year]
    by_item = first.groupby("item", sort=False)[["old_fen", "new_fen"]].sum() / 100
    moved = by_item[by_item["old_fen"] != by_item["new_fen"]]
    if moved.empty:
        return ()
    names = dict(zip(ITEM_CLASSES, ITEM_ZH, strict=True))
    zh = "、".join(f"{names[str(i)]}{row.old_fen:,.0f}元变为{row.new_fen:,.0f}元" for i, row in moved.iterrows())
    en = ", ".join(f"{i} {row.old_fen:,.0f} to {row.new_fen:,.0f} yuan" for i, row in moved.iterrows())
    return (Finding(
        id="item_prices", zh="新价格使全部医疗费少收（负数为多收）", en="what new prices take off all bills (below zero: add)",
        value=float((moved["old_fen"] - moved["new_fen"]).sum()), unit="yuan",
        how_zh=f"本政策下的同样服务，按原价与按新价：{zh}；含县外机构和其他付费方病人",
        how_en=f"the same care under this policy at old and new prices: {en}; hospitals elsewhere and other payers included",
    ),)  # fmt: skip


def _of_notices(table: pd.DataFrame) -> tuple[Finding, ...]:
    """Every notice with its day; those who were newly reported for high payments, together by year."""
    found = []
    single = table[table["notice"] != "high_cost"]
    for n, row in enumerate(single.to_dict("records")):
        ratio_of, value, line = row["unit"] == "%", float(row["value"]), float(row["line"])
        passed = "" if math.isnan(line) else f"{line:,.10g}"
        found.append(Finding(
            id=f"{row['notice']}_{row['date']}_{n}", zh=f"{row['date']} {row['name_zh']}", en=f"{row['date']}: {row['name_en']}",
            value=value / 100 if ratio_of else value, unit="ratio" if ratio_of else str(row["unit"]),
            how_zh=f"界线或总额：{passed}" if passed else "", how_en=f"line or whole: {passed}" if passed else "",
        ))  # fmt: skip
    watched = table[table["notice"] == "high_cost"]
    for year, rows in watched.groupby(watched["date"].str[:4]):
        lines = " / ".join(f"{line:g}" for line in sorted(rows["line"].unique()))
        found.append(Finding(
            id=f"high_cost_{year}", zh=f"{year}年高额医疗费用监测推送人数", en=f"persons reported for high own payments in {year}",
            value=float(rows["value"].sum()), unit="persons", how_zh=f"当年个人负担达到监测线（按类别 {lines} 元）",
            how_en=f"own payments of the year at or above the line (by class {lines} yuan)",
        ))  # fmt: skip
    return tuple(found)


def _former(county: County, tables: Mapping[str, pd.DataFrame]) -> tuple[Finding, ...]:
    """What a resident of each former scheme pays himself in the first year, and what the fund pays for him."""
    if "former" not in tables:
        return ()
    said = {"rural": Words("原新农合居民", "formerly rural residents"), "urban": Words("原城镇居民", "formerly urban residents")}
    found = []
    for row in tables["former"].to_dict("records"):
        if row["year"] == county.start.year and row["persons"]:
            whose, persons = said[row["former_scheme"]], int(row["persons"])
            own, fund = (float(row[name]) / persons / 100 for name in ("own_paid_fen", "basic_fen"))
            found.append(Finding(
                id=f"former_{row['former_scheme']}", zh=f"{whose.zh}人均自己负担", en=f"own payment a head, {whose.en}", value=own,
                unit="yuan", how_zh=f"{persons}人，统筹基金人均支付{fund:.2f}元",
                how_en=f"{persons} persons; the basic fund pays {fund:.2f} yuan a head",
            ))  # fmt: skip
    return tuple(found)


def _clearing(law: Policy, county: County, clearing: pd.DataFrame) -> tuple[Finding, ...]:
    """What the year's clearing says of the budgets of outpatient pools and hospitals."""
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
