"""The SimPy calendar of one run: month after month, illness -> journeys -> settlement -> what patients know next month.

SimPy conducts both engines. Patients are SimPy processes (`reference`) or one compiled event loop that is advanced from calendar
event to calendar event (`compiled`). A study may add processes of its own, `def event(env, world)`: an epidemic, closed wards. They
see the world through `EventWorld`, which knows no policy: what they do to illness is the same under every policy of the study.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt
import simpy

from sim.behaviour.agency import dearer_course, lean
from sim.behaviour.behaviour import Behaviour
from sim.behaviour.groups import by_class, groups
from sim.behaviour.prices import Prices, price_tables
from sim.behaviour.sets import BehaviourSet
from sim.county import rates, trend
from sim.county.county import County
from sim.county.population import Population
from sim.experiment.supplies import Supplies
from sim.foundation.calendar import DAY, Calendar
from sim.journey.capacity import Queues, close_month, queues, set_slots
from sim.journey.compiled import CompiledEngine
from sim.journey.encounters import ENCOUNTER, Encounters
from sim.journey.illness import Onsets, illness, onsets
from sim.journey.reference import ReferenceEngine
from sim.journey.supply import Supply, spaced
from sim.journey.tables import Flow, World, flow, grow, stacked, world
from sim.journey.unmanaged import with_unmanaged
from sim.journey.years import AVERAGE, Year, drawn
from sim.policy.policy import Policy, PolicyAt
from sim.settlement.claim import former_urban
from sim.settlement.lists import RULE as LISTS
from sim.settlement.settlement import Settlement

EngineName = Literal["compiled", "reference"]
Progress = Callable[[float], None]
Event = Callable[[simpy.Environment, "EventWorld"], Generator[simpy.Event, Any, None]]


class Engine(Protocol):
    """What the conductor asks of an engine; see `sim.journey.reference` for what it means."""

    @property
    def lost(self) -> int: ...
    def begin_month(self, month: int, end_min: int, onsets: Onsets, flow: Flow) -> None: ...
    def advance(self, until_min: int) -> None: ...
    def set_beds(self, h: int, beds: int, now_min: int) -> None: ...
    def take(self) -> Encounters: ...
    def open_stays(self) -> Encounters: ...


@dataclass(frozen=True)
class Plan:
    """One run: a county, the law, chance."""

    county: County
    baseline: Policy
    policy: Policy
    seed: int
    years: int = 1
    warm_up_days: int = 60
    scale: float = 1.0
    engine: EngineName = "compiled"
    events: Sequence[Event] = ()
    keep_encounters: bool = False
    keep_claims: bool = False
    behaviour: BehaviourSet | None = None  # None: nobody reacts
    reference: npt.NDArray[np.float64] | None = None  # `Behaviour.reference` of the baseline; made if left out
    drawn_years: bool = False  # good and bad years instead of average ones

    def year(self, year: int) -> Year:
        """How a calendar year turns out; the warm-up is of an average year."""
        if not self.drawn_years or year < self.county.start.year:
            return AVERAGE
        return drawn(self.county, self.seed, year)


@dataclass
class Outcome:
    """What is left of a run when the calendar has ended."""

    plan: Plan
    calendar: Calendar
    people: Population  # as they are at the end
    settlement: Settlement
    capacity: dict[str, npt.NDArray[np.int64]]  # counters of `close_month`, shape (months, H)
    contacts: int
    lost: int
    encounters: Encounters | None = None
    open_stays: Encounters = field(default_factory=lambda: np.zeros(0, ENCOUNTER))
    behaviour: Behaviour | None = None

    @property
    def residents(self) -> npt.NDArray[np.void]:
        """Everybody who ever lived there, as of the last year, (N,) of `PERSON`."""
        return self.people.persons


class EventWorld:
    """What a study's own process may see and change: the date, capacity, and how much illness there will be.

    Everything is named by id. Changes of capacity take effect at once, illness factors from the next month on.
    """

    def __init__(self, env: simpy.Environment, county: County, calendar: Calendar, engine: Engine, q: Queues) -> None:
        self._env, self._county, self._calendar, self._engine, self._queues = env, county, calendar, engine, q
        self.factors = np.ones(len(county.conditions))

    @property
    def _now(self) -> int:
        return int(self._env.now)

    @property
    def today(self) -> date:
        """The date of the present minute."""
        return self._calendar.date(self._now)

    @property
    def accounted_from(self) -> date:
        """The first day that is accounted for; days before it are the warm-up."""
        return self._county.start

    def until(self, day: date) -> simpy.Event:
        """An event that happens at the start of `day`, at once if it is past."""
        return self._env.timeout(max(self._calendar.minute(day) - self._now, 0))

    def beds(self, institution: str) -> int:
        """Open beds of an institution."""
        return int(self._queues[self._place(institution)]["beds"])

    def set_beds(self, institution: str, beds: int) -> None:
        """Open or close beds. Patients already in a bed stay; those who wait are admitted as beds allow."""
        if beds < 0:
            raise ValueError(f"beds must be 0 or more, not {beds}")
        self._engine.advance(self._now)
        self._engine.set_beds(self._place(institution), beds, self._now)

    def set_slots(self, institution: str, slots: int) -> None:
        """Change the outpatient slots of an open day; 0 closes the outpatient department."""
        if slots < 0:
            raise ValueError(f"slots must be 0 or more, not {slots}")
        self._engine.advance(self._now)
        set_slots(self._queues, self._place(institution), slots, self._now)

    def set_illness(self, condition: str, factor: float) -> None:
        """Multiply the latent episodes of a condition from the next month on, until changed again."""
        if factor < 0:
            raise ValueError(f"an illness factor must be 0 or more, not {factor}")
        self.factors[self._index(self._county.conditions.id, condition, "condition")] = factor

    def _place(self, institution: str) -> int:
        return self._index(self._county.institutions.id, institution, "institution")

    @staticmethod
    def _index(names: tuple[str, ...], name: str, what: str) -> int:
        if name not in names:
            raise ValueError(f"this county has no {what} {name!r}; it has {', '.join(names[:8])} ...")
        return names.index(name)


class FlowTables:
    """The journey's tables under a policy: computed anew only when the law, its lists of diseases or the level of charges
    change."""

    def __init__(self, county: County, baseline: Policy, policy: Policy, behaviour: BehaviourSet | None = None) -> None:
        self._county, self._baseline, self._policy, self._behaviour = county, baseline, policy, behaviour
        self._prices: dict[tuple[object, ...], Prices] = {}
        self._flows: dict[tuple[object, ...], Flow] = {}
        self.groups, self._apart = by_class(county), False

    def on(self, day: date) -> Flow:
        """The tables of a month that begins on `day`; `rows` tells whose is which. Before the accounted time everybody lives
        under the baseline."""
        policy = self._policy if day >= self._county.start else self._baseline
        if day < self._baseline.eras[0].date or day < policy.eras[0].date:
            self.groups, self._apart = by_class(self._county), False
            return flow(self._county)
        now, base = policy.at(day), self._baseline.at(day)
        others = policy.beside(day), self._baseline.beside(day)
        laws = [(now, base)] + [(others[0] or now, others[1] or base)] * any(others)
        level = trend.charges(self._county, day.year)
        year = max(day.year, self._county.start.year) if any(law.uses(LISTS) for pair in laws for law in pair) else None
        key = (*(id(law) for pair in laws for law in pair), level, year)
        if key not in self._flows:
            self.groups = groups({id(law): law for pair in laws for law in pair}.values(), self._county)
            self._apart = len(laws) > 1
            made = [self._tables(new, old, level, year) for new, old in laws]
            self._flows = {key: made[0] if len(made) == 1 else stacked(made[0], made[1])}
        return self._flows[key]

    def rows(self, residents: npt.NDArray[np.void]) -> npt.NDArray[np.uint8]:
        """Row of every resident in the tables of the month asked for last, (N,): those of the former urban scheme have rows
        of their own, behind the others, while their terms differ."""
        rows = self.groups.of(residents)
        if self._apart:
            if 2 * len(self.groups) > 256:
                raise ValueError(f"{2 * len(self.groups)} groups of residents pay differently: the price tables hold at most 256")
            rows += (former_urban(self._county, residents) * len(self.groups)).astype(np.uint8)
        return rows

    def _tables(self, now: PolicyAt, base: PolicyAt, level: tuple[float, float], year: int | None) -> Flow:
        new, old = self._price(now, level, year), self._price(base, level, year)
        tables = flow(self._county, new.op, new.ip, old.op, old.ip)
        if self._behaviour is not None and self._behaviour.agency:
            course = [dearer_course(law, self._county, self.groups, p) for law, p in ((now, new), (base, old))]
            tables = tables._replace(**lean(self._behaviour, *course)._asdict())
        return tables

    def _price(self, law: PolicyAt, level: tuple[float, float], year: int | None) -> Prices:
        key = id(law), self.groups, level, year
        if key not in self._prices:
            self._prices[key] = price_tables(law, self._county, *level, whom=self.groups, year=year)
        return self._prices[key]


def conduct(plan: Plan, progress: Progress = lambda _: None) -> Outcome:
    """Run the calendar once. `progress` is told the share of the horizon that is done, from 0 to 1."""
    county = plan.county
    start = county.start - timedelta(days=plan.warm_up_days)
    calendar = Calendar(start, (date(county.start.year + plan.years, 1, 1) - start).days)
    people = Population(county, plan.seed, plan.scale, plan.years)
    places = world(county, people.persons, plan.seed, people.key)
    if plan.scale != 1.0:
        places.streams["visits_per_day"] *= plan.scale
        places.streams["stays_per_day"] *= plan.scale
    q = queues(county.institutions.slots, county.institutions.beds)
    settlement = Settlement(county, people, plan.policy, calendar, plan.seed, keep_claims=plan.keep_claims)
    env = simpy.Environment(0)
    engine: Engine = CompiledEngine(places, q) if plan.engine == "compiled" else ReferenceEngine(places, q, env)
    stage = EventWorld(env, county, calendar, engine, q)
    outcome = Outcome(plan, calendar, people, settlement, {}, 0, 0, behaviour=_behaviour(plan, settlement, progress))
    office = env.process(_fund_year(env, plan, calendar, places, engine, stage, outcome, progress))
    for event in plan.events:
        env.process(event(env, stage))
    env.run(until=office)
    outcome.lost, outcome.open_stays = engine.lost, engine.open_stays()
    return outcome


def _behaviour(plan: Plan, settlement: Settlement, progress: Progress) -> Behaviour | None:
    """Who reacts in this run. The baseline is its own reference; another policy's run needs the baseline's incentives."""
    if plan.behaviour is None or not plan.behaviour.answers:
        return None
    reference = plan.reference
    if reference is None and plan.policy.hash != plan.baseline.hash:
        baseline = conduct(replace(plan, policy=plan.baseline, keep_encounters=False, keep_claims=False), progress)
        assert baseline.behaviour is not None  # the same set, which answers
        reference = baseline.behaviour.reference
    return Behaviour(settlement, plan.behaviour, reference)


def _fund_year(
    env: simpy.Environment, plan: Plan, calendar: Calendar, places: World, engine: Engine, stage: EventWorld,
    outcome: Outcome, progress: Progress,
) -> Generator[simpy.Event, Any, None]:  # fmt: skip
    """The office's calendar: a month of journeys, the monthly settlement, at the year's end the clearing."""
    county, settlement = plan.county, outcome.settlement
    acting = outcome.behaviour is not None
    tables = FlowTables(county, plan.baseline, plan.policy, plan.behaviour if acting else None)
    supplies = Supplies(county)
    kept: list[Encounters] = []
    counters: list[dict[str, npt.NDArray[np.int64]]] = []
    bounds = calendar.month_starts.tolist()
    for m, (first, end) in enumerate(pairwise(bounds)):
        day = calendar.date(first)
        month = tables.on(day)
        places.group[:] = tables.rows(places.persons)
        if day == county.start:
            places.persons["state"] = settlement.benefit_state()
            grow(places, plan.year(day.year).charges, plan.year(day.year).charges)
        if outcome.behaviour is not None:
            response, chosen = outcome.behaviour.responses(m), outcome.behaviour.chosen
            month = month._replace(
                response=response, unmanaged=float(np.expm1(chosen.protection)),
                split_part=float(chosen.split_part), split_days=float(chosen.split_days),
            )  # fmt: skip
        law = plan.policy if day >= county.start else plan.baseline
        supply = supplies.on(law.at(day) if day >= law.eras[0].date else None, first)
        _begin_month(plan, calendar, places, engine, stage, month, m, first, end, supply)
        yield env.timeout(end - first)
        engine.advance(end)
        encounters = engine.take()
        counters.append(close_month(stage._queues, end))
        if outcome.behaviour is not None:
            outcome.behaviour.observe(m, encounters, settlement)
        settlement.month(m, encounters)
        if outcome.behaviour is not None and day >= county.start:
            settlement.office.manage(m, outcome.behaviour.managing(m))
        if day >= county.start:
            outcome.contacts += len(encounters)
            places.persons["state"] = settlement.benefit_state()
            if outcome.behaviour is not None:
                places.base_state[:] = settlement.benefit_state(plan.baseline)
            if plan.keep_encounters:
                kept.append(encounters)
        if (day.month == 12 or m == len(bounds) - 2) and day >= county.start:
            if m == len(bounds) - 2:
                settlement.open_stays = len(engine.open_stays())
            settlement.year_end(day.year)
            if m < len(bounds) - 2:
                outcome.people.advance()
                settlement.new_year(day.year + 1)
                places.persons["state"] = settlement.benefit_state()
                places.base_state[:] = places.persons["state"]
                old, new = (np.array(trend.charges(county, y)) * plan.year(y).charges for y in (day.year, day.year + 1))
                grow(places, *(new / old).tolist())
        progress((m + 1) / (len(bounds) - 1))
    outcome.capacity = {name: np.array([c[name] for c in counters]) for name in counters[0]}
    outcome.encounters = np.concatenate(kept) if plan.keep_encounters else None


def _begin_month(
    plan: Plan, calendar: Calendar, places: World, engine: Engine, stage: EventWorld, month: Flow, m: int, first: int,
    end: int, supply: Supply | None,
) -> None:  # fmt: skip
    county, day = plan.county, calendar.date(first)
    days = (end - first) // DAY
    weekdays = np.asarray(calendar.weekday(np.arange(first // DAY, end // DAY)))
    whole = (date(day.year + day.month // 12, day.month % 12 + 1, 1) - date(day.year, day.month, 1)).days
    monthly = rates(county, day.month - 1) * trend.need(county, day.year) * (days / whole)
    factors = stage.factors * plan.year(day.year).of_conditions(county)
    ill = illness(m, first, weekdays, county.weekday_index, monthly, factors)
    latent = onsets(places, ill, county.weekday_index[weekdays])
    if supply is not None:
        latent = spaced(places, latent, supply)
    if month.unmanaged > 0.0:
        latent = with_unmanaged(places, ill, latent, monthly * factors, len(county.chronic), month.unmanaged)
    engine.begin_month(m, end, latent, month)
