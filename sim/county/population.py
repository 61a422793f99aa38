"""The people of a run, year by year: one array in which everybody who will ever live there has a row from the start.

Since a turn of the year looks at no policy, all turns of a run are known before its first day. Nobody takes another's row:
who has died or moved away keeps his own, without illness to come, so that what he began is still finished and billed as his.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import PERSON, SCHEMES, County
from sim.county.drawn import I8, U4, Drawn, band_of_age
from sim.county.residents import NEWBORN, People, comers, first_residents, of_age
from sim.county.turnover import Living, Turn, Turnover, keys_of, turn

U1 = npt.NDArray[np.uint8]
INSURED, UNINSURED = SCHEMES.index("residents"), SCHEMES.index("other")
OLDEST = 120
"""The age is not counted beyond."""
UNKNOWN, FILED, NOT_FILED = range(3)
"""Of care outside the pool, as `sim.policy.claims.FILINGS`."""


class Population:
    """N persons in `persons`, the state of the present year; `advance()` goes on to the next.

    The first `first` are the residents of the first year, alive and insured. Without a table of turnover nothing ever changes.
    """

    def __init__(self, county: County, seed: int, scale: float = 1.0, years: int = 1) -> None:
        """Foresees all turns of a run of so many years. Raises ValueError as `residents` and `turn` do."""
        self.county, self._rates = county, county.turnover
        people, drawn = first_residents(county, seed, scale)
        self.first, self.year = len(people), county.start.year
        self._turns: list[Turn] = []
        parts, self._insured = [people], [np.ones(self.first, bool)]
        if self._rates is not None:
            drawn = self._foresee(self._rates, parts, drawn, seed, years)
        self._drawn, self._all = drawn, np.concatenate(parts)
        self.key: U4 = drawn.person[self.first :]
        self.persons: People = np.zeros(len(self._all), PERSON)
        self.persons["scheme"] = UNINSURED
        self.persons[: self.first] = people
        self.joined_month: U1 = np.zeros(len(self._all), np.uint8)
        self.filing: U1 = np.zeros(len(self._all), np.uint8)
        self._papers()

    def _foresee(self, rates: Turnover, parts: list[People], drawn: Drawn, seed: int, years: int) -> Drawn:
        age, sex = parts[0]["age"].copy(), parts[0]["sex"]
        present = np.ones(self.first, bool)
        for k in range(1, years):
            made = turn(rates, Living(age, sex, present, self._insured[-1]), drawn, k, self._premium(k))
            key, cell = keys_of(made, k)
            new, of_new = comers(self.county, seed, key, cell)
            parts.append(new)
            self._turns.append(made)
            drawn = drawn.and_then(of_new)
            age = np.concatenate([_older(age), new["age"]])
            sex = np.concatenate([sex, new["sex"]])
            present = np.concatenate([present & ~made.left, np.ones(len(new), bool)])
            self._insured.append(np.concatenate([made.insured, np.ones(len(new), bool)]))
        return drawn

    def _premium(self, k: int) -> float:
        """What a resident pays in the year after turn k, over the first year; 1 where the county does not say."""
        table = self.county.funding
        if not len(table):
            return 1.0
        own = table[(table["line"] == "premium") & (table["payer"] == "resident")].groupby("year")["yuan_per_head"].sum()
        first, now = self.county.start.year, self.county.start.year + k
        return float(own[now] / own[first]) if first in own and now in own and own[first] > 0 else 1.0

    def enrolees(self, year: int) -> I8:
        """Members of the scheme by township (T,) in a year of the run; beyond its end those of the last."""
        k = min(max(year - self.county.start.year, 0), len(self._insured) - 1)
        village = self._all["village"][: self._insured[k].size][self._insured[k]]
        return np.bincount(self.county.villages.township[village], minlength=len(self.county.townships)).astype(np.int64)

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """Who lives there now, (N,): insured or not."""
        here: npt.NDArray[np.bool_] = self.persons["frailty"] > 0
        return here

    def advance(self) -> bool:
        """Go on to the next year, in place; False where nothing changes because the county has no table of turnover."""
        k = self.year + 1 - self.county.start.year
        if k > len(self._turns):
            return False
        self.year += 1
        made, people = self._turns[k - 1], self.persons
        before = made.left.size
        gone = np.flatnonzero(made.left)
        people["frailty"][gone] = 0.0
        people["chronic"][gone] = 0
        old = people["age"][:before]
        new = _older(old)
        crossed = np.flatnonzero((band_of_age(old) != band_of_age(new)) & (people["frailty"][:before] > 0))
        people["age"][:before] = new
        of_age(self.county, people, self._drawn, crossed)
        after = before + made.comers
        people[before:after] = self._all[before:after]
        people["scheme"][:after] = np.where(self._insured[k], INSURED, UNINSURED)
        people["state"] = 0
        self._papers()
        return True

    def _papers(self) -> None:
        """When everybody paid for this year, and whether who lives away has filed for care there."""
        if self._rates is None:
            return
        k, people = self.year - self.county.start.year, self.persons
        band = band_of_age(people["age"])
        late = (people["scheme"] == INSURED) & (self._drawn.u("resident.late", n=k) < self._rates.late[band])
        if k and self._turns[k - 1].born:
            first = self._turns[k - 1].left.size  # the newborn are insured from birth
            late[first : first + self._turns[k - 1].born] = False
        month = 1 + np.floor(12 * self._drawn.u("resident.joined", n=k))
        self.joined_month = np.where(late, month, 0).astype(np.uint8)
        filed = self._drawn.u("resident.filed") < self._rates.filed[band]
        self.filing = np.where(people["home"] > 0, np.where(filed, FILED, NOT_FILED), UNKNOWN).astype(np.uint8)


def _older(age: U1) -> U1:
    return np.minimum(age, OLDEST - 1).astype(np.uint8) + np.uint8(1)


assert NEWBORN == 0  # `_papers` takes the newborn for the first of those who come
