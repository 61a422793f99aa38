"""Every indicator of a run with its numerator, denominator and variant beside the value. Tables in, a table out."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sim.analysis.definitions import INDICATORS
from sim.analysis.sums import Sums


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
            rows.append(
                {
                    "year": int(year), "indicator": it.id, "name_zh": it.name.zh, "name_en": it.name.en,
                    "variant_zh": it.variant.zh, "variant_en": it.variant.en, "numerator_zh": it.over.zh,
                    "numerator_en": it.over.en, "denominator_zh": it.under.zh, "denominator_en": it.under.en,
                    "scheme": "residents", "basis": it.basis, "numerator": over, "denominator": under,
                    "value": over / under * it.scale if under else float("nan"), "unit": it.unit,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
