"""Stored tables of a replicated comparison, made by hand for the sample runs: differences, chances, states, effects, provisions,
gains, journeys, notices. Texts of files are `name`, so that a hostile one stands in every table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.analysis.paired import paired
from sim.analysis.risk import risks
from sim.experiment.effects.gains import COLUMNS as GAINS
from sim.experiment.effects.provisions import INTERACTION, TOTAL
from sim.experiment.store import Run, csv_text, write_comparison
from sim.report.office.replicated import KEY
from sim.report.sections.effects import SHOWN

BASE = 10_000_000.0


def differences(policies: Sequence[str], name: str = "") -> pd.DataFrame:
    """Four pairs: policy n of the list differs by n x 1,000 ... 4,000 yuan in every key outcome."""
    outcomes = list(dict.fromkeys([*KEY, "fund.spending", "fund.balance_cleared"]))
    values = {
        policy: pd.DataFrame({o: [BASE + n * 1_000.0 * (k + 1) for k in range(4)] for o in outcomes})
        for n, policy in enumerate(policies)
    }
    zh, en = ([name or f"{of}{o}" for o in outcomes] for of in ("指标", "outcome "))
    words = pd.DataFrame({"unit": "yuan", "zh": zh, "en": en}, index=outcomes)
    return paired(values, words.rename_axis("outcome"), policies[0])


def bonuses(run: Run, policies: Sequence[str], name: str = "") -> pd.DataFrame:
    """Four pairs of every institution's bonus, which differ as in `differences`."""
    ids = [f"institution.{id_}.bonus" for id_ in run["institutions"]["id"]]
    values = {p: pd.DataFrame({i: [BASE + n * 1_000.0 * (k + 1) for k in range(4)] for i in ids}) for n, p in enumerate(policies)}
    words = pd.DataFrame({"unit": "yuan", "zh": name or "奖励", "en": name or "bonus"}, index=pd.Index(ids, name="outcome"))
    return paired(values, words, policies[0])


def states(policies: Sequence[str], name: str = "医院") -> pd.DataFrame:
    """One budget of every policy but the first: one year in four in deficit."""
    row = {"year": 2021, "rule": "payment.hospital_budget", "rule_zh": name, "rule_en": name, "id": "general",
           "name_zh": name, "name_en": name}  # fmt: skip
    return pd.DataFrame([
        row | {"policy": policy, "state": state, "state_zh": f"{zh} {name}", "state_en": f"{state} {name}", "share": share}
        for policy in policies[1:]
        for state, zh, share in (("deficit_1", "超支", 0.25), ("surplus_1", "结余", 0.75))
    ])  # fmt: skip


def parts(policies: Sequence[str], name: str = "指标") -> pd.DataFrame:
    """1,234,500 fen mechanical and -234,500 behavioural of every shown outcome."""
    row = {"name_zh": name, "name_en": name, "unit": "fen", "mechanical": 1_234_500, "behavioural": -234_500, "total": 1_000_000}
    return pd.DataFrame([row | {"policy": policy, "outcome": outcome} for policy in policies[1:] for outcome in SHOWN])


def provisions(policies: Sequence[str], name: str = "条款") -> pd.DataFrame:
    """Two provisions of 600,000 and 400,000 fen."""
    amounts = {"1": 600_000, "2": 400_000, INTERACTION: 0, TOTAL: 1_000_000}
    return pd.DataFrame([
        {"policy": policy, "step": step, "provision": provision, "outcome": "fund.balance_cleared", "unit": "fen",
         **dict.fromkeys(("clause_zh", "clause_en", "name_zh", "name_en"), name),
         **dict.fromkeys(("in_order", "alone", "last", "shapley"), amount)}
        for policy in policies[1:]
        for step, (provision, amount) in enumerate(amounts.items())
    ])  # fmt: skip


def gains(policies: Sequence[str], name: str = "居民") -> pd.DataFrame:
    """1,000 residents of whom 100 pay 51,234 yuan more in all; four hospitals with 40,000 yuan more."""
    near = {f"{side}_{k}": 0 for side in ("up", "down") for k in (1, 2, 3)}
    head = {"what_zh": name, "what_en": name, "group": "all", "name_zh": name, "name_en": name, "edge_1_yuan": 1.0,
            "edge_2_yuan": 100.0, "edge_3_yuan": 1000.0, **{f"p{q}_yuan": 0.0 for q in (5, 25, 50, 75, 95)}}  # fmt: skip
    rows = []
    for policy in policies[1:]:
        for part in ("mechanical", "total"):
            one = head | near | {"policy": policy, "part": part}
            rows.append(one | {"what": "own_paid", "by": "all", "count": 1000, "near": 900, "up_1": 100, "total_yuan": 51_234.0})
            rows.append(one | {"what": "bonus", "by": "tier", "count": 4, "near": 0, "up_3": 4, "total_yuan": 40_000.0})
    return pd.DataFrame(rows)[[c for c in GAINS if c in rows[0]]]


def journeys(policies: Sequence[str], name: str = "就医") -> pd.DataFrame:
    """77 residents with 99 contacts that differ."""
    row = {"what": "any", "name_zh": name, "name_en": name, "residents": 77, "contacts": 99}
    return pd.DataFrame([row | {"policy": policy} for policy in policies[1:]])


def with_notices(run: Run, name: str = "总额指标结余") -> Run:
    """The run in a county that is not the pool: 123,456 yuan are left of 2,000,000."""
    year = run.manifest.start.year + run.manifest.years - 1
    row = {"year": year, "date": f"{year}-12-31", "notice": "quota_balance", "name_zh": name, "name_en": name, "value": 123_456.0,
           "line": 2_000_000.0, "unit": "yuan"}  # fmt: skip
    return replace(run, tables={**run.tables, "notices": pd.DataFrame([row])})


def write(runs: Sequence[Run], folder: Path, name: str = "") -> Path:
    """The comparison of `runs` with all stored tables in `folder`; texts are `name` where it is given."""
    write_comparison(list(runs), folder)
    policies, said = [run.name for run in runs], (name,) if name else ()
    first = {"assumptions": "as-given"}
    found = differences(policies, *said)
    named = found[found["outcome"] == "fund.balance_cleared"]
    chances = risks({p: pd.DataFrame({"fund.balance_cleared": [1e6] * 4}) for p in policies})
    frames = {
        "intervals": found.assign(**first), "intervals-institutions": bonuses(runs[0], policies, *said).assign(**first),
        "risk": chances, "states": states(policies, *said).assign(**first), "effects": parts(policies, *said),
        "provisions": provisions(policies, *said), "gains": gains(policies, *said), "journeys": journeys(policies, *said),
    }  # fmt: skip
    if name:
        frames["risk"] = chances.assign(zh=name, en=name)
    assert len(named) == len(policies)
    for file, frame in frames.items():
        (folder / f"{file}.csv").write_bytes(csv_text(frame))
    return folder
