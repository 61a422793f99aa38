"""Every indicator of a run with its numerator, denominator and variant beside the value. Tables in, a table out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sim.analysis.definitions import INDICATORS, Indicator
from sim.analysis.sums import MonthlySums, Sums


def indicators(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """All indicators of every cleared year.

    `tables` are those of `Settlement.tables`. Columns: year, indicator, name_zh, name_en, variant_zh, variant_en,
    numerator_zh, numerator_en, denominator_zh, denominator_en, scheme, basis, numerator, denominator, value, unit. A
    value whose denominator is zero is empty: not known, never zero.
    """
    rows = []
    for year in tables["persons"]["year"] if len(tables["persons"]) else ():
        sums = Sums(tables, int(year))
        for it in INDICATORS:
            over, under = it.numerator(sums), it.denominator(sums)
            value = over / under * it.scale if under else float("nan")
            of = {"numerator": over, "denominator": under, "value": value, "unit": it.unit}
            rows.append({"year": int(year)} | _named(it) | of)
    return pd.DataFrame(rows)


def monthly(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The indicators that are known by month, of every accounted month; a rate an enrolee is that of a year at the month's pace.

    `tables` are those of `sim.settlement.counts.by_month`. Columns: those of `indicators`, with month after year. What needs
    distinct persons, case mix, classes of items, the fund's balance or a year's budget is known by year alone and left out.
    """
    found = []
    for year in dict.fromkeys(tables["persons"]["year"].tolist()):
        sums = MonthlySums(tables, year)
        for it in INDICATORS:
            try:
                over, under = np.asarray(it.numerator(sums)), np.asarray(it.denominator(sums))
            except LookupError:
                continue
            value = np.divide(over * it.scale, under, out=np.full(len(sums.months), np.nan), where=under != 0)
            of = {"numerator": over, "denominator": under, "value": value, "unit": it.unit}
            found.append(pd.DataFrame({"year": year, "month": sums.months} | _named(it) | of))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _named(it: Indicator) -> dict[str, str]:
    return {
        "indicator": it.id, "name_zh": it.name.zh, "name_en": it.name.en, "variant_zh": it.variant.zh,
        "variant_en": it.variant.en, "numerator_zh": it.over.zh, "numerator_en": it.over.en, "denominator_zh": it.under.zh,
        "denominator_en": it.under.en, "scheme": "residents", "basis": it.basis,
    }  # fmt: skip
