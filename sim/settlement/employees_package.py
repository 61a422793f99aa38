"""The employees' part of a package: what it is worth in a year, and what the employees' fund paid that is charged to it.

It stands apart from the residents' package: another fund, another clearing, the same holder, bands and members. Inside the
county it is charged with the fund's share of what employees were billed; outside with what the county's table says, since
the stream of employees knows only the county's institutions. With one holder: whose employees are whose is not known.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county import trend
from sim.county.county import PLACES, SCHEMES, TIERS, County
from sim.county.employees import EmployeesYear
from sim.foundation.errors import Refused
from sim.foundation.money import share, times
from sim.policy.package.attribution import NOBODY, RESIDENTS
from sim.policy.package.base import BASES, after_score, by_history, by_income
from sim.policy.payment import employees_package as rule
from sim.policy.policy import PolicyAt
from sim.policy.rule import Values
from sim.policy.sharing.clearing import Totals as YearTotals
from sim.settlement.budgets import PPM, Budget
from sim.settlement.packages import INTERNAL, PACKAGE, Held, Known, holders, members_of
from sim.settlement.tiers import catchment
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
RULE, LINE = rule.RULE.name, "employees_package"
BUDGETS = "payment.employees_budget"
EMPLOYEES = SCHEMES.index("employees")
STAY = KINDS.index("inpatient")


def in_force(law: PolicyAt) -> bool:
    """Whether the policy's package has employees in it.

    Raises:
        ValueError: a package of nobody; terms for employees in a package without them; their bills charged twice.
    """
    schemes = law.values[PACKAGE].get("schemes") if law.uses(PACKAGE) else None
    if schemes is not None and not schemes.any():
        raise Refused(
            f"{PACKAGE}.schemes：打包至少要有一个险种（居民、职工或两者）",
            f"{PACKAGE}.schemes: a package needs a scheme: residents, employees, or both",
        )
    wanted = schemes is not None and bool(schemes[SCHEMES.index("employees")])
    if law.uses(RULE) and not wanted:
        raise Refused(
            f"{RULE}只用于含职工的打包：请设{PACKAGE}.schemes",
            f"{RULE} is for a package with employees in it: set {PACKAGE}.schemes",
        )
    if wanted and law.uses(BUDGETS):
        raise Refused(
            f"职工的账单既记入{BUDGETS}又记入{RULE}：一张账单只能清算一次",
            f"employees' bills would be charged to {BUDGETS} and to {RULE}: a bill is cleared once",
        )
    return wanted


def terms(law: PolicyAt) -> Values:
    """The package's parameters as they hold for employees: the income a head is theirs, not the residents'."""
    values, own = law.values[PACKAGE], law.values.get(RULE)
    stated = {} if own is None else {name: own[name] for name in own}
    return values.replaced(without=("per_head", "past_outside"), **stated)


def facts_of(county: County, year: int) -> EmployeesYear:
    """The county's facts of a year. ValueError where it gives none, or has no stream of employees."""
    if county.employees is None:
        raise Refused(
            f"含职工的打包要有职工人数和职工基金支出（employees.csv）：{county.name_zh}没有给出",
            f"a package of employees needs the number of employees and what their fund pays (employees.csv): {county.name_en} "
            "gives none",
        )
    s = county.streams
    if not ((s.scheme == EMPLOYEES) & (county.institutions.place[s.institution] == PLACES.index("county"))).any():
        raise Refused(
            f"含职工的打包要有职工就医量（streams.csv）：{county.name_zh}没有",
            f"a package of employees needs their stream (streams.csv): {county.name_en} has none",
        )
    return county.employees.year(year)


