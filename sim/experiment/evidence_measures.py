"""What evaluations of reforms measure, read from the tables of a run: one number a measure and year."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

import pandas as pd

from sim.foundation.errors import Words

PRIMARY, HOSPITAL = ("village", "township"), ("county", "city", "province")


class Year:
    """Sums over one year: `flows` has tier, place, kind and amounts by month; `contacts` the flags of stays."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], year: int) -> None:
        self.tables = {name: table[table["year"] == year] for name, table in tables.items() if "year" in table}

    def flow(self, column: str, kind: str, tier: tuple[str, ...] = (), place: tuple[str, ...] = ()) -> float:
        """A column of the flows over these tiers and places; all where none is named."""
        t = self.tables["flows"]
        at = t["kind"] == kind
        if tier:
            at &= t["tier"].isin(tier)
        if place:
            at &= t["place"].isin(place)
        return float(t.loc[at, column].sum())

    def care(self, column: str, place: tuple[str, ...]) -> float:
        """A measure of residents' stays over these places."""
        t = self.tables["care"]
        return float(t.loc[(t["kind"] == "inpatient") & (t["scheme"] == "residents") & t["place"].isin(place), column].sum())

    def readmissions(self) -> float:
        """Share of the stays in the county that follow another within 30 days."""
        t = self.tables["contacts"]
        at = t[(t["kind"] == "stay") & (t["place"] == "county")]
        return float(at["readmissions"].sum() / at["count"].sum())

    def persons(self, column: str) -> float:
        """A count of persons."""
        return float(self.tables["persons"][column].sum())

    def fund(self) -> tuple[float, float]:
        """Income and spending of the fund on the incurred basis, yuan."""
        t = self.tables["fund"]
        at = t[t["basis"] == "incurred"]
        income, spending = (float(at.loc[at["side"] == side, "amount_yuan"].sum()) for side in ("income", "spending"))
        return income, spending


class Measure(NamedTuple):
    """A number of a year, with the unit of its level."""

    name: Words
    unit: str
    of: Callable[[Year], float]


HERE, OUT = ("county",), ("prefecture", "province", "elsewhere")
TOWNSHIP, COUNTY, CITY = ("township",), ("county",), ("city",)


def _a_stay(column: str) -> Callable[[Year], float]:
    return lambda y: y.flow(column, "stay", place=HERE) / y.flow("count", "stay", place=HERE)


def _surplus(y: Year) -> float:
    income, spending = y.fund()
    return (income - spending) / income


def _count(kind: str, tier: tuple[str, ...] = (), place: tuple[str, ...] = (), column: str = "count") -> Callable[[Year], float]:
    return lambda y: y.flow(column, kind, tier, place)


def _over(above: Callable[[Year], float], below: Callable[[Year], float]) -> Callable[[Year], float]:
    return lambda y: above(y) / below(y)


def _enrolees(y: Year) -> float:
    return y.persons("enrolees")


_ROWS: tuple[tuple[str, str, str, str, Callable[[Year], float]], ...] = (
    ("charge_per_stay", "县内次均住院费用", "charge a stay in the county", "yuan", _a_stay("charge_yuan")),
    ("fund_per_stay", "县内次均基金支付", "fund a stay in the county", "yuan", _a_stay("fund_yuan")),
    ("own_paid_per_stay", "县内次均个人负担", "own payment a stay in the county", "yuan", _a_stay("own_paid_yuan")),
    ("charge_per_patient", "住院病人人均费用", "charge of stays a patient", "yuan",
     _over(_count("stay", column="charge_yuan"), lambda y: y.persons("stayed"))),
    ("days_per_stay", "县内平均住院日", "length of stay in the county", "days",
     lambda y: y.care("days", HERE) / y.care("cases", HERE)),
    ("noncovered_share", "县内住院目录外占比", "share outside the catalogue, stays in the county", "ratio",
     lambda y: y.care("selfpaid_fen", HERE) / y.care("charge_fen", HERE)),
    ("readmission", "县内30日再入院率", "readmission within 30 days", "ratio", Year.readmissions),
    ("stays", "出院人次", "discharges", "stays", _count("stay")),
    ("stays_in_county", "县内出院人次", "discharges in the county", "stays", _count("stay", place=HERE)),
    ("stays_county_hospitals", "县级医院出院人次", "discharges of county hospitals", "stays", _count("stay", COUNTY)),
    ("stays_township", "乡镇卫生院出院人次", "discharges of township centres", "stays", _count("stay", TOWNSHIP)),
    ("township_share_of_stays", "乡镇住院占比", "township share of stays", "ratio",
     _over(_count("stay", TOWNSHIP), _count("stay"))),
    ("out_of_county_share_of_stays", "县外住院占比", "out-of-county share of stays", "ratio",
     _over(_count("stay", place=OUT), _count("stay"))),
    ("out_of_county_share_of_fund", "县外住院基金占比", "out-of-county share of the fund for stays", "ratio",
     _over(_count("stay", place=OUT, column="fund_yuan"), _count("stay", column="fund_yuan"))),
    ("charge_of_stays_in_county", "县内住院总费用", "charges of stays in the county", "yuan",
     _count("stay", place=HERE, column="charge_yuan")),
    ("visits_per_head", "人均诊疗人次", "visits a head", "visits a head", _over(_count("visit"), _enrolees)),
    ("primary_visits_per_head", "人均基层诊疗人次", "primary visits a head", "visits a head",
     _over(_count("visit", PRIMARY), _enrolees)),
    ("primary_share_of_visits", "县内基层就诊占比", "primary share of visits in the county", "ratio",
     _over(_count("visit", PRIMARY), _count("visit", place=HERE))),
    ("visits_primary", "基层诊疗人次", "primary visits", "visits", _count("visit", PRIMARY)),
    ("visits_hospital", "医院诊疗人次", "hospital visits", "visits", _count("visit", HOSPITAL)),
    ("visits_county_hospitals", "县级医院诊疗人次", "visits at county hospitals", "visits", _count("visit", COUNTY)),
    ("visits_city_hospitals", "市级医院诊疗人次", "visits at city hospitals", "visits", _count("visit", CITY)),
    ("outpatient_charge_primary", "基层门诊费用", "charges of primary visits", "yuan",
     _count("visit", PRIMARY, column="charge_yuan")),
    ("outpatient_charge_hospital", "医院门诊费用", "charges of hospital visits", "yuan",
     _count("visit", HOSPITAL, column="charge_yuan")),
    ("surplus_rate", "当期结余率", "surplus of the year, share of income", "ratio", _surplus),
)  # fmt: skip

MEASURES = {id_: Measure(Words(zh, en), unit, of) for id_, zh, en, unit, of in _ROWS}

"""What a published effect may be about. Levels; an effect says in which unit its difference is."""


def measured(tables: Mapping[str, pd.DataFrame], year: int, names: Collection[str]) -> dict[str, float]:
    """These measures of one accounted year, from the tables of a settlement."""
    of = Year(tables, year)
    return {name: MEASURES[name].of(of) for name in names}
