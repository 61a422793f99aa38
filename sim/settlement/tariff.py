"""Stays that the fund does not pay as billed: by the case, by the bed-day, by points. The patient's bill stays as it is.

What the fund owes for them and what it was billed are added up by institution; the difference is the institution's
gain or loss, cleared when the year is over. The value of a point is known only then; until then last year's counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.county.county import CONDITION_KINDS, PLACES, SCHEMES, TIERS, County
from sim.county.county import KINDS as KINDS_OF_HOSPITAL
from sim.foundation.errors import Refused
from sim.foundation.money import ONE, share, times
from sim.policy.claims import INPATIENT, Claims
from sim.policy.payment import drg_coverage, points_pool, points_visitors
from sim.policy.payment.case_quota import NAMING, case_quota, gainful, has_quota, of_treatment, quotas
from sim.policy.payment.drg import is_whole, points_of
from sim.policy.payment.per_diem import by_level
from sim.policy.payment.points import POINT, base_points
from sim.policy.policy import PolicyAt
from sim.policy.rule import Rule, Values
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.policy.sharing.clearing import own_gain_and_loss
from sim.settlement.budgets import Budget
from sim.settlement.grouped import Groups, ungrouped
from sim.settlement.lists import RULE as LISTS
from sim.settlement.lists import Lists
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
CASE, DAY, DRG, POOL, COVERAGE = (
    f"payment.{name}" for name in ("case_quota", "per_diem", "drg", "points_pool", "drg_coverage")
)
VISITORS, VISITOR_LINE = "payment.points_visitors", "visitor_clearing"
INPATIENT_KIND = KINDS.index("inpatient")


@dataclass
class Sums:
    """One year of one way of payment, (H,): fen due and billed for its stays, points in thousandths."""

    due: I8
    billed: I8
    points: I8
    stays: I8


@dataclass(frozen=True)
class Points:
    """How the points of a year turned into money: (H,) points in thousandths, and the pool."""

    points: I8
    rest: int  # points of the rest of the pool
    pool_fen: int  # after the adjustment fund

    @property
    def value_fen(self) -> float:
        """Fen of the fund a point."""
        everybody = int(self.points.sum()) + self.rest
        return self.pool_fen * POINT / everybody if everybody else 0.0

    @property
    def share(self) -> npt.NDArray[np.float64]:
        """Each institution's part s of all points: one more point of its own is worth (1 - s) of the value."""
        everybody = int(self.points.sum()) + self.rest
        part: npt.NDArray[np.float64] = self.points / max(everybody, 1)
        return part


