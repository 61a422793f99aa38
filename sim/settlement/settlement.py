"""Where law meets book: the only object of a run that calls rules and writes postings.

Month by month: encounters -> claims, settled in rounds under the rules in force on the day of discharge -> totals ->
bills, income and payments in the ledger. At the year's end the budgets are cleared, in the following year's accounts.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county import trend
from sim.county.county import SCHEMES, TIERS, UNINSURED, County
from sim.county.population import Population
from sim.foundation.calendar import DAY, Calendar
from sim.journey.encounters import CLAIMED, OTHER_PAYER, STAY, Encounters, in_order
from sim.ledger import checks
from sim.ledger.posting import GIVING
from sim.ledger.query import total, where
from sim.ledger.statements import fund_statement
from sim.policy.benefit.bill import bill
from sim.policy.claims import INPATIENT, Claims
from sim.policy.package.scope import INSIDE
from sim.policy.policy import Policy
from sim.settlement.assistance import HIGH_COST, OwnPayments, kept_for
from sim.settlement.at_home import Advanced, advanced, says
from sim.settlement.billing import INSURERS
from sim.settlement.bonus import Chain, chain, contracts_of
from sim.settlement.claim import Facts, claims_of, in_rounds
from sim.settlement.claim_frame import Kept, claim_frame
from sim.settlement.counts import care_table, classes_of, contacts_table, items_table, mix_table, persons_table, prices_table
from sim.settlement.eras import eras_of, terms
from sim.settlement.followed import Left
from sim.settlement.former import Former
from sim.settlement.idle import Noticed
from sim.settlement.institutions import institution_rows
from sim.settlement.office import Office
from sim.settlement.papers import WAITING, Outside, Papers
from sim.settlement.particulars import charged_table, scores_table
from sim.settlement.persons import Persons
from sim.settlement.premium_terms import PremiumTerms
from sim.settlement.pricing import Pricing
from sim.settlement.tables import balance_table, clearing_rows, flows, homes_table, members, patients, points_table, results_table
from sim.settlement.terms import Terms, read_terms
from sim.settlement.totals import KINDS as LINES
from sim.settlement.totals import NEW, OLD, UNCLAIMED, Totals
from sim.settlement.yearend import YearEnd

I8 = npt.NDArray[np.int64]
SETTLED = ("eligible", "deductible", "basic", "catastrophic", "assistance", "supplement", "own_paid")
"""Columns of a bill that are kept."""
PATIENTS = {"own_paid": "residents"}
OUTPATIENT_CAP = "benefit.outpatient_year_cap"
"""The rule whose cap a resident may have used up, which the journey should know."""


class Settlement:
    """Settles one run. `keep_claims` keeps every claim with its dates (`claims()`), otherwise only totals and people
    remain."""

    def __init__(
        self,
        county: County,
        people: Population | npt.NDArray[np.void],
        policy: Policy,
        calendar: Calendar,
        seed: int = 0,
        *,
        terms: Terms | None = None,
        keep_claims: bool = False,
    ) -> None:
        residents = people.persons if isinstance(people, Population) else people
        self.county, self.residents, self.policy, self.calendar, self.seed = county, residents, policy, calendar, seed
        self.terms = terms or read_terms()
        self.facts, self.pricing = Facts.of(county, residents), Pricing(county, policy)
        self.persons = Persons(len(residents))
        self._scheme = self._scheme_before = residents["scheme"].copy()
        self.months = [calendar.date(minute) for minute in calendar.month_starts[:-1]]
        h, c = county.institutions, county.conditions
        self.totals = Totals(
            len(self.months), len(calendar.years), len(h), len(c), len(county.classes), len(county.townships)
        )
        self.former, self.noticed = Former(county, residents, policy, calendar.years), Noticed()
        self._home = county.villages.township[residents["village"]]
        self._contracts: dict[int, I8] = {}  # year -> (H,)
        self.enrolled: dict[int, I8] = {}  # year -> members by benefit class and age band, (K, A)
        self.office = Office(county, residents, policy, calendar, self.terms, self.totals, seed)
        self.ledger = self.office.ledger
        self.own = OwnPayments(residents, *kept_for(policy))
        self._premium_terms = PremiumTerms(len(residents))
        self.claim_sums = np.zeros(
            (len(self.months), len(SETTLED)), np.int64
        )  # summed claim by claim: what the ledger must equal
        self.persons_seen: dict[int, tuple[int, int]] = {}  # year -> residents with a visit, with a stay
        self.open_stays = 0  # memo: residents and others still in a bed when the horizon ends, billed on discharge
        self._kept: list[Kept] | None = [] if keep_claims else None
        self._day: date | None = None  # last settled day
        self._year_began = 0  # minute of the first day of the year that is settled
        self._people, self.outside = people, Outside()
        self._enrol(county.start.year)

    def month(self, m: int, encounters: Encounters) -> None:
        """Settle and post month `m` of the horizon (from 0): all encounters that ended in it, in any order.

        Months before the first accounted day (`county.start`) are the warm-up: nobody is billed.
        """
        first = self.months[m]
        if first < self.county.start:
            return
        if first.year not in self.enrolled:
            self.new_year(first.year)
        if self._day is None or self._day.year != first.year:
            last = self.calendar.date(self.calendar.end - 1)
            laws = [era for era in self.policy.eras if first < era.date <= min(last, date(first.year, 12, 31))]
            self._premium_terms.begin(self.policy.at(first), laws)
        self.own.begin(m, first.month == 1)
        ends = encounters["end_min"]
        if ends.size and (np.diff(ends) < 0).any():
            encounters = in_order(encounters)
        self.office.begin(m)
        eras = [(self.policy.at(when), rows) for when, rows in eras_of(self.policy, self.calendar, m, encounters["end_min"] // DAY)]
        priced = self.pricing.month(encounters, eras)
        encounters = priced.encounters
        self._residents(m, encounters, priced.herbal)
        self._others(m, encounters.take(np.flatnonzero(encounters["flags"] & OTHER_PAYER)))
        for part in priced.parts:
            institution, flags = (encounters[name][part.rows] for name in ("institution", "flags"))
            year = self.calendar.years.index(first.year)
            self.totals.add_items(year, institution, (flags & OTHER_PAYER) != 0, part.old, part.new, part.spared)
        self.office.month(m)
        self._month_over(m)
        self._day = self.calendar.date(self.calendar.month_starts[m + 1] - 1)

    def new_year(self, year: int) -> None:
        """1 January, after the people have turned over: what was used is forgotten, and who is a member is counted anew.

        A stay that began while its patient was a member is settled as his, though he may have left with the old year.
        """
        self.persons.new_year()
        self._scheme_before, self._scheme = self._scheme, self.residents["scheme"].copy()
        self._year_began = self.calendar.minute(date(year, 1, 1))
        self.office.enrol(year)
        self.facts = self.facts.at_level(trend.charges(self.county, year)[1])
        self._enrol(year)

    def _enrol(self, year: int) -> None:
        self._contracts[year] = contracts_of(self.county, self.residents)
        self.enrolled[year] = members(self.residents, len(self.county.classes))
        law = self.policy.at(max(date(year, 1, 1), self.county.start))
        papers = Papers.of(self._people, law, year, self.calendar.start)
        self.facts = replace(self.facts, papers=papers)

    def _month_over(self, m: int) -> None:
        """At a month's end: whose payments have become high, and who applies for assistance."""
        last = self.calendar.date(self.calendar.month_starts[m + 1] - 1)
        law = self.policy.at(last)
        if law.uses(HIGH_COST):
            line = law.values[HIGH_COST]["line"]
            found = self.own.newly_over(line)
            for klass in np.flatnonzero(found).tolist():
                self.office.notices.add("high_cost", last, int(found[klass]), line[klass] / 100)
        amounts = self.own.apply(law)
        if amounts.size:
            self.office.help(m, amounts)

    def _residents(self, m: int, encounters: Encounters, herbal: I8 | None) -> None:
        """Everything that residents used in a month: claims in rounds, other visits out of their own pockets."""
        columns = ("person", "institution", "condition", "kind", "flags", "request_min", "start_min", "charge_fen")
        ours = np.flatnonzero((encounters["flags"] & OTHER_PAYER) == 0)
        person, institution, condition, kind, flags, request, start, charge = (encounters[c][ours] for c in columns)
        is_claim = ((flags & CLAIMED) != 0) | (kind == STAY)
        scheme = np.where(start < self._year_began, self._scheme_before[person], self._scheme[person])
        member = scheme == SCHEMES.index("residents")
        is_claim &= member
        law, ends = self.policy.at(self.months[m]), encounters["end_min"][ours]
        is_claim &= ~self.facts.papers.waiting(law, person, start // DAY, ends // DAY)
        self._settle(m, encounters, herbal, ours[is_claim], person[is_claim])
        members_only = np.flatnonzero(member)  # who has lapsed is no member
        waited = (start.astype(np.int64) - request)[members_only]
        self.totals.add_flow(m, institution[members_only], kind[members_only], flags[members_only], waited)
        year = self.calendar.years.index(self.months[m].year)
        by_item = None if herbal is None else herbal[ours] >= 0
        self.totals.add_conditions(year, institution, condition, kind, charge, by_item)
        self.persons.visits += np.bincount(person[kind != STAY], minlength=len(self.residents)).astype(np.uint16)
        rest = np.flatnonzero(~is_claim)
        noncovered = encounters["noncovered_fen"][ours[rest]]
        measures = {"charge": charge[rest], "selfpaid": noncovered, "own_paid": charge[rest]}
        np.add.at(self.persons.own_paid, person[rest], charge[rest])
        line, who = np.full(rest.size, UNCLAIMED), self.residents.take(person[rest])
        self.totals.add_care(m, institution[rest], scheme[rest], line, measures)
        some = np.flatnonzero(member[rest])
        paid = {name: amounts[some] for name, amounts in measures.items()}
        self.totals.add_people(m, who["klass"][some], who["age"][some], line[some], paid)
        self.former.add(year, person[rest], charge[rest], np.zeros(rest.size), charge[rest])

    def _settle(
        self, m: int, encounters: Encounters, herbal: I8 | None, rows: I8, person: npt.NDArray[np.uint32]
    ) -> None:
        """Settle the claims among the encounters, by `rows`, in rounds: within a round every person stands once."""
        order, rounds = in_rounds(person)
        caused, old = 0, self._premium_terms.benefits
        encounters = encounters.take(rows[order])
        claims = claims_of(encounters, self.facts, None if herbal is None else herbal[rows[order]])
        settled = np.zeros((len(SETTLED), len(claims)), np.int64)
        for first, last in pairwise(rounds.tolist()):
            for era, part in terms(self.policy, self.calendar, m, self.former.urban, claims, first, last):
                episode = encounters["episode"][part]
                some = self.facts.lists.mark(claims.take(part), era, self.months[m].year)
                before = self.persons.before(some, episode)
                billed = bill(era, some, before)
                self.persons.add(some, episode, before, billed.delta)
                if self._premium_terms.active:
                    caused += int(billed.catastrophic.sum())
                    self._premium_terms.add(some, episode)
                self.noticed.add(billed.steps)
                for i, name in enumerate(SETTLED):
                    settled[i, part] = getattr(billed, name)
        if self._premium_terms.active:
            year = self.months[m].year
            caused -= self._premium_terms.benefits - old
            self.office.policy_caused[year] = self.office.policy_caused.get(year, 0) + caused
        self._ration(m, claims, settled, np.argsort(order, kind="stable"))
        self._count(m, encounters, claims, settled)

    def _ration(self, m: int, claims: Claims, settled: I8, as_discharged: I8) -> None:
        """What the assistance budget cannot pay is left to the patients; `as_discharged` (N,) puts the claims into the order
        of their discharge."""
        at, own = SETTLED.index("assistance"), SETTLED.index("own_paid")
        due = settled[at, as_discharged]
        paid = self.office.assistance.ration(self.policy.at(self.months[m]), self.months[m], m, due)
        lost = np.flatnonzero(due != paid)
        if lost.size:
            rows, less = as_discharged[lost], (due - paid)[lost]
            settled[at, rows] -= less
            settled[own, rows] += less
            np.subtract.at(self.persons.column("assistance_paid_fen"), claims.person[rows], less)

    def _first(self, m: int, claims: Claims, institution: npt.NDArray[np.uint16], settled: I8) -> Advanced | None:
        """What patients advance of the insurers' parts, where the policy has them pay first."""
        eras = [(self.policy.at(when), part) for when, part in eras_of(self.policy, self.calendar, m, claims.discharged_day)]
        eras = [(era, part) for era, part in eras if says(era)]
        if not eras:
            return None
        parts = settled[[SETTLED.index(name) for name in INSURERS]]
        whole = Advanced(np.zeros_like(parts), np.zeros_like(parts))
        for era, part in eras:
            some = advanced(era, claims.take(part), parts[:, part], self.calendar)
            whole.fen[:, part], whole.day[:, part] = some
        self.office.home.add(m, whole, institution, claims.kind)
        return whole

    def _count(self, m: int, encounters: Encounters, claims: Claims, settled: I8) -> None:
        measures: dict[str, npt.NDArray[Any]] = dict(zip(SETTLED, settled, strict=True))
        measures |= {"charge": claims.charge_fen, "selfpaid": claims.selfpaid_fen, "firstpaid": claims.firstpaid_fen}
        measures["days"] = claims.days
        self.totals.add_care(m, encounters["institution"], claims.scheme, claims.kind, measures)
        first = self._first(m, claims, encounters["institution"], settled)
        if first is not None:
            measures["advanced"] = first.fen.sum(axis=0)
        self.totals.add_people(m, claims.klass, claims.age, claims.kind, measures)
        own_paid = settled[SETTLED.index("own_paid")]
        beyond = claims.charge_fen - settled[SETTLED.index("eligible")]
        self.own.add(m, claims.person, own_paid - beyond, own_paid)
        basic, left = settled[SETTLED.index("basic")], Left.of(claims, encounters["institution"], self.county)
        place = np.where(left.ways == INSIDE, claims.tier, len(TIERS) - 1 + left.ways)
        year, stay = self.calendar.years.index(self.months[m].year), claims.kind == INPATIENT
        self.totals.add_homes(year, self._home[claims.person], place, stay, claims.charge_fen, basic)
        self.former.add(year, claims.person, claims.charge_fen, basic, settled[SETTLED.index("own_paid")])
        key = encounters["episode"], encounters["n"]
        self.office.count(m, claims, encounters["institution"], basic, left, key)
        insurers = settled[[SETTLED.index(name) for name in INSURERS]].sum(axis=0)
        self.outside.add(self.months[m].year, self.policy.at(self.months[m]), claims, insurers)
        self.claim_sums[m] += settled.sum(axis=1)
        np.add.at(self.persons.own_paid, claims.person, settled[SETTLED.index("own_paid")])
        if self._kept is not None:
            self._kept.append(Kept(encounters["institution"].copy(), encounters["episode"].copy(), claims, settled, first))

    def _others(self, m: int, encounters: Encounters) -> None:
        """Patients of other payers: revenue of the institution, nothing of the residents' fund."""
        stream = (encounters["person"].astype(np.int64) - len(self.residents)) >> 16
        scheme = self.county.streams.scheme[stream] if encounters.size else np.zeros(0, np.uint8)
        days = (encounters["end_min"] // DAY - encounters["start_min"] // DAY) * encounters["kind"]
        measures = {"charge": encounters["charge_fen"], "other_paid": encounters["charge_fen"], "days": days}
        self.totals.add_care(m, encounters["institution"], scheme, encounters["kind"], measures)

    def year_end(self, year: int) -> YearEnd:
        """Clear a year that is over. Posted in the following year, when it happens."""
        stayed = self.persons.column("admissions") > 0
        seen = (self.persons.visits > 0) & (self._scheme == SCHEMES.index("residents"))
        self.persons_seen[year] = int(seen.sum()), int(stayed.sum())
        return self.office.year_end(year)

    def benefit_state(self, law: Policy | None = None) -> npt.NDArray[np.uint8]:
        """Benefit state of every resident after the last settled month, shape (N,), see `sim.county.county.STATES`. With
        `law`: what the same year would mean for the outpatient cap of another policy."""
        cap_used, policy = np.zeros(len(self.residents), bool), law or self.policy
        if self._day is not None and self._day >= policy.eras[0].date:
            for now, whom in ((policy.at(self._day), slice(None)), (policy.beside(self._day), self.former.urban)):
                if now is not None:
                    cap_used[whom] = False
                if now is not None and now.uses(OUTPATIENT_CAP):
                    cap = now.values[OUTPATIENT_CAP]["cap"][np.minimum(self.residents["contract"], 1)]
                    cap_used[whom] = (self.persons.outpatient_paid >= cap)[whom]
        state = self.persons.benefit_state(cap_used)
        state[self._scheme != SCHEMES.index("residents")] = UNINSURED
        tomorrow = self.county.start if self._day is None else self._day + timedelta(days=1)
        if tomorrow >= self.policy.eras[0].date and self.policy.at(tomorrow).uses(WAITING):
            state[self.facts.papers.covered_from > (tomorrow - self.calendar.start).days] = UNINSURED
        return state

    def chain(self, year: int) -> Chain:
        """From medical revenue to performance pay in one year that was cleared, for every institution."""
        n = self.calendar.years.index(year)
        income, work = (classes_of(self.totals, n, self.county, side) for side in (NEW, OLD))
        part = round(self.office.part_of_year(year) * self.office.first_enrolees / max(self.county.enrolees, 1))
        money = self.office.year_ends[year].money(len(self.county.institutions))
        fees = self.office.fees.of_year(self.office.law(year), year, self.office.part_of_year(year))
        more, spared = self.office.managing.get(year), self.office.procured.get(year - 1)
        return chain(
            self.county, self._year_of(year), income, self._contracts[year], money, part, work,
            fees=None if fees is None else fees.sum(axis=0), other=spared, managing=more, year=year,
        )  # fmt: skip

    def tables(self) -> dict[str, pd.DataFrame]:
        """fund, institutions (of cleared years), flows and patients, in the columns of the result files; `clearing`,
        every holder's budget with what was kept and borne; `results`, what of it every institution got; `points`, what
        every institution's points were worth; `charged`, how what a package was charged with came about; `scores`, what
        lost points cost; `balance`, what the fund has at the end of each year; and the sums behind
        the indicators: care, contacts, homes, persons, items, mix."""
        first, h, first_year = self._first_month(), self.county.institutions, self.county.start.year
        years = sorted(self.office.year_ends)
        rows = [
            institution_rows(self.county, year, self._year_of(year), self.chain(year), self.office.alliance_of(year))
            for year in years
        ]
        return {
            "fund": fund_statement(self.ledger, self.calendar.start, h.place),
            "institutions": pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(),
            "flows": flows(self.totals, self.county, self.months, first),
            "patients": patients(self.totals, self.county, self.enrolled, self.months, first),
            "clearing": clearing_rows([self.office.year_ends[year] for year in years], self.county),
            "results": results_table([self.office.year_ends[year] for year in years], self.county),
            "charged": charged_table([self.office.year_ends[year] for year in years], self.county),
            "scores": scores_table([self.office.year_ends[year] for year in years], self.office.law, self.county),
            "care": care_table(self.totals, self.county, self.months, first),
            "contacts": contacts_table(self.totals, self.county, self.months, first),
            "persons": persons_table(self.persons_seen, self.enrolled, self.office.part_of_year),
            "homes": homes_table(self.totals, self.county, self.calendar.years, first_year),
            "points": points_table(self.office.tariff.points, self.county),
            "balance": balance_table(self.ledger, self.calendar.start, years, self.office.part_of_year),
            "outside": self.outside.table(),
            "items": items_table(self.totals, self.county, self.calendar.years, first_year),
            "prices": prices_table(self.totals, self.county, self.calendar.years, first_year),
            "former": self.former.table(),
            "mix": mix_table(self.totals, self.county, self.calendar.years, first_year),
            "notices": self.office.notices.table(),
        }

    def checks(self) -> dict[str, int]:
        """What must be zero, in fen: the ledger's residual; claims less ledger; payables against receivables; the two
        bases untied."""
        rows, h = self.ledger.rows(), len(self.county.institutions)
        billed = where(rows, purpose="bill", scheme=SCHEMES.index("residents"), line=LINES[:UNCLAIMED])
        of_ledger = {
            name: total(where(billed, payer=payer, side=GIVING)) for name, payer in (INSURERS | PATIENTS).items()
        }
        of_claims = dict(zip(SETTLED, self.claim_sums.sum(axis=0).tolist(), strict=True))
        first, months = self._first_month(), len(self.months) - self._first_month()
        ties = [checks.tie(self.ledger, payer, first, months) for payer in checks.PAYERS_WITH_PAYABLES]
        return {
            "ledger_residual": checks.residual(self.ledger),
            "claims_less_ledger": sum(abs(of_claims[name] - of_ledger[name]) for name in of_ledger),
            "payables_less_receivables": checks.payables_mirror(self.ledger, h),
            "recoverable_less_repayable": checks.advances_mirror(self.ledger, h),
            "owed_residents_less_advanced": checks.residents_mirror(self.ledger),
            "owed_upward_less_due": checks.upward_mirror(self.ledger),
            "bases_untied": sum(abs(t.miss) for t in ties),
        }

    def _first_month(self) -> int:
        return next((m for m, day in enumerate(self.months) if day >= self.county.start), len(self.months))

    def _year_of(self, year: int) -> I8:
        """Care (H, schemes, KINDS, MEASURES) of one year."""
        months = [m for m in range(self._first_month(), len(self.months)) if self.months[m].year == year]
        care: I8 = self.totals.care[months].sum(axis=0)
        return care

    def claims(self) -> pd.DataFrame:
        """Every claim with its dates and components, see `sim.settlement.claim_frame`. ValueError if they were not
        kept."""
        if self._kept is None:
            raise ValueError("claims were not kept; make the settlement with keep_claims=True")
        return claim_frame(self._kept, SETTLED, self.county, self.calendar, self.terms, self.former.told)
