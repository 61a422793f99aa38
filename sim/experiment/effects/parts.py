"""A reform's effect in two parts: what the new rules do to the same care, and what people and institutions then change.

The baseline's encounters are settled again under another policy: that difference is mechanical. What a run of its own under
that policy adds to it is behavioural: patients who go elsewhere because prices changed, institutions that treat otherwise.
Everything is counted in whole fen, contacts and discharges, so that the parts add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.experiment.effects.counted import counted
from sim.foundation.errors import Words

FILE = "effects.csv"
YEARS_FILE = "effects-years.csv"
COLUMNS = ("policy", "outcome", "name_zh", "name_en", "unit", "mechanical", "behavioural", "total")
YEARS_COLUMNS = ("policy", "year", *COLUMNS[1:])
ALL_YEARS = "all"
"""The year of the rows that are the sum of all accounted years."""
PARTS = ("mechanical", "behavioural", "total")
SPOKEN = "fund.balance_cleared"
MINUS = "\N{MINUS SIGN}"
Tables = Mapping[str, pd.DataFrame]


def parts(policy: str, before: Tables, same_care: Tables, after: Tables, year: int) -> pd.DataFrame:
    """The two parts of every outcome of an accounted year that can be counted.

    Args:
        before, after: tables of the settlements of the two runs; same_care: of the baseline's encounters under the policy.

    Returns:
        A frame with the columns `COLUMNS`, a row an outcome; the parts are whole numbers (`Int64`) of `unit`, missing where a
        run does not know the outcome. ValueError if the runs are not of one county.
    """
    was, same, now = (counted(tables, year) for tables in (before, same_care, after))
    if not (was.index.equals(same.index) and was.index.equals(now.index)):
        raise ValueError(f"the outcomes of {policy} are not those of the baseline")
    names = {  # a balance of the fund may become one of the allotted total, above the county
        name: [between.join(dict.fromkeys(both)) for both in zip(was[name], now[name], strict=True)]
        for name, between in (("name_zh", "／"), ("name_en", " / "))
    }
    rows = was[["name_zh", "name_en", "unit"]].assign(
        **names,
        policy=policy,
        mechanical=same["value"] - was["value"],
        behavioural=now["value"] - same["value"],
        total=now["value"] - was["value"],
    )
    return rows.reset_index()[list(COLUMNS)]


def by_year(policy: str, before: Tables, same_care: Tables, after: Tables, years: Sequence[int]) -> pd.DataFrame:
    """The two parts of every accounted year of a run of several, and of all of them together.

    Args:
        before, same_care, after: as in `parts`; what a later year starts from (last package, scores) is of the same world.

    Returns:
        A frame with the columns `YEARS_COLUMNS`: the years in their order, then `ALL_YEARS`, the sum; missing where a year is.
    """
    single = [parts(policy, before, same_care, after, year).assign(year=str(year)) for year in years]
    together = single[0].assign(year=ALL_YEARS)
    for part in PARTS:
        together[part] = pd.concat([frame[part] for frame in single], axis=1).sum(axis=1, skipna=False)
    return pd.concat([*single, together], ignore_index=True)[list(YEARS_COLUMNS)].astype(dict.fromkeys(PARTS, "Int64"))


def sentences(frame: pd.DataFrame, letters: Mapping[str, str] | None = None) -> list[Words]:
    """What the parts say of the fund's balance after clearing, a sentence a policy, in yuan; `letters` says what a reader calls a
    policy, by default its id."""
    known = frame[(frame["outcome"] == SPOKEN) & frame["total"].notna()]
    return [_sentence({str(k): v for k, v in row.items()}, letters or {}) for row in known.to_dict("records")]


def _sentence(row: Mapping[str, object], letters: Mapping[str, str]) -> Words:
    mechanical, behavioural, total = (f"{int(str(row[part])) / 100:+,.2f}".replace("-", MINUS) for part in PARTS)
    of = letters.get(str(row["policy"]), str(row["policy"]))
    return Words(
        f"{of}：{row['name_zh']} {total}元 = 机械效应 {mechanical} + 行为效应 {behavioural}",
        f"{of}: {row['name_en']} {total} yuan = mechanical {mechanical} + behavioural {behavioural}",
    )