def holder(values: Values, known: Known) -> Held:
    """The one holder of the county's employees. ValueError where there would be several, or where employees follow a register
    that they are not in."""
    held = holders(values, known)
    if held.first.size != 1:
        raise Refused(
            f"{PACKAGE}：{held.first.size}个医共体无法划分职工：县数据不知道职工归谁",
            f"{PACKAGE}: {held.first.size} holders cannot divide the employees: the county does not know whose employees are whose",
        )
    if RESIDENTS[values.one("residents")] == "chronic":
        raise Refused(
            f"{PACKAGE}.residents：职工没有慢病登记，打包不能按它划分",
            f"{PACKAGE}.residents: employees have no chronic register here, so the package cannot follow it",
        )
    return held


def _signed(values: Values, facts: EmployeesYear) -> int:
    """Part of the employees that the package follows, ppm. Who signed is taken to need what others need."""
    if RESIDENTS[values.one("residents")] != "contract":
        return PPM
    if facts.signed_ppm is None:
        raise Refused(
            "打包按签约划分，而employees.csv没有signed_percent",
            "the package follows those who signed, and employees.csv has no signed_percent",
        )
    return facts.signed_ppm


def _part(values: Values, facts: EmployeesYear, known: Known) -> int:
    """Part of the county's employees that a run has in the package, ppm: who signed, at the scale of the run."""
    scale = round(int(known.territory.sum()) * PPM / known.county.enrolees) if known.county.enrolees else PPM
    return int(times(scale, _signed(values, facts)))


def _outside(values: Values, county: County, year: int) -> int:
    """What the employees' fund pays outside the county in a year and the package covers, fen of the whole county. A year behind
    the table has the last one's, grown with charges. ValueError where the county does not say."""
    facts = facts_of(county, year)
    part = rule.outside_part(values, facts.treatable_ppm, facts.away_ppm)
    if not part:
        return 0
    if facts.outside is None:
        raise Refused(
            f"打包负担县外就医，而employees.csv没有{year}年的县外支出",
            f"the package pays for care outside the county, and employees.csv does not say how much it was in {year}",
        )
    assert county.employees is not None
    row = county.employees.row(year)
    grown = np.array(trend.charges(county, year)) / trend.charges(county, row)
    return int(share(int((np.rint(facts.outside * grown).astype(np.int64) * rule.covered(values)).sum()), part))


def _charged_inside(values: Values, held: Held, county: County) -> npt.NDArray[np.bool_]:
    """(H,) institutions of the county whose employees are charged: members, and others where the policy says so."""
    here = county.institutions.place == PLACES.index("county")
    return np.asarray(here & ((held.of != NOBODY) | (values.one("others") > 0)))


def _past(values: Values, held: Held, known: Known, year: int) -> I8:
    """Spending in scope in earlier years, (Y, 1) fen, oldest first: the run's own, and before it the county's table. Of what the
    table says of the county, institutions have the part that they have of the stream's usual charges."""
    county = known.county
    assert county.employees is not None
    s, inside = county.streams, _charged_inside(values, held, county)
    mine = np.flatnonzero((s.scheme == EMPLOYEES) & (county.institutions.place[s.institution] == PLACES.index("county")))
    usual = np.stack([s.visits_per_day * s.charge_op, s.stays_per_day * s.charge_ip])[:, mine]
    of_members = (usual * inside[s.institution[mine]]).sum(axis=1) / np.maximum(usual.sum(axis=1), 1e-9)
    left = values.one("past_leaving") if "past_leaving" in values else PPM
    years = []
    for before in sorted({y for y in county.employees.rows if y < year} | {y for (r, y) in known.ended if r == RULE and y < year}):
        own = known.ended.get((RULE, before))
        if own is not None:
            years.append(int(own.spent.sum()))
            continue
        facts = county.employees.rows[before]
        if facts.inside is None:
            raise Refused(
                f"以往年支出为基数的职工打包要有职工基金{before}年的支出（employees.csv的inside_*_yuan）",
                f"a package of employees from earlier years needs what their fund paid in {before} (employees.csv, inside_*_yuan)",
            )
        amount = int((np.rint(facts.inside * of_members).astype(np.int64) * rule.covered(values)).sum())
        amount += int(share(_outside(values, county, before), left))
        years.append(int(times(amount, _part(values, facts, known))))
    return np.array(years, np.int64).reshape(-1, 1)


