"""What institutions answer to the rules, month by month: watch, project, differentiate, respond.

No rule is named here. The same code that clears the books is asked what would happen if a little more or less were
done, and whoever gains by it does a little more of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.behaviour.actors import actors
from sim.behaviour.assessed import of_assessment, of_judged
from sim.behaviour.caring import Caring
from sim.behaviour.catchment import Catchment
from sim.behaviour.directions import Care, directions
from sim.behaviour.holders import Mechanism, of_points
from sim.behaviour.incentives import marginal
from sim.behaviour.levers import CARE, LEVERS, NAMES
from sim.behaviour.projection import Projection, project
from sim.behaviour.resettle import resettle
from sim.behaviour.responses import Responses
from sim.behaviour.sample import Reservoir
from sim.behaviour.sets import BehaviourSet
from sim.behaviour.totals import ASSESSED, BY_POINTS, COLUMNS, DAYS, POINTS, STAYS, VISITS, WEIGHT, WIDTH, cost_rates
from sim.foundation.calendar import DAY
from sim.journey.encounters import Encounters
from sim.policy.package.score import QUANTITIES
from sim.settlement.assessment import RULE as DEPOSIT
from sim.settlement.budgets import RESIDENTS
from sim.settlement.counted import counted
from sim.settlement.each import PointsYear, paid_instead, points_year, so_far
from sim.settlement.followed import Left
from sim.settlement.settlement import Settlement
from sim.settlement.totals import KINDS, MEASURE, UNCLAIMED

F8 = npt.NDArray[np.float64]
Mechanisms = Callable[[Settlement, int], list[Mechanism]]


def cleared(settlement: Settlement, month: int) -> list[Mechanism]:
    """The mechanisms in force in a month: every budget that the settlement will clear at the end of its year."""
    office, day = settlement.office, settlement.months[month]
    found = office.budgets.get(day.year)  # None while the year has not begun
    law, before = office.law(day.year), office.known.counts.get(day.year - 1)
    opened = office.opening_budgets(day) if found is None else found
    held, inside = [], None
    for budget in opened:
        mechanism = of_judged(budget, law, settlement.county, before)
        if budget.followed is not None:  # the chronic package comes first and lies inside the alliance's
            mechanism = replace(mechanism, charges=partial(budget.followed.charges, inside=inside))
            inside = budget.followed
        held.append(mechanism)
    points = points_of(settlement, month)
    return held if points is None else [*held, of_points(points, len(settlement.county.institutions))]


def points_of(settlement: Settlement, month: int) -> PointsYear | None:
    """The pool of the month's year from which stays are paid by points, if there is one."""
    office, year = settlement.office, settlement.months[month].year
    return points_year(office.tariff, office.law(year), year, office.history, office.part_of_year(year))


