"""What one unit more of a lever does to the year's totals: a row for every deciding unit and lever.

Amount levers: the year's own encounters with 1 % more. Event levers: one more case, as the marginal case looks - an
encounter counts by how much its probability answers to a shift of the log-odds, p (1 - p) where it might happen, 1 -
p where it did. At stake is what the unit itself charges; for a referral, what it gives up and what its patient is
charged inside the county instead, for a patient who is won too; for a clinic, which has no beds, what its patient is
charged elsewhere; for management, what the averted stays would have been charged and the visits that avert them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim.behaviour.catchment import NOT_CHOSEN
from sim.behaviour.levers import (
    ACCEPT,
    ADMISSION,
    CARE,
    DIVIDE,
    DOWNWARD,
    INTENSE,
    LENGTH,
    LEVERS,
    OUTWARD,
    SHIFT,
    UPWARD,
    WIN,
)
from sim.behaviour.resettle import BILLED, EARNED, FUND, GAIN, INSURED, Effects
from sim.behaviour.sample import (
    MANAGED,
    OTHERS_STAYS,
    OTHERS_VISITS,
    RECEIVED,
    SENT_DOWN,
    SENT_STAYS,
    SENT_VISITS,
    STAYS,
    VISITS,
    Sample,
)
from sim.behaviour.totals import (
    BY_POINTS,
    DAYS,
    ELIGIBLE,
    NET,
    OUTSIDE,
    POINTS,
    READMISSIONS,
    REFERRED_STAYS,
    STAY_CHARGE,
    STEPPED_DOWN,
    VISIT_CHARGE,
    WEIGHT,
    WIDTH,
)
from sim.behaviour.totals import STAYS as CASES
from sim.behaviour.totals import VISITS as CLAIMED_VISITS
from sim.county.county import PLACES, TIERS, County
from sim.county.transfers import transfer_chances
from sim.journey.encounters import DOWN, READMISSION, REFERRED, STAY, TRANSFERRED
from sim.settlement.followed import Left
from sim.settlement.totals import UNCLAIMED

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
B1 = npt.NDArray[np.bool_]
L = len(LEVERS)


@dataclass(frozen=True)
class Directions:
    """R = A x levers rows, lever by lever inside a unit. `change` (R, H x totals) a unit of the lever; `stake` (R,)
    fen of charges that it moves; `step` (R,) units: one, or 1 % of the yearly volume of cases."""

    change: sparse.csr_matrix
    stake: F8
    step: F8
    fund: sparse.csr_matrix | None = None  # (R, N) fen of the fund that it moves, by the encounter of the sample
    left: Left | None = None  # whose care each of them is, and where


@dataclass(frozen=True)
class Moves:
    """Shares of encounters that levers move, as (encounter of the sample, row, how many of it) with what happens to
    it."""

    rows: list[I8]
    cells: list[I8]
    amounts: list[F8]

    def add(self, row: I8, cell: I8, amount: F8) -> None:
        """Put amounts into cells of rows."""
        self.rows.append(row)
        self.cells.append(cell)
        self.amounts.append(amount)


@dataclass(frozen=True)
class Care:
    """Management of chronic patients: the logarithm by which today's effort lowers the rate of exacerbations, and what that
    effort costs each unit a year, (A,) fen, at an institution of its own (A,)."""

    protection: float
    fen: F8
    at: I8


def directions(
    sample: Sample, effects: Effects, rates: F8, county: County, actors: int, tier: I8, care: Care | None = None,
    scored: bool = True,
) -> Directions:  # fmt: skip
    """Directions of all units from a re-settled sample. `rates`: `cost_rates`; `tier` (A,) of the units; `scored`: with the
    totals that only indicators are made of."""
    made = _Maker(sample, effects, rates, county, actors, tier)
    made.scored = scored
    made.amounts()
    made.events()
    made.dividing()
    made.winning()
    if care is not None:
        made.management(care)
    width = len(county.institutions) * WIDTH
    where = (np.concatenate(made.moves.rows), np.concatenate(made.moves.cells))
    change = sparse.csr_matrix((np.concatenate(made.moves.amounts), where), shape=(actors * L, width))
    whose = (np.concatenate(made.fund.rows), np.concatenate(made.fund.cells))
    fund = sparse.csr_matrix((np.concatenate(made.fund.amounts), whose), shape=(actors * L, len(sample.stands_for)))
    return Directions(change, made.stake, made.step, fund)


class _Maker:
    def __init__(self, sample: Sample, effects: Effects, rates: F8, county: County, actors: int, tier: I8) -> None:
        self.scored = True
        self.effects, self.tier, self.actors = effects, tier, actors
        kept, e, c = sample.kept, sample.kept.encounters, county.conditions
        self.actor, self.stratum, self.n = kept.actor, kept.stratum, sample.stands_for
        self.flags, self.condition, self.is_stay = e["flags"], e["condition"].astype(np.int64), e["kind"] == STAY
        self.place = e["institution"].astype(np.int64) * WIDTH
        self.inside = county.institutions.place[e["institution"]] == PLACES.index("county")
        self.margin = 1.0 - rates[e["kind"].astype(np.int64), self.condition, e["institution"]]
        self.weight = np.where(self.is_stay, c.weight[self.condition], 0.0)
        severity = np.minimum(e["severity"], 2)
        self.p_admit, self.able = c.p_admit[self.condition, severity], c.able[self.condition, severity]
        self.p_return, self.p_readmit = c.p_return[self.condition], c.p_readmit[self.condition]
        self.p_down, self.demand = c.p_step_down[self.condition], county.demand
        self.moved = (self.flags & TRANSFERRED) != 0
        self.p_move = transfer_chances(county)[self.condition, severity, tier[self.actor]]
        self.moves, self.fund = Moves([], [], []), Moves([], [], [])
        self.stake, self.step = np.zeros(actors * L), np.ones(actors * L)

    def amounts(self) -> None:
        """Intensity of what is covered, length of stays, and the part outside the catalogue: the unit's own encounters."""
        f, own = self.effects, np.flatnonzero(self.stratum < SENT_VISITS)
        stays = np.flatnonzero((self.stratum == STAYS) | (self.stratum == RECEIVED))
        one = 0.01 * self.n
        covered = np.maximum(f.charge - f.selfpaid, 0.0)
        for lever, rows, brought, charge in ((INTENSE, own, f.more, covered), (LENGTH, stays, f.longer, f.charge)):
            many, row = one[rows], self.actor[rows] * L + lever
            self._bring(row, rows, self.n[rows, None] * brought[rows])
            self.moves.add(row, self.place[rows] + NET, many * charge[rows] * self.margin[rows])
            outside = f.selfpaid if lever == LENGTH else np.zeros(self.n.size)
            for column, amount in self._charged(rows, charge, outside):
                self.moves.add(row, self.place[rows] + column, many * amount)
            self._stake(lever, rows, many * charge[rows])
        self.moves.add(self.actor[stays] * L + LENGTH, self.place[stays] + DAYS, one[stays] * f.days[stays])
        self._bring(self.actor[own] * L + SHIFT, own, self.n[own, None] * f.shifted[own])
        if self.scored:
            self.moves.add(self.actor[stays] * L + SHIFT, self.place[stays] + OUTSIDE, one[stays] * f.selfpaid[stays])
        self._stake(SHIFT, own, one[own] * f.selfpaid[own])

    def events(self) -> None:
        """One more admission, referral, step-down. A clinic has no beds: it admits by sending."""
        own_stay = self.stratum == STAYS
        plain = own_stay & ((self.flags & (REFERRED | READMISSION)) == 0)
        village = self.tier[self.actor] == TIERS.index("village")
        sent_stays, sent_visits = self.stratum == SENT_STAYS, self.stratum == SENT_VISITS

        admitted = np.where(village, sent_stays, plain) * self.n
        self._more(ADMISSION, admitted * (1.0 - self.p_admit), 1.0, cases=admitted)

        d = self.demand
        able = self.tier[self.actor] >= self.able
        p_up = np.where(self.moved, self.p_move, np.where(able, d.p_refer_able or 0.0, d.p_refer_unable or 0.0))
        referred = (sent_visits | (sent_stays & ~village)) * self.n
        up = referred * (1.0 - p_up)
        for_beds = self._mean(up, sent_stays.astype(np.float64))
        kept_part = self._mean(up, np.where(sent_stays & self.moved, d.transfer_part, 0.0))  # lain before the transfer
        lost_stays, lost_visits = for_beds - kept_part, self._mean(up * sent_visits, self.p_return) * (1.0 - for_beds)
        kept_stays, kept_visits = plain * self.n, (self.stratum == VISITS) * self.n
        outside = self.tier >= TIERS.index("county")
        for lever, whose in ((UPWARD, ~outside), (OUTWARD, outside)):
            self._more(lever, up * whose[self.actor], 1.0, cases=referred, staked=village | self.inside)
            known = (self._any(up) & whose)[self.actor]
            self._more(lever, kept_stays * known, -lost_stays, staked=~village)
            self._more(lever, kept_visits * known, -lost_visits, staked=~village)

        stepped = (self.stratum == SENT_DOWN) * self.n
        self._more(DOWNWARD, stepped * (1.0 - self.p_down), 1.0, cases=stepped)
        risk = own_stay * self.n * self.p_down * (1.0 - self.p_down) * self._any(stepped)[self.actor]
        self._more(DOWNWARD, risk, -self._mean(risk, self.p_readmit), self.effects.again)
        received = (self.stratum == RECEIVED) * self.n
        self._more(ACCEPT, received, 1.0, cases=received)

    def dividing(self) -> None:
        """One stay more that is divided over two admissions: nothing more is done, lain in bed or charged. At stake is the charge
        of that stay."""
        f = self.effects
        whole = ((self.stratum == STAYS) & f.divides) * self.n * self.p_readmit
        self._more(DIVIDE, whole * (1.0 - self.p_readmit), 1.0, f.halved, cases=whole, new_care=False)

    def winning(self) -> None:
        """One more patient who comes here and not where he goes now: a visit or a stay, as those who choose to come are.

        Of people between whom a shift of the log-odds decides, as many come from elsewhere as there are of those here by
        whom p (1 - p) is moved; p is the part that comes here, of visits and of stays. What the patient would have been
        charged, and what others would have been paid for him, is that of people who went elsewhere.
        """
        here = ((self.flags & NOT_CHOSEN) == 0) * self.n
        won = np.zeros((2, len(self.n)))
        for kind, (own, others) in enumerate(((VISITS, OTHERS_VISITS), (STAYS, OTHERS_STAYS))):
            came = np.bincount(self.actor, here * (self.stratum == own), self.actors)
            went = np.bincount(self.actor, self.n * (self.stratum == others), self.actors)
            lost = went / np.maximum(came + went, 1.0)  # 1 - p
            won[kind] = here * (self.stratum == own) * lost[self.actor]
        both = won.sum(axis=0)
        self._more(WIN, both, 1.0, cases=here * (self.stratum <= STAYS))
        of_stays = self._mean(both, (won[1] > 0).astype(np.float64))
        for others, part in ((OTHERS_VISITS, 1.0 - of_stays), (OTHERS_STAYS, of_stays)):
            known = self._any(both)[self.actor]
            self._more(WIN, self.n * (self.stratum == others) * known, -part, staked=self.inside)

    def management(self, care: Care) -> None:
        """1 % more effort: a share protection x 1 % of what it might avert does not happen, wherever it is treated. At stake
        is what those stays would have been charged, and what the visits cost."""
        rows = np.flatnonzero(self.stratum == MANAGED)
        fewer = 0.01 * care.protection * self.n[rows]
        row, f = self.actor[rows] * L + CARE, self.effects
        self._bring(row, rows, -fewer[:, None] * f.base[rows])
        for column, each in self._of_a_case(rows):
            self.moves.add(row, self.place[rows] + column, -fewer * each)
        self._stake(CARE, rows, fewer * f.charge[rows])
        some = np.flatnonzero(self.stake[CARE::L] > 0)
        cost = 0.01 * care.fen[some]
        self.moves.add(some * L + CARE, care.at[some] * WIDTH + NET, -cost)
        self.stake[some * L + CARE] += cost

    def _more(
        self, lever: int, many: F8, scale: F8 | float, brought: F8 | None = None, *, cases: F8 | None = None,
        staked: B1 | None = None, new_care: bool = True,
    ) -> None:  # fmt: skip
        """`scale` (A,) more cases a unit, composed as the encounters that count `many` (N,).

        Args:
            brought: (N, 5) what each brings as a readmission, if not what it brought.
            cases: (N,) how many such cases a year each encounter stands for; given where the lever itself is moved, not
                what it displaces. new_care: False if it is only billed as one case more.
            staked: (N,) whose charges are what is at stake, by default those of `cases`.
        """
        rows = np.flatnonzero(many)
        actor, f = self.actor[rows], self.effects
        total = np.bincount(actor, many[rows], self.actors)
        part = many[rows] / total[actor] * np.broadcast_to(scale, self.actors)[actor]
        row = actor * L + lever
        self._bring(row, rows, part[:, None] * (f.base if brought is None else brought)[rows])
        for column, each in self._of_a_case(rows, brought is not None) if new_care else self._of_a_bill(rows):
            self.moves.add(row, self.place[rows] + column, part * each)
        if cases is not None:
            at = np.arange(self.actors) * L + lever
            self.step[at] = np.maximum(self.step[at], 0.01 * np.bincount(actor, cases[rows], self.actors))
        if cases is not None or staked is not None:
            counts = 1.0 if staked is None else staked[rows]
            self._stake(lever, rows, np.abs(part) * f.charge[rows] * counts)

    def _of_a_case(self, rows: I8, again: bool = False) -> tuple[tuple[int, F8], ...]:
        """(column of the totals, what each encounter adds to it) beside what it is billed; `again`: as a readmission, which
        nobody has advised."""
        f, stay = self.effects, self.is_stay[rows]
        visit = ~stay & (f.kind[rows] != UNCLAIMED)
        always = (
            (WEIGHT, self.weight[rows]), (DAYS, f.days[rows]), (CASES, stay.astype(np.float64)),
            (CLAIMED_VISITS, visit.astype(np.float64)), (NET, f.charge[rows] * self.margin[rows]),
        )  # fmt: skip
        if not self.scored:
            return always
        back, sent, down = (stay & ((self.flags[rows] & flag) != 0) for flag in (READMISSION, REFERRED, DOWN))
        if again:
            back, sent, down = stay, np.zeros_like(sent), np.zeros_like(down)
        return (
            *always, *self._charged(rows, f.charge, f.selfpaid), (READMISSIONS, back.astype(np.float64)),
            (REFERRED_STAYS, sent.astype(np.float64)), (STEPPED_DOWN, down.astype(np.float64)),
        )  # fmt: skip

    def _of_a_bill(self, rows: I8) -> tuple[tuple[int, F8], ...]:
        """The same of a stay that is only billed apart: a case and a readmission more, of the same care."""
        one = np.ones(rows.size)
        return (WEIGHT, self.weight[rows]), (CASES, one), (READMISSIONS, one)

    def _charged(self, rows: I8, charge: F8, outside: F8) -> tuple[tuple[int, F8], ...]:
        """(column of the totals, what of `charge` and of the part `outside` the catalogue (N,) counts in it)."""
        if not self.scored:
            return ()
        stay = self.is_stay[rows]
        visit = ~stay & (self.effects.kind[rows] != UNCLAIMED)
        return (STAY_CHARGE, charge[rows] * stay), (VISIT_CHARGE, charge[rows] * visit), (OUTSIDE, outside[rows] * stay)

    def _bring(self, row: I8, rows: I8, brought: F8) -> None:
        """Put what encounters bring (rows, 5) into the totals of where they took place."""
        at, kind = self.place[rows], self.effects.kind[rows]
        self.fund.add(row, rows, brought[:, FUND])
        columns = ((kind, FUND), (NET, GAIN), (POINTS, EARNED), (BY_POINTS, BILLED), (ELIGIBLE, INSURED))
        for column, each in columns[: 4 + self.scored]:
            self.moves.add(row, at + column, brought[:, each])

    def _stake(self, lever: int, rows: I8, fen: F8) -> None:
        self.stake += np.bincount(self.actor[rows] * L + lever, fen, self.stake.size)

    def _mean(self, many: F8, value: F8) -> F8:
        """(A,) mean of a value over the encounters that count `many`, 0 where there are none."""
        total = np.bincount(self.actor, many, self.actors)
        mean: F8 = np.bincount(self.actor, many * value, self.actors) / np.where(total > 0, total, 1.0)
        return mean

    def _any(self, many: F8) -> B1:
        found: B1 = np.bincount(self.actor, many, self.actors) > 0
        return found