def open_year(law: PolicyAt, year: int, known: Known) -> None:
    """1 January: reckon the whole-year package of the holder, by the same rules as the residents'. Kept in `known.opened`.

    Raises:
        ValueError: a fact of the county is missing, or the package has several holders.
    """
    if not in_force(law):
        return
    values, facts = terms(law), facts_of(known.county, year)
    held, last = holder(values, known), known.ended.get((RULE, year - 1))
    income, before = _income(known, year), _income(known, year - 1)
    if values.one("base") == BASES.index("income"):
        heads = np.array([times(facts.members, _part(values, facts, known))], np.int64)
        whole = by_income(values, heads, income)
    else:
        growth = None if income is None or before is None else (income - before) * PPM // before
        whole = by_history(values, _past(values, held, known, year), None if last is None else last.package, growth)
    if "lost_per_point" in values and year - 1 in known.scores:
        whole = after_score(values, whole, known.scores[year - 1][held.first])
    known.opened[RULE, year] = np.asarray(whole, np.int64)


def _income(known: Known, year: int) -> int | None:
    """Income a head of the employees' pooled fund in a year, fen; behind the table as in its last year."""
    employees = known.county.employees
    return None if employees is None or year < min(employees.rows) else employees.year(year).income_fen


def employees_package(law: PolicyAt, year: int, known: Known, care: I8, part_ppm: int) -> list[Budget]:
    """The package of a year that is over, to be cleared: `care` (H, schemes, KINDS, MEASURES) of the year, of which `part_ppm`
    is accounted."""
    if not in_force(law):
        return []
    county, values, facts = known.county, terms(law), facts_of(known.county, year)
    held, h = holder(values, known), county.institutions
    inside = _charged_inside(values, held, county)
    paid = fund_part(facts, care)[inside].sum(axis=0) * rule.covered(values)
    part = _part(values, facts, known)
    here = int(share(int(paid.sum()), _signed(values, facts)))
    left = int(times(int(times(_outside(values, county, year), part)), part_ppm))
    spent = np.array([here + left], np.int64)
    budget = np.asarray(times(known.opened[RULE, year], part_ppm), np.int64)
    heads = np.array([times(facts.members, part)], np.int64)
    group = np.where(inside & (held.of != NOBODY), held.of, NOBODY).astype(np.int64)
    key = law.values[INTERNAL] if law.uses(INTERNAL) else None
    served = catchment(county, known.residents["village"][known.insured])
    members = members_of(held, key, h.tier.astype(np.int64), served)
    facts_of_year = YearTotals(spent=spent, enrolees=heads)
    return [
        Budget(rule.RULE, values, held.first, group, np.zeros(len(KINDS), bool), LINE, facts_of_year, budget, members=members,
               scheme=EMPLOYEES)
    ]  # fmt: skip


def fund_part(facts: EmployeesYear, care: I8) -> I8:
    """What the employees' fund pays of what employees were charged, (H, visits and stays) fen, half-up for each."""
    charge = care[:, EMPLOYEES, :, MEASURE["charge"]]
    stays = charge[:, STAY]
    both = np.stack([charge.sum(axis=1) - stays, stays], axis=1)
    return np.stack([np.asarray(share(both[:, k], int(facts.fund_ppm[k])), np.int64) for k in range(2)], axis=1)


def kept_employees(budget: Budget, county: County, care: I8, year: int) -> I8:
    """Bonus on employees' stays in the county hospitals of the alliance (H,) fen, of what their fund paid for them."""
    none = np.zeros(len(county.institutions), np.int64)
    if "kept_bonus" not in budget.values:
        return none
    own = np.flatnonzero((budget.group >= 0) & (county.institutions.tier == TIERS.index("county")))
    none[own] = share(fund_part(facts_of(county, year), care)[own, 1], budget.values.one("kept_bonus"))
    return none
