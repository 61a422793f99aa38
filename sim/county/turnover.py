"""The rates at which a population turns over, and who leaves, comes, lapses and joins at one year's end.

Everything is keyed by (seed, purpose, person, year) and looks at no policy: who dies, moves or lets his insurance lapse is the same
under every policy of a seed. Only the premium, a fact of the county, may move lapsing, by an elasticity that is a labelled number.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import AGE_BANDS, F8
from sim.county.drawn import I8, U4, Drawn, band_of_age

U1 = npt.NDArray[np.uint8]
B1 = npt.NDArray[np.bool_]

FEMALE = 0
MOST_TURNS, MOST_IN_A_CELL = 31, 1 << 22
"""What a key of 32 bits can name: turns of the year, and who comes in one cell of one of them."""


@dataclass(frozen=True)
class Turnover:
    """Rates a year by age band (A,), as fractions; `deaths` also by sex, (A, 2)."""

    deaths: F8
    births: F8  # a woman
    leave: F8  # move away with their registration
    arrive: F8  # as a share of those who live there
    lapse: F8  # do not renew their insurance, at the premium of the county's first year
    rejoin: F8  # of those without insurance
    elasticity: F8  # of lapsing to the premium
    late: F8  # pay only within the year for which they are insured
    filed: F8  # of those living away: registered for care where they live (异地就医备案)

    @classmethod
    def of(cls, table: pd.DataFrame) -> Turnover:
        """From population.csv."""
        rows = table.set_index("age_band").loc[list(AGE_BANDS)]

        def rate(name: str, scale: float) -> F8:
            found: F8 = rows[name].to_numpy(float) * scale
            return found

        return cls(
            np.stack([rate("deaths_female_per_1000", 1e-3), rate("deaths_male_per_1000", 1e-3)], axis=1),
            rate("births_per_1000_women", 1e-3), rate("move_out_per_1000", 1e-3), rate("move_in_per_1000", 1e-3),
            rate("lapse_percent", 1e-2), rate("rejoin_percent", 1e-2), rate("lapse_elasticity", 1.0),
            rate("late_percent", 1e-2), rate("filed_percent", 1e-2),
        )  # fmt: skip


@dataclass(frozen=True)
class Living:
    """Who lives in the county and is insured before a turn, (N,) each. Who has left keeps his row."""

    age: U1
    sex: U1
    present: B1
    insured: B1


@dataclass(frozen=True)
class Turn:
    """What the night of 31 December brings: `left` died or moved away, all others are a year older."""

    left: B1  # (N,)
    insured: B1  # (N,) in the new year
    born: int
    moved_in: I8  # (A,)

    @property
    def comers(self) -> int:
        """Newborn and moved in together."""
        return self.born + int(self.moved_in.sum())


def turn(rates: Turnover, people: Living, drawn: Drawn, k: int, premium: float = 1.0) -> Turn:
    """The k-th turn of the year of a run (from 1). `premium`: that of the year that begins over the first year's.

    Deaths and moves away are drawn person by person. Births follow the women, moves in the people, of each age band; their
    numbers are rounded, not drawn, so that one more person adds at most one newcomer to a cell and changes none.

    Raises:
        ValueError: more turns, or more newcomers in one of them, than keys can name.
    """
    if not 1 <= k <= MOST_TURNS:
        raise ValueError(f"a run has at most {MOST_TURNS + 1} years")
    band = band_of_age(people.age)
    goes = drawn.u("turnover.death", n=k) < rates.deaths[band, people.sex]
    goes |= drawn.u("turnover.move", n=k) < rates.leave[band]
    left = people.present & goes
    lapse = np.clip(rates.lapse * premium**rates.elasticity, 0.0, 1.0)[band]
    u = drawn.u("turnover.insurance", n=k)
    insured = people.present & ~left & np.where(people.insured, u >= lapse, u < rates.rejoin[band])
    women = np.bincount(band[people.present & (people.sex == FEMALE)], minlength=len(AGE_BANDS))
    everybody = np.bincount(band[people.present], minlength=len(AGE_BANDS))
    born, moved_in = round(float(women @ rates.births)), np.rint(everybody * rates.arrive).astype(np.int64)
    if max(born, int(moved_in.max())) > MOST_IN_A_CELL:
        raise ValueError(f"more than {MOST_IN_A_CELL:,} people come in one year")
    return Turn(left, insured, born, moved_in)


def keys_of(made: Turn, k: int) -> tuple[U4, I8]:
    """(keys of those who come (M,), their cells, see `sim.county.residents.NEWBORN`): named by turn, cell and number in it, so
    that nobody's key depends on how many others there are. The high bit keeps them apart from the first residents and from
    other payers' patients."""
    number = np.array([made.born, *made.moved_in.tolist()])
    cell = np.repeat(np.arange(number.size), number)
    position = np.arange(cell.size) - np.repeat(np.cumsum(number) - number, number)
    key = (np.int64(1) << 31) | (np.int64(k) << 26) | (cell << 22) | position
    return key.astype(np.uint32), cell
