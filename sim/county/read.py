"""A county folder -> `County`: the one way in.

What each file holds is in `sheets` and `heads`; what they must say together in `checks`.
"""

from __future__ import annotations

import copy
import os
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sim.county import needs, places
from sim.county.book import sources
from sim.county.checks import check
from sim.county.county import AGE_BANDS, F8, FORMER_SCHEMES, TIERS, YEAR_SD, County, Demand
from sim.county.employees import Employees
from sim.county.folder import Folder, content_hash_of, plain, survey
from sim.county.turnover import Turnover
from sim.foundation.errors import refuse
from sim.foundation.shelves import find


def read(path: str | os.PathLike[str]) -> County:
    """The county of a folder, given as a path or by the name of a shipped one.

    Raises:
        Problems: every fault of every file, each with file, row and column, in Chinese and English.
    """
    where = Path(path) if isinstance(path, Path) or Path(path).is_dir() else find("counties", str(path))
    return copy.deepcopy(_as_written(where, content_hash_of(where))) if plain(where) else _read(where)


@lru_cache(maxsize=8)
def _as_written(where: Path, _digest: str) -> County:
    """The county of a folder, read once as long as its files say the same: a comparison asks for it again and again."""
    return _read(where)


def _read(where: Path) -> County:
    found = survey(where)
    refuse([*found.problems, *check(found)])
    folder = found.folder()
    head = folder.county.content
    inst = places.institutions(folder)
    conditions = needs.conditions(folder)
    people = folder["residents"].set_index("age_band").loc[list(AGE_BANDS)]

    def share(*columns: str) -> F8:
        return np.stack([people[f"{c}_percent"].to_numpy(float) / 100 for c in columns], axis=1).reshape(
            len(people), -1
        )

    def with_rest_first(parts: F8) -> F8:
        return np.concatenate([1.0 - parts.sum(axis=1, keepdims=True), parts], axis=1)

    age = share("share")[:, 0]
    classes, chronic = head.county.classes, tuple(c.id for c in head.chronic)
    weekday = np.array(head.facts.weekday_index.value)
    history = folder["history"].rename(columns={"amount_yuan": "fen"})
    trend = folder["trend"].rename(columns={"growth_percent": "growth_ppm"})
    return County(
        id=head.document.id, name_zh=head.county.name_zh, name_en=head.county.name_en, start=head.county.start,
        enrolees=head.facts.enrolees.value, townships=tuple(folder["townships"]["name_zh"]), classes=classes,
            chronic=chronic,
        institutions=inst, villages=places.villages(folder, inst), conditions=conditions,
            streams=places.streams(folder, inst),
        demand=demand(folder), incidence=needs.incidence(folder, conditions.id),
            chronic_factor=needs.chronic_factor(folder, conditions.id),
        month_index=needs.month_index(folder), weekday_index=weekday / weekday.mean(), age_share=age / age.sum(),
        male_share=share("male")[:, 0],
            class_share=with_rest_first(share(*classes[1:])) if classes[1:] else np.ones((len(age), 1)),
        home_share=with_rest_first(share("work_away", "settled_away", "school_away")),
        chronic_share=share(*chronic) if chronic else np.zeros((len(age), 0)), contract_share=share("contract")[:, 0],
        history=history, trend=trend, funding=folder["funding"], targets=folder["targets"], sources=sources(folder),
        hash=content_hash_of(where), repeated_tests=repeated_tests(folder),
        turnover=Turnover.of(folder["population"]) if "population" in folder.tables else None,
        urban=urban(folder), employees=Employees.of(folder["employees"]) if "employees" in folder.tables else None,
        townships_en=tuple(folder["townships"]["name_en"]),
    )  # fmt: skip


def urban(folder: Folder) -> npt.NDArray[np.bool_]:
    """(V,) of villages.csv; everybody belonged to the rural scheme (新农合) where the county does not say."""
    villages = folder["villages"]
    if "former_scheme" not in villages:
        return np.zeros(len(villages), bool)
    flag: npt.NDArray[np.bool_] = (villages["former_scheme"] == FORMER_SCHEMES[1]).to_numpy(bool)
    return flag


def repeated_tests(folder: Folder) -> F8:
    """(T,) of tiers.csv; nothing is repeated where the county does not say."""
    tiers = folder["tiers"].set_index("tier").loc[list(TIERS)]
    if "repeated_tests_percent" not in tiers:
        return np.zeros(len(TIERS))
    part: F8 = tiers["repeated_tests_percent"].fillna(0.0).to_numpy(float) / 100
    return part


def demand(folder: Folder) -> Demand:
    """demand.toml and the claimed share of tiers.csv as `Demand`."""
    c = {name: constant.value for name, constant in folder.demand.content.constants if constant is not None}
    claimed = folder["tiers"].set_index("tier").loc[list(TIERS), "claimed_percent"].to_numpy(float) / 100
    same = (
        "scale_op", "scale_ip", "scale_claim", "scale_noncovered", "b_price_op", "b_price_ip", "b_time_op",
            "b_time_ip", "b_wait_op",
        "b_wait_ip", "b_contract", "b_advice", "away_home_penalty", "elasticity_op", "elasticity_ip", "p_refer_able",
            "p_refer_unable",
        "stay_charge_corr", "step_down_days", "step_down_charge", "frailty_sd", "transfer_unable", "transfer_part",
    )  # fmt: skip
    return Demand(
        asc_op=np.array([0.0, c["asc_op_township"], c["asc_op_county"], c["asc_op_city"], c["asc_op_city"]]),
        asc_ip=np.array([0.0, 0.0, c["asc_ip_county"], c["asc_ip_city"], c["asc_ip_city"]]),
        p_claim=claimed,
        b_skill=np.array([c["b_skill_mild"], c["b_skill_moderate"], c["b_skill_severe"]]),
        patience_days=np.array([c["patience_mild"], c["patience_moderate"], c["patience_severe"]]),
        p_transfer=np.array([c["p_transfer_mild"], c["p_transfer_moderate"], c["p_transfer_severe"]]),
        open_min=round(c["open_min"]), close_min=round(c["close_min"]),
        **{name: c[name] for name in same}, year_illness_sd=c.get(YEAR_SD[0]),
        year_respiratory_sd=c.get(YEAR_SD[1]), year_charges_sd=c.get(YEAR_SD[2]),
    )  # fmt: skip
