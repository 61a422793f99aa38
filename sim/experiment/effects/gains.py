"""Who gains and who loses by a policy: residents' own payment and institutions' money, person by person on the same seed.

The same people fall ill with the same luck under both policies, so the change of a person's own payment in the year is known
for everybody: with the same care (mechanical), and between the two runs (total). Kept is only how it is spread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.analysis.gains import COLUMNS as SPREAD
from sim.analysis.gains import QUANTILES, spread
from sim.analysis.outcomes import CLASS_NAMES, PAID_TIERS, PER_INSTITUTION, TIER_NAMES
from sim.county.county import AGE_BANDS, SCHEMES, County
from sim.foundation.errors import Words
from sim.settlement.settlement import Settlement
from sim.settlement.totals import band_of

FILE = "gains.csv"
MECHANICAL, TOTAL = "mechanical", "total"
COLUMNS = (
    "policy", "part", "what", "what_zh", "what_en", "by", "group", "name_zh", "name_en", "edge_1_yuan", "edge_2_yuan",
    "edge_3_yuan", *SPREAD[:10], "total_yuan", *(f"p{q}_yuan" for q in QUANTILES),
)  # fmt: skip
PERSON_EDGES, INSTITUTION_EDGES = (1_000, 10_000, 100_000), (100_000, 1_000_000, 10_000_000)
"""Sizes of a change in fen: 10, 100 and 1,000 yuan a person; 1,000, 10,000 and 100,000 yuan an institution."""
OWN_PAID = Words("居民全年个人负担", "own payment of a resident in the year")
EVERYBODY = Words("全部参保居民", "all enrolees")
MONEY = ("alliance_money", "bonus", "net_income")
Tables = Mapping[str, pd.DataFrame]


def gains(
    policy: str, before: Settlement, same_care: Settlement, after: Settlement, tables: tuple[Tables, Tables, Tables], year: int
) -> pd.DataFrame:
    """How the changes of one policy are spread.

    Args:
        before, after: the settlements of the two runs at the end of the accounted year; same_care: of the baseline's
            encounters under the policy. tables: theirs, in this order.

    Returns:
        A frame with the columns `COLUMNS`. `part` is mechanical or total; `what` is own_paid (of residents: concerned are those
        who used care in either world), alliance_money, bonus or net_income (of the county's institutions where they are known).
        Amounts in yuan, after less before: a resident gains by a negative change, an institution by a positive one.
    """
    rows: list[dict[str, object]] = []
    county, people = before.county, before.residents
    for part, other, others in ((MECHANICAL, same_care, tables[1]), (TOTAL, after, tables[2])):
        change = other.persons.own_paid - before.persons.own_paid
        users = _users(before) | _users(other)
        here = people["scheme"] == SCHEMES.index("residents")  # who has left, or has never come, neither gains nor loses
        for by, group, name, of in _residents(county, people):
            members = of & here
            rows.append(_row(part, "own_paid", OWN_PAID, by, group, name, spread(change[members], users[members], PERSON_EDGES),
                             PERSON_EDGES))  # fmt: skip
        rows += _institutions(part, tables[0], others, year)
    return pd.DataFrame(rows).assign(policy=policy)[list(COLUMNS)]


def _users(settlement: Settlement) -> npt.NDArray[np.bool_]:
    found: npt.NDArray[np.bool_] = (settlement.persons.visits > 0) | (settlement.persons.column("admissions") > 0)
    return found


def _residents(county: County, people: npt.NDArray[np.void]) -> Iterator[tuple[str, str, Words, npt.NDArray[np.bool_]]]:
    """Everybody, then classes, age bands and townships that have anybody: (by, group, name, who)."""
    yield "all", "all", EVERYBODY, np.ones(len(people), bool)
    band = band_of(people["age"])
    township = county.villages.township[people["village"]]
    classes = [(name, CLASS_NAMES.get(name, Words(name, name))) for name in county.classes]
    ages = [(name, Words(*_age(name))) for name in AGE_BANDS]
    places = [(name.zh, name) for name in county.township_names]
    for by, of, names in (("klass", people["klass"], classes), ("age", band, ages), ("township", township, places)):
        for n, (group, name) in enumerate(names):
            members = of == n
            if (members & (people["scheme"] == SCHEMES.index("residents"))).any():
                yield by, group, name, members


def _age(band: str) -> tuple[str, str]:
    low, _, high = band.replace("plus", "_").partition("_")
    return (f"{low}\u2013{high}岁", f"{low}\u2013{high}") if high else (f"{low}岁及以上", f"{low} and older")


def _institutions(part: str, before: Tables, after: Tables, year: int) -> Iterator[dict[str, object]]:
    was, now = (_inside(tables["institutions"], year) for tables in (before, after))
    for what in MONEY:
        column, _, words = PER_INSTITUTION[what]
        change = ((now[column] * 100).round() - (was[column] * 100).round()).dropna()
        for tier in (*PAID_TIERS, "all"):
            mine = change if tier == "all" else change[was.loc[change.index, "tier"] == tier]
            if len(mine):
                name = TIER_NAMES.get(tier, Words("县内机构", "institutions of the county"))
                fen = mine.to_numpy(np.int64)
                found = spread(fen, np.ones(len(fen), bool), INSTITUTION_EDGES)
                yield _row(part, what, words, "tier", tier, name, found, INSTITUTION_EDGES)


def _inside(institutions: pd.DataFrame, year: int) -> pd.DataFrame:
    if institutions.empty:
        return pd.DataFrame(columns=["id", "tier", *(PER_INSTITUTION[w][0] for w in MONEY)]).set_index("id")
    rows = institutions[(institutions["year"] == year) & (institutions["place"] == "county")]
    return rows.set_index("id")


def _row(
    part: str, what: str, words: Words, by: str, group: str, name: Words, found: Mapping[str, float | int],
    edges: tuple[int, int, int],
) -> dict[str, object]:  # fmt: skip
    head = {"part": part, "what": what, "what_zh": words.zh, "what_en": words.en, "by": by, "group": group}
    head |= {"name_zh": name.zh, "name_en": name.en}
    bands = {f"edge_{n}_yuan": edge / 100 for n, edge in enumerate(edges, start=1)}
    amounts = {f"{key}_yuan": found[key] / 100 for key in SPREAD[10:]}
    return {**head, **bands, **{key: found[key] for key in SPREAD[:10]}, **amounts}