class Tariff:
    """Adds up stays month by month; makes budgets of the sums at the year's end."""

    def __init__(self, county: County, residents: int, seed: int = 0) -> None:
        self.county, self.seed = county, seed
        h = county.institutions
        self._here = h.place == PLACES.index("county")
        self.at_level(1.0)
        self._per_diem, self._same_price = _flag(county, "per_diem"), _flag(county, "same_price")
        self._sums: dict[tuple[int, str], Sums] = {}
        self.lists, self._day_surgery = Lists(county), _flag(county, "day_surgery")
        self._groups: dict[int, Groups] = {}
        self._cases: dict[int, Groups] = {}  # stays that may be paid by the case
        self._parts: dict[tuple[int, int], I8] = {}
        self._stays: dict[int, I8] = {}  # year -> (H,) billed for all stays, where some are paid by points
        self.points: dict[int, Points] = {}
        accounts = county.history[county.history["line"] == "inpatient"]["institution"]
        self._past = np.isin(np.array(h.id), accounts.to_numpy(str))
        self._last_day = np.full(residents, -(10**6), np.int64)  # of the last stay paid by points: day, group, points
        self._last = np.zeros((3, residents), np.int64)  # condition, points, institution

    def at_level(self, of_stays: float) -> None:
        """What stays usually cost in the year that begins, as a multiple of the county's tables: quotas and points start there."""
        c = self.county.conditions
        self._mean = np.rint(np.maximum(c.charge_ip, 0) * 100 * of_stays).astype(np.int64)  # (C, T) fen
        mean = self._mean[:, TIERS.index("county")]
        self.mean_all = max(int(mean[c.weight > 0].mean()) if (c.weight > 0).any() else 1, 1)

    def add(self, year: int, law: PolicyAt, institution: npt.NDArray[np.unsignedinteger], claims: Claims, basic: I8,
            past: I8 | None, key: tuple[npt.NDArray[np.unsignedinteger], ...] | None = None) -> None:  # fmt: skip
        """A month's claims and what basic insurance pays of them (N,) fen; `past` (H,) inpatient fund of last year;
        `key` (episode, n) (N,) of the encounters, by which chance is drawn."""
        rules = [name for name in (CASE, DAY, POOL) if law.uses(name)]
        if not rules:
            return
        rows = np.flatnonzero(claims.kind == INPATIENT)
        stays, at, paid = claims.take(rows), institution[rows].astype(np.int64), basic[rows]
        open_ = np.ones(rows.size, bool)
        for name, payment in ((DAY, self._by_day), (POOL, self._by_points), (CASE, self._by_case)):
            if name in rules:
                inside = open_ & self._inside(name, law, at, stays, past)
                open_ &= ~inside
                if name == POOL and key is not None and "ungrouped_share" in law.values[DRG]:
                    chance = (stays.person, key[0][rows].astype(np.int64), key[1][rows].astype(np.int64))
                    loose = inside & ungrouped(law.values[DRG], self.seed, chance)
                    inside &= ~loose
                    self._by_cost(year, law, at[loose], stays.take(loose), paid[loose])
                if inside.any():
                    payment(year, law, at[inside], stays.take(inside), paid[inside])
        if POOL in rules:
            all_ = self._stays.setdefault(year, np.zeros(len(self.county.institutions), np.int64))
            np.add.at(all_, at, paid)

    @staticmethod
    def refuse_budgets(law: PolicyAt, budgets: list[Budget]) -> None:
        """ValueError if a hospital would be cleared twice for its stays: by what they are worth, and by a budget of its
        own. A package is charged with what stays are paid, so it may stand beside."""
        paid = [name for name in (CASE, DAY, POOL) if law.uses(name)]
        own = [b.rule.name for b in budgets if b.kinds[INPATIENT_KIND]]
        if paid and own:
            raise Refused(
                f"住院按{'、'.join(paid)}付费，又记入{'、'.join(own)}：一张账单只能清算一次",
                f"stays are paid by {', '.join(paid)} and charged to {', '.join(own)}: a bill is cleared once",
            )

    def members(self, values: Values) -> B1:
        """Institutions whose stays earn points (H,): of the tiers of the pool, and with a past in the county's accounts,
        from which the pool's budget is made. City hospitals without one belong to the rest of the pool."""
        h = self.county.institutions
        own: B1 = (values["tiers"][h.tier] > 0) & (h.place <= PLACES.index("prefecture")) & self._past
        return own

    def _inside(self, name: str, law: PolicyAt, at: I8, stays: Claims, past: I8 | None) -> B1:
        values = law.values[name]
        here: B1 = self._here[at]
        if name == DAY:
            return here & self._per_diem[stays.condition] & np.asarray(values["quota"][stays.level] > 0)
        if name == CASE:
            return here & np.asarray(values["of_mean"][stays.tier] > 0)
        members = self.members(values)
        paid_so = np.ones(len(self.county.conditions), bool)
        if law.uses(COVERAGE):
            coverage = law.values[COVERAGE]
            entered = np.zeros_like(members)
            known = np.flatnonzero(members)
            spent = np.zeros(known.size, np.int64) if past is None else past[known]
            entered[known] = drg_coverage.entered(coverage, spent)
            members = members & entered
            c = self.county.conditions
            groups = np.flatnonzero(c.kind == CONDITION_KINDS.index("inpatient"))
            common = np.rint(self.county.incidence.sum(axis=(0, 1)) * c.p_admit.mean(axis=1) * 1e9)[groups]
            paid_so = np.zeros(len(c), bool)
            paid_so[groups] = drg_coverage.grouped(coverage, common.astype(np.int64))
        return members[at] & paid_so[stays.condition]

    def gain_by_case(self, year: int, law: PolicyAt, at: I8, stays: Claims, basic: I8) -> I8:
        """What the fund pays for stays (N,) by the case, less what it was billed: nothing for the part of a group's cases
        that is on no list of the tier, or that the hospital does not name."""
        values = law.values[CASE]
        quota = self.quota(law)[stays.condition, stays.tier]
        quota = of_treatment(values, quota, stays.hospital_kind == KINDS_OF_HOSPITAL.index("tcm"))
        paid = case_quota(quota, stays.charge_fen, stays.charge_fen - basic, basic)
        part = self._named(year, law)[at, stays.condition]
        part = np.where(has_quota(values, self._day_surgery[stays.condition] & (stays.days <= 1)), part, 0)
        gain = paid.fund - basic
        return np.asarray(np.sign(gain) * share(np.abs(gain), part), np.int64)

    def quota(self, law: PolicyAt) -> I8:
        """Quotas (C, T) fen."""
        return quotas(law.values[CASE], self._mean)

    def _named(self, year: int, law: PolicyAt) -> I8:
        """Part of each group's cases that is paid by quota at every institution (H, C) ppm."""
        values, h = law.values[CASE], self.county.institutions
        naming = NAMING[values.one("naming")] if "naming" in values else "all"
        key = (id(law), year)
        if key not in self._parts:
            shorter = np.full(len(TIERS), values.one("named_share")) if naming == "commonest" else None
            if law.uses(LISTS):
                listed = ONE - self.lists.unlisted(law, year, shorter)
            else:
                listed = np.full(self._mean.shape, ONE, np.int64)
            part = listed[:, h.tier].T.copy()
            last = self._cases.get(year - 1)
            if naming == "gainful" and last is not None:
                quota = self.quota(law)[:, h.tier].T
                part = np.stack(
                    [gainful(values, part[i], quota[i], last.cost[i], last.stays[i]) for i in range(len(h))]
                )
            self._parts[key] = part
        return self._parts[key]

    def _by_case(self, year: int, law: PolicyAt, at: I8, stays: Claims, basic: I8) -> None:
        cases = self._cases.setdefault(year, Groups.none(len(self.county.institutions), len(self.county.conditions)))
        cases.add(at, stays.condition, np.zeros_like(basic), stays.charge_fen)
        self._add(year, CASE, at, basic + self.gain_by_case(year, law, at, stays, basic), basic)

    def _by_day(self, year: int, law: PolicyAt, at: I8, stays: Claims, basic: I8) -> None:
        self._add(year, DAY, at, by_level(law.values[DAY], stays.level, stays.days.astype(np.int64)), basic)

    def points_of(self, law: PolicyAt, stays: Claims) -> I8:
        """Points in thousandths that stays (N,) of known groups earn."""
        values, group = law.values[DRG], self._mean[stays.condition, TIERS.index("county")]
        whole = is_whole(values, stays.charge_fen, group, stays.level)
        return points_of(values, stays.charge_fen, group, self.mean_all, stays.level, whole, self._same_price[stays.condition])

    def _by_points(self, year: int, law: PolicyAt, at: I8, stays: Claims, basic: I8) -> None:
        earned = self.points_of(law, stays)
        groups = self._groups.setdefault(year, Groups.none(len(self.county.institutions), len(self.county.conditions)))
        groups.add(at, stays.condition, earned, stays.charge_fen)
        self._add(year, POOL, at, np.zeros_like(basic), basic, earned)
        self._readmitted(year, law.values[DRG], at, stays, earned)

    def _by_cost(self, year: int, law: PolicyAt, at: I8, stays: Claims, basic: I8) -> None:
        """Stays that no group takes: paid by item, or with points by what they cost."""
        if law.values[DRG].one("ungrouped"):
            self._add(year, POOL, at, np.zeros_like(basic), basic, base_points(stays.charge_fen, self.mean_all))

    def _readmitted(self, year: int, values: Values, at: I8, stays: Claims, earned: I8) -> None:
        """Cut the points of a stay that is followed by one of the same group too soon, in whichever month it was. A stay to which
        the patient was moved, up or down, goes on with the one before and is no readmission."""
        days, lost = values.one("readmission_days"), ONE - values.one("readmission_factor")
        order = np.lexsort((stays.admitted_day, stays.person))
        person, day, group = stays.person[order], stays.admitted_day[order].astype(np.int64), stays.condition[order]
        out, points, place = stays.discharged_day[order].astype(np.int64), earned[order], at[order]
        same = np.r_[False, person[1:] == person[:-1]]
        before_day = np.where(same, np.roll(out, 1), self._last_day[person])
        before = np.where(same, np.stack([np.roll(x, 1) for x in (group, points, place)]), self._last[:, person])
        soon = (day - before_day <= days) & (before[0] == group) & ~stays.same_course[order]
        cut, where = (before[1][soon] * lost + ONE // 2) // ONE, before[2][soon]
        np.subtract.at(self._sums[year, POOL].points, where, cut)
        np.subtract.at(self._groups[year].points, (where, before[0][soon]), cut)
        last = np.r_[person[1:] != person[:-1], True] if person.size else np.zeros(0, bool)
        self._last_day[person[last]] = out[last]
        self._last[:, person[last]] = np.stack([group, points, place]).astype(np.int64)[:, last]

    def _add(self, year: int, name: str, at: I8, due: I8, billed: I8, points: I8 | None = None) -> None:
        h = len(self.county.institutions)
        sums = self._sums.setdefault((year, name), Sums(*np.zeros((4, h), np.int64)))
        np.add.at(sums.due, at, due)
        np.add.at(sums.billed, at, billed)
        np.add.at(sums.stays, at, 1)
        if points is not None:
            np.add.at(sums.points, at, points)

    def above(self, year: int, law: PolicyAt) -> I8 | None:
        """By how much the bills of the year so far exceed what they are provisionally worth, (H,) fen: points count at
        last year's value, in the first year at the reference value. None where everything is paid as billed."""
        sums = {name: s for (of, name), s in self._sums.items() if of == year}
        if not sums:
            return None
        more = [s.billed - (self._at(s, law, year) if name == POOL else s.due) for name, s in sums.items()]
        found: I8 = np.maximum(np.sum(more, axis=0), 0)
        return found

    def _at(self, sums: Sums, law: PolicyAt, year: int) -> I8:
        last = self.points.get(year - 1)
        value = last.value_fen if last else float(points_pool.reference_value(law.values[POOL], self.mean_all))
        fen: I8 = np.rint(sums.points * value / POINT).astype(np.int64)
        return fen

    def budgets(self, year: int, law: PolicyAt, history: dict[int, I8], part_ppm: int) -> list[Budget]:
        """What the year's stays are worth to every institution, as budgets to be cleared against what was billed."""
        found = []
        rules: dict[str, Rule] = {r.name: r for slot in ("tariff", "payment") for r in law.rules.get(slot, ())}
        for name in (DAY, CASE, POOL):
            sums = self._sums.get((year, name))
            if sums is None:
                continue
            values, rule = law.values[name], rules[name]
            due = sums.due
            if name == DAY:
                due = np.minimum(due, times(sums.billed, values.one("ceiling")))
            if name == POOL:
                due = self._worth(sums, year, law, history, part_ppm)
            else:
                rule = replace(rule, slot="payment", function=own_gain_and_loss, takes=(), gives=())
            holder = np.flatnonzero(sums.stays)
            group = np.full(len(self.county.institutions), -1, np.int64)
            facts = YearTotals(spent=sums.billed[holder])
            found.append(Budget(rule, values, holder, group, np.zeros(len(KINDS), bool), "tariff_clearing", facts,
                                np.asarray(due, np.int64)[holder]))  # fmt: skip
        return found

    def visitors(self, year: int, law: PolicyAt, care: I8) -> list[Budget]:
        """What visiting patients' stays are worth at the value of a point, against what their insurers were billed; none
        where the policy does not say so. `care` (H, schemes, KINDS, MEASURES) of the year."""
        sums, points = self._sums.get((year, POOL)), self.points.get(year)
        if not law.uses(VISITORS) or sums is None or points is None:
            return []
        values, rule = law.values[VISITORS], next(r for r in law.rules["tariff"] if r.name == VISITORS)
        stays, charge = (care[:, SCHEMES.index("other"), INPATIENT_KIND, MEASURE[m]] for m in ("cases", "charge"))
        holder = np.flatnonzero((sums.stays > 0) & (stays > 0))
        mean = points.points[holder] // sums.stays[holder]
        drg = law.values[DRG]
        value = float(drg.one("fixed_value")) if drg.one("value") == 1 else points.value_fen
        due, billed = points_visitors.worth(values, charge[holder], stays[holder], mean, value)
        rule = replace(rule, slot="payment", function=own_gain_and_loss, takes=(), gives=())
        group = np.full(len(self.county.institutions), -1, np.int64)
        return [Budget(rule, values, holder, group, np.zeros(len(KINDS), bool), VISITOR_LINE, YearTotals(spent=billed), due)]

    def _worth(self, sums: Sums, year: int, law: PolicyAt, history: dict[int, I8], part_ppm: int) -> I8:
        values, h = law.values[POOL], self.county.institutions
        inside = np.flatnonzero(sums.stays)
        past = [history[y][inside, INPATIENT_KIND] for y in sorted(y for y in history if y < year)]
        county = points_pool.county_budget(values, np.stack(past)) if past else 0
        by_item = self._stays[year][inside] - sums.billed[inside]  # of the same hospitals' stays, not paid by points
        county = max(int(times(county, part_ppm)) - int(by_item.sum()), 0)
        drg, part = law.values[DRG], values.one("county_share")
        if year in self._groups:
            changed, _ = self._groups[year].after_review(drg, part, self.mean_all)
            sums = replace(sums, points=sums.points + changed)
        rest, points = points_pool.rest_of_pool(values, county, points_pool.reference_value(values, self.mean_all))
        pool = points_pool.net(values, county + rest)
        self.points[year] = Points(sums.points.copy(), points, pool)
        out = np.zeros(len(h), np.int64)
        if drg.one("value") == 1:
            out[inside] = np.rint(sums.points[inside] * drg.one("fixed_value") / POINT).astype(np.int64)
        else:
            everybody = int(sums.points.sum()) + points
            out[inside] = [(2 * int(p) * pool + everybody) // (2 * everybody) for p in sums.points[inside]]
        return out


def _flag(county: County, name: str) -> B1:
    flags = county.conditions.flags
    return np.asarray(flags[name], bool) if name in flags else np.zeros(len(county.conditions), bool)