class Behaviour:
    """The units of one run.

    Call `responses(month)` before a month's journeys and `observe(month, encounters, settlement)` after them, before
    the month is settled. Without `reference` nobody responds and the incentives are recorded: that is the reference
    run.
    """

    def __init__(
        self, settlement: Settlement, chosen: BehaviourSet, reference: F8 | None = None,
        mechanisms: Mechanisms = cleared,
    ) -> None:  # fmt: skip
        self.settlement, self.chosen, self._mechanisms, self._given = settlement, chosen, mechanisms, reference
        county = settlement.county
        self.units = actors(county.institutions)
        self._rates = cost_rates(county)
        self._caring = Caring(county, settlement.residents, self.units)
        near = Catchment(county, settlement.residents, self.units)
        self._reservoir = Reservoir(self.units.of, settlement.seed, self._caring.stays, near.elsewhere)
        shape = (len(settlement.months), len(self.units), len(LEVERS))
        self.marginal, self.response = np.zeros(shape), np.zeros(shape)
        self._earned = np.zeros((len(settlement.months), 2, len(county.institutions)))  # points and bills of each month
        self._assessed: dict[int, npt.NDArray[np.int64]] = {}  # month -> (H, ASSESSED), once it is settled
        self._state = Responses(chosen, np.zeros(shape[1:]))

    def observe(self, month: int, encounters: Encounters, settlement: Settlement) -> None:
        """Keep a sample of a month that has just ended and is not settled yet."""
        starts, months = settlement.calendar.month_starts, settlement.months
        used = settlement.persons.block
        if month and months[month].year != months[month - 1].year:
            used = np.broadcast_to(np.zeros(1, np.int64), used.shape)  # a new year: nothing is used yet
        self._reservoir.add(encounters, used, int(starts[month + 1] - starts[month]) // DAY)

    def responses(self, month: int) -> F8:
        """The journey's responses (H, levers) in a month; before the accounts begin everybody does as always."""
        if self.settlement.months[month] >= self.settlement.county.start:
            self._count(month - 1)
            m = self.marginal[month] = self._marginal(month)
            if self._given is not None:
                self._state.answer(m - self._given[month])
        self.response[month] = self._state.log
        return self._state.table(self.units)

    def managing(self, month: int) -> npt.NDArray[np.int64]:
        """What the visits beyond today's management cost institutions in a month, (H,) fen; negative for fewer visits."""
        starts = self.settlement.calendar.month_starts
        part = (int(starts[month + 1] - starts[month]) // DAY) / 365.0
        more = np.expm1(self.response[month][:, CARE]) * self.chosen.visits * part
        fen = np.zeros(len(self.settlement.county.institutions), np.int64)
        if more.any():
            fen[self.units.first] = np.rint(more * self._caring.visit_fen()).astype(np.int64)
        return fen

    @property
    def reference(self) -> F8:
        """m (months, A, levers) of this run, for runs of other policies to refer to."""
        return self.marginal

    def table(self) -> pd.DataFrame:
        """A row for every accounted month, unit and lever: marginal income of this run and of the reference run (yuan
        a yuan at stake, empty where nothing is at stake), and the response (a factor on amounts, an odds ratio on
        decisions)."""
        given = self.marginal if self._given is None else self._given
        first = next((i for i, day in enumerate(self.settlement.months) if day >= self.settlement.county.start), 0)
        months = [day.isoformat()[:7] for day in self.settlement.months[first:]]
        index = pd.MultiIndex.from_product([months, self.units.id, NAMES], names=["month", "unit", "lever"])
        columns = {"marginal": self.marginal, "reference": given, "response": np.exp(self.response)}
        return pd.DataFrame({name: a[first:].ravel() for name, a in columns.items()}, index=index).reset_index()

    def _count(self, month: int) -> None:
        """Points of a month that has been settled: what the year has earned, less what it had before."""
        s = self.settlement
        if month >= 0 and s.months[month] >= s.county.start:
            year = [m for m in range(month) if s.months[m].year == s.months[month].year]
            self._earned[month] = np.stack(so_far(s.office.tariff, s.months[month].year)) - self._earned[year].sum(axis=0)

    def _marginal(self, month: int) -> F8:
        s, c = self.settlement, self.chosen
        sample, projected = self._reservoir.sample(), self._projected(month)
        if sample is None or projected is None:
            return np.full((len(self.units), len(LEVERS)), np.nan)
        alliance = s.office.alliance_of(s.months[month].year)
        units = self.units.joined(alliance)
        year = s.months[month].year
        law, past = s.office.law(year), s.office.history.get(year - 1)
        inpatient = None if past is None else past[:, KINDS.index("inpatient")]
        now = s.policy.at(s.months[month])
        priced = s.pricing.at(now, sample.kept.encounters)
        sample = replace(sample, kept=replace(sample.kept, encounters=priced.encounters))
        effects = resettle(
            sample.kept, s.facts, now, year,
            lambda at, claims, basic: paid_instead(s.office.tariff, year, law, at, claims, basic, inpatient), c, priced.herbal,
        )  # fmt: skip
        care = Care(c.protection, c.visits * self._caring.visit_fen(), self.units.first)
        e = sample.kept.encounters
        away = s.residents["home"][e["person"]] != 0
        left = Left.at(s.county, e["institution"], effects.kind, e["person"], e["condition"], e["severity"], away)
        moved = directions(sample, effects, self._rates, s.county, len(self.units), self.units.tier, care, _scored(s))
        moved = replace(moved, left=left)
        mechanisms = self._mechanisms(s, month)
        assessed = of_assessment(
            law, s.county, lambda bills: s.office.payments.at_stake(year, bills),
            projected.year.reshape(-1, WIDTH), s.office.known.scores.get(year - 1), s.office.known.counts.get(year - 1),
        ) if year in s.office.budgets else None  # fmt: skip
        if assessed is not None:
            mechanisms = [*mechanisms, assessed]
        return marginal(
            units, alliance, moved, mechanisms, projected,
            steer=c.steer, prior_cv=c.prior_cv, prior_months=c.prior_months, forecast=c.forecast,
        )  # fmt: skip

    def _projected(self, month: int) -> Projection | None:
        """The year's totals as they look before a month; None while nothing is known of this year or the last."""
        s = self.settlement
        year = s.months[month].year
        behind = [m for m in range(month) if s.months[m].year == year and s.months[m] >= s.county.start]
        before = [m for m in range(month) if s.months[m].year == year - 1 and s.months[m] >= s.county.start]
        past = s.office.history.get(year - 1)
        if not behind and past is None:
            return None
        profile = np.zeros((len(s.county.institutions), WIDTH))
        known = np.zeros(profile.shape, bool)
        if past is not None:
            profile[:, : len(KINDS)] = past
            known[:, : len(KINDS)] = (past.sum(axis=1) > 0)[:, None]
        points = points_of(s, month)
        if points is not None and past is not None:
            profile[:, [POINTS, BY_POINTS]] = np.stack(points.profile(past[:, KINDS.index("inpatient")]), axis=1)
            known[:, [POINTS, BY_POINTS]] = True
        if before:
            cases = self._totals(before).sum(axis=0)
            profile[:, len(KINDS) :], known[:, len(KINDS) :] = cases[:, len(KINDS) :], True
        months = self._totals(behind).reshape(len(behind), profile.size)
        return project(months, profile.ravel(), known.ravel())


    def _totals(self, months: list[int]) -> F8:
        """(months, H, totals) of settled months."""
        out, scored = _cared(self.settlement, months), _scored(self.settlement)
        for i, m in enumerate(months):
            if scored and m not in self._assessed:
                made = counted(self.settlement.totals, [m])[0]
                self._assessed[m] = made[:, [QUANTITIES.index(name) for name in ASSESSED]]
            if scored:
                out[i, :, COLUMNS.index(ASSESSED[0]) :] = self._assessed[m]
            out[i, :, [POINTS, BY_POINTS]] = self._earned[m]
        return out


def _scored(settlement: Settlement) -> bool:
    """Whether any law of the run has a score, so that somebody asks for what else indicators are made of."""
    return any(era.uses(DEPOSIT) for era in settlement.policy.eras)


def _cared(settlement: Settlement, months: list[int]) -> F8:
    """(months, H, totals) of the care of settled months, without points."""
    care = settlement.totals.care[months][:, :, RESIDENTS]
    out = np.zeros((len(months), care.shape[1], WIDTH))
    out[:, :, : len(KINDS)] = care[..., MEASURE["basic"]]
    stays = KINDS.index("inpatient")
    out[:, :, DAYS] = care[:, :, stays, MEASURE["days"]]
    cases = care[..., MEASURE["cases"]]
    out[:, :, STAYS] = cases[:, :, stays]
    out[:, :, VISITS] = cases[:, :, :UNCLAIMED].sum(axis=2) - cases[:, :, stays]
    out[:, :, WEIGHT] = care[:, :, stays, MEASURE["cases"]] * _mean_weight(settlement)
    return out


def _mean_weight(settlement: Settlement) -> F8:
    """(H,) mean relative weight of a stay at each institution so far."""
    cases = settlement.totals.condition_cases[..., 1].sum(axis=0)
    total = cases.sum(axis=1)
    mean: F8 = (cases @ settlement.county.conditions.weight) / np.maximum(total, 1)
    return mean
