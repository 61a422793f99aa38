"""The same encounters under another policy: the mechanical effect of a reform, without anybody behaving differently."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import County
from sim.county.population import Population
from sim.foundation.calendar import Calendar
from sim.journey.encounters import Encounters
from sim.policy.policy import Policy
from sim.settlement.settlement import Settlement
from sim.settlement.terms import Terms


def reprice(
    encounters: Encounters,
    county: County,
    people: Population | npt.NDArray[np.void],
    policy: Policy,
    calendar: Calendar,
    seed: int = 0,
    *,
    terms: Terms | None = None,
    keep_claims: bool = False,
) -> Settlement:
    """Settle kept encounters (any order) of a whole horizon from scratch: no engine runs, nobody moves.

    The months of the horizon from `county.start` on are settled in turn and every year is cleared. Settling under the
    policy of the run that wrote the encounters gives that run's settlement again, fen by fen. `people` as they were in the first
    year: a `Population` goes on from year to year as it did in the run.
    """
    made = Settlement(county, people, policy, calendar, seed, terms=terms, keep_claims=keep_claims)
    inside = encounters.take(np.flatnonzero((encounters["end_min"] >= 0) & (encounters["end_min"] < calendar.end)))
    month = calendar.month_of(inside["end_min"].astype(np.int64))
    by_month = np.argsort(month, kind="stable")
    edges = np.searchsorted(month[by_month], np.arange(len(made.months) + 1))
    for m, day in enumerate(made.months):
        made.month(m, inside.take(by_month[edges[m] : edges[m + 1]]))
        last = m == len(made.months) - 1
        if day >= county.start and (last or made.months[m + 1].year != day.year):
            made.year_end(day.year)
            if not last:
                if isinstance(people, Population):
                    people.advance()
                made.new_year(day.year + 1)
    return made
