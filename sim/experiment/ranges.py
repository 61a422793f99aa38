"""Numbers that nobody knows exactly, drawn from their ranges: a Latin hypercube over the behaviour set and the county's demand.

Every number of the study's behaviour set (unless nobody answers) and every constant of the county's `demand.toml` that carries a
range and was not fitted is drawn, each independently of the others, whether it is an assumption or has a source. An assumption is
drawn uniformly over its range. The range of a sourced number is the 95 % interval that its source gives: it is drawn from a normal
distribution with its value as the median and the ends of the range as the 2.5 % and 97.5 % points (two halves of different width
where the value is not in the middle), never beyond zero. The M draws of a number fall once into each M-th part of its
distribution. The draw is keyed by the study's first seed and the number's own name: a new number moves no other's draws.

What was fitted stays as it is: its range only bounds the search. Under a draw the county no longer meets its targets as well as it
does with its own numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from sim.analysis.apart import gaps_of
from sim.analysis.ranking import ranking
from sim.behaviour.sets import describe, read_behaviour
from sim.county.county import YEAR_SD, County
from sim.experiment.cards import county_constants
from sim.experiment.jobs import AS_GIVEN, Assumptions
from sim.experiment.study import Study
from sim.foundation.draws import uniforms
from sim.foundation.errors import Words

FEWEST = 3
"""Draws below which there is no rank correlation."""
RANKED = ("fund.balance_cleared", "own_paid.all")
"""Outcomes for which the assumptions are ranked."""
SEVERITIES = ("mild", "moderate", "severe")
ARRAYS = {"b_skill": "b_skill", "patience": "patience_days", "p_transfer": "p_transfer"}
"""Constants that are given by severity, with their place in `sim.county.county.Demand`."""
LASTS = {"half_life": 1.0}
"""Numbers whose zero means "never": below this, in their unit, a draw is taken as what the end of the range says."""
WHOLE = ("open_min", "close_min")
"""Numbers that are whole."""
SAID = 3
"""Numbers that are named for each outcome in the terminal."""
COLUMNS = (
    "outcome", "policy", "parameter", "of", "status", "distribution", "name_zh", "name_en", "given", "range_low", "range_high",
    "rank_correlation", "chance", "at_low", "at_high", "draws", "unit", "zh", "en",
)  # fmt: skip


@dataclass(frozen=True)
class Ranged:
    """A number with a range, of the behaviour set or of the county's demand."""

    name: str
    of: str  # behaviour or county
    words: Words
    given: float
    low: float
    high: float
    status: str = "assumption"  # or sourced

    @property
    def distribution(self) -> str:
        """Shape over the range."""
        return "normal" if self.status == "sourced" else "uniform"

    def at(self, share: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Quantiles: `share` between 0 and 1, of any shape, to values in the unit of the file."""
        if self.distribution == "uniform":
            return self.low + share * (self.high - self.low)
        z = ndtri(share) / ndtri(0.975)
        values = self.given + z * np.where(z > 0, self.high - self.given, self.given - self.low)
        floor, ceiling = 0.0 if self.low >= 0 else -np.inf, 0.0 if self.high <= 0 else np.inf
        return np.clip(values, floor, ceiling)


def ranged(study: Study, county: County, drawn_years: bool = False) -> list[Ranged]:
    """What is drawn for a study; levers that are switched off are not, nor the spread of years that are all average."""
    found = []
    if read_behaviour(study.behaviour).answers:
        for n in describe(study.behaviour):
            if n.get("on", True) and n["range"]:
                words = Words(str(n["zh"]), str(n["en"]))
                low, high = map(float, n["range"])
                found.append(Ranged(str(n["name"]), "behaviour", words, float(n["value"]), low, high, str(n["status"])))
    for a, status in county_constants(county, "behavioural assumption", "county fact"):
        if a.range is not None and (drawn_years or a.key not in YEAR_SD):
            low, high = map(float, a.range)
            found.append(Ranged(a.key, "county", Words(a.zh, a.en), float(a.value), low, high, status))
    return [one for one in found if one.low < one.high]


def drawn(numbers: Sequence[Ranged], count: int, seed: int) -> npt.NDArray[np.float64]:
    """Values of `numbers` in `count` draws, shape (count, numbers), in the units of their files."""
    values, draw = np.empty((count, len(numbers))), np.arange(count)
    for k, one in enumerate(numbers):
        order = np.argsort(uniforms(seed, f"part of {one.of} {one.name}", draw), kind="stable")
        share = (np.argsort(order) + uniforms(seed, f"place in {one.of} {one.name}", draw)) / count
        values[:, k] = np.rint(one.at(share)) if one.name in WHOLE else one.at(share)
        if one.name in LASTS and one.low == 0.0:
            values[values[:, k] < LASTS[one.name], k] = 0.0
    return values


def sets_of(numbers: Sequence[Ranged], values: npt.NDArray[np.float64], county: County) -> tuple[Assumptions, ...]:
    """The study's own set, then one a draw."""
    width = len(str(len(values)))
    draws = []
    for n, row in enumerate(values.tolist(), start=1):
        behaviour = {one.name: value for one, value in zip(numbers, row, strict=True) if one.of == "behaviour"}
        demand: dict[str, float | list[float]] = {}
        for one, value in zip(numbers, row, strict=True):
            stem, _, severity = one.name.rpartition("_")
            if one.of == "county" and stem in ARRAYS and severity in SEVERITIES:
                whole = demand.setdefault(ARRAYS[stem], getattr(county.demand, ARRAYS[stem]).tolist())
                assert isinstance(whole, list)
                whole[SEVERITIES.index(severity)] = value
            elif one.of == "county":
                demand[one.name] = int(value) if one.name in WHOLE else value
        draws.append(Assumptions(f"draw-{n:0{width}d}", demand=demand, numbers=behaviour))
    return (AS_GIVEN, *draws)


def ranked(
    sets: dict[str, dict[str, pd.DataFrame]],
    words: pd.DataFrame,
    baseline: str,
    numbers: Sequence[Ranged],
    values: npt.NDArray[np.float64],
) -> pd.DataFrame:
    """Which number matters most for each outcome of `RANKED` and policy; columns `COLUMNS`, see `sim.analysis.ranking`.

    `sets`: as `sim.analysis.apart.apart` takes them, the study's own first, then those of `sets_of`.
    """
    facts = pd.DataFrame(
        [
            (one.of, one.status, one.distribution, one.words.zh, one.words.en, one.given, one.low, one.high)
            for one in numbers
        ],
        columns=["of", "status", "distribution", "name_zh", "name_en", "given", "range_low", "range_high"],
        index=[one.name for one in numbers],
    )
    tables = []
    for outcome in RANKED:
        for policy in [name for name in next(iter(sets.values())) if name != baseline]:
            gaps = gaps_of(sets, policy, baseline, [outcome])
            made = [name for name in gaps if name != AS_GIVEN.id]
            if len(made) < FEWEST:
                continue
            rows = [int(name.removeprefix("draw-")) - 1 for name in made]
            gap = np.array([gaps[name][:, 0].mean() for name in made])
            table = ranking({one.name: values[rows, k] for k, one in enumerate(numbers)}, gap)
            table = table.join(facts, on="parameter").assign(outcome=outcome, policy=policy)
            tables.append(table.join(words[["unit", "zh", "en"]], on="outcome"))
    return pd.concat(tables, ignore_index=True)[list(COLUMNS)] if tables else pd.DataFrame(columns=list(COLUMNS))


def matters(table: pd.DataFrame, letters: Mapping[str, str] | None = None) -> list[Words]:
    """The strongest numbers of each outcome and policy of `ranked`, in sentences; those that luck may explain are not named.
    `letters` says what a reader calls a policy, by default its id."""
    lines: list[Words] = []
    if not len(table):
        return lines
    for _, rows in table.groupby(["outcome", "policy"], sort=False):
        one = rows.iloc[0]
        clear = rows[rows["rank_correlation"].abs() > rows["chance"]].head(SAID)
        zh = "，".join(f"{row.name_zh} {row.rank_correlation:+.2f}" for row in clear.itertuples())
        en = ", ".join(f"{row.name_en} {row.rank_correlation:+.2f}" for row in clear.itertuples())
        draws, least = int(one["draws"]), float(one["chance"])
        of = (letters or {}).get(str(one["policy"]), str(one["policy"]))
        lines.append(
            Words(
                f"{of} · {one['zh']}：{draws}次抽取，最要紧的假设（秩相关）：{zh or f'没有超出偶然（{least:.2f}）的'}。",
                f"{of} · {one['en']}: {draws} draws; assumptions that matter most (rank correlation): "
                f"{en or f'none beyond chance ({least:.2f})'}.",
            )
        )
    return lines
