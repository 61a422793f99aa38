"""From medical revenue to performance pay (绩效奖励), link by link, for every institution and under every policy.

    alliance_money = retained + assessment - borne
    net_income     = medical revenue by source + alliance_money + other income - costs
    bonus          = clip(staff_share x (net_income - debts and statutory funds), 0, headroom under the approved pay
    total)

Basic pay is a cost; the bonus is what may be paid on top of it. Where the county gives no costs of an institution, the
chain ends with the alliance money, which is then not called a bonus.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.county.county import ITEM_CLASSES, SCHEMES, County
from sim.county.trend import growth
from sim.foundation.money import share, times
from sim.settlement.items import BOUGHT
from sim.settlement.totals import MEASURE, PAYER_MEASURES

I8 = npt.NDArray[np.int64]
PPM = 1_000_000


class ClearingMoney(NamedTuple):
    """What clearing brings each institution, (H,) fen, none negative."""

    retained: I8
    assessment: I8
    borne: I8


@dataclass(frozen=True)
class Chain:
    """Every link for H institutions and one year, int64 fen. Links behind `alliance_money` count only where `known`."""

    revenue: dict[str, I8]  # by measure of PAYER_MEASURES; `other_paid` and other schemes' shares are other payers
    retained: I8
    assessment: I8
    borne: I8
    alliance_money: I8
    other_income: I8
    costs: I8
    net_income: I8
    debts_and_funds: I8
    headroom: I8
    bonus: I8
    known: npt.NDArray[np.bool_]

    @property
    def revenue_medical(self) -> I8:
        """Billed to all payers together."""
        medical: I8 = np.stack(list(self.revenue.values())).sum(axis=0)
        return medical


def fen_of(county: County, column: str) -> I8:
    """A money fact of the county's institutions in fen, (H,); 0 where it is not known or the column is missing."""
    return _whole(county, column, 100)


def ratio_of(county: County, column: str) -> I8:
    """A ratio of the county's institutions in ppm, (H,); 0 where it is not known."""
    return _whole(county, column, PPM)


def _whole(county: County, column: str, unit: int) -> I8:
    other = county.institutions.other
    if column not in other:
        return np.zeros(len(county.institutions), np.int64)
    values = np.array(other[column], np.float64)
    whole: I8 = np.rint(np.where(np.isnan(values), 0.0, values) * unit).astype(np.int64)
    return whole


def known_costs(county: County) -> npt.NDArray[np.bool_]:
    """Which institutions have cost data, (H,)."""
    other = county.institutions.other
    if "basic_pay_yuan" not in other:
        return np.zeros(len(county.institutions), bool)
    known: npt.NDArray[np.bool_] = ~np.isnan(other["basic_pay_yuan"].to_numpy(float))
    return known


def chain(
    county: County, care: I8, income: I8, contracts: I8, money: ClearingMoney, part_of_year_ppm: int = PPM,
    work: I8 | None = None, *, fees: I8 | None = None, other: I8 | None = None, managing: I8 | None = None,
    year: int | None = None,
) -> Chain:  # fmt: skip
    """The chain of one year.

    Args:
        care: (H, schemes, KINDS, MEASURES) totals of the year.
        income: (H, item classes) residents' charges of the year.
        contracts: (H,) family-doctor contracts held by the institution.
        part_of_year_ppm: accounted days / days of the year; yearly costs and subsidies are taken for that part.
        work: `income` at the county's own prices, where prices have changed since.
        fees: (H,) fen of contract fees that the policy sets; None = the county's amount a contract. other: (H,) fen of
        other income, such as procurement savings of the year before. managing: (H,) fen that more management visits to
        chronic patients cost than the county's own; negative where there are fewer. year: basic pay, its ceiling and fixed
        cost grow to this year by the county's trend of cost; None = as in the table.
    """
    by_payer = care.sum(axis=(1, 2))
    revenue = {name: by_payer[:, MEASURE[name]] for name in PAYER_MEASURES}
    medical = by_payer[:, MEASURE["charge"]]
    alliance_money = money.retained + money.assessment - money.borne

    def yearly(*columns: str) -> I8:
        return np.asarray(times(sum((fen_of(county, c) for c in columns), np.int64(0)), part_of_year_ppm), np.int64)

    level = PPM if year is None else round(growth(county, "cost", year) * PPM)

    def grown(*columns: str) -> I8:
        return np.asarray(times(yearly(*columns), level), np.int64)

    if fees is None:
        fees = np.asarray(times(fen_of(county, "contract_fee_yuan") * contracts, part_of_year_ppm), np.int64)
    other_income = yearly("subsidy_yuan", "public_health_yuan") + fees + (0 if other is None else other)
    costs = grown("basic_pay_yuan", "fixed_cost_yuan") + variable_cost(county, care, income, work)
    costs = costs + (0 if managing is None else managing)
    net = medical + alliance_money + other_income - costs
    service = yearly("debt_service_yuan")
    funds = share(np.maximum(net - service, 0), ratio_of(county, "statutory_fund"))
    headroom = np.maximum(grown("pay_ceiling_yuan") - grown("basic_pay_yuan"), 0)
    free = np.maximum(net - service - funds, 0)
    bonus = np.minimum(share(free, ratio_of(county, "staff_share")), headroom)
    return Chain(
        revenue, *money, alliance_money, other_income, costs, net, service + funds, headroom, bonus, known_costs(county)
    )


def variable_cost(county: County, care: I8, income: I8, work: I8 | None = None) -> I8:
    """Costs that grow with volume, (H,): a share of the income of each item class. What is bought costs its new price,
    work what it cost before. Other payers' income, of which the classes are not known, costs what the institution's
    residents cost on average."""
    rates = np.stack([ratio_of(county, f"variable_{name}") for name in ITEM_CLASSES], axis=1)
    priced = income if work is None else work.copy()
    priced[:, BOUGHT] = income[:, BOUGHT]
    ours = np.asarray(share(priced, rates), np.int64).sum(axis=1)
    charge = income.sum(axis=1)
    average = np.where(charge > 0, ours * PPM // np.maximum(charge, 1), rates.mean(axis=1).astype(np.int64))
    rest = care[..., MEASURE["charge"]].sum(axis=(1, 2)) - charge
    cost: I8 = ours + share(np.maximum(rest, 0), np.minimum(average, PPM))
    return cost


def contracts_of(county: County, residents: npt.NDArray[np.void]) -> I8:
    """Family-doctor contracts at the village clinic and the township centre of those who signed, (H,)."""
    held = np.zeros(len(county.institutions), np.int64)
    signed = residents["village"][(residents["contract"] > 0) & (residents["scheme"] == SCHEMES.index("residents"))]
    for at in (county.villages.clinic, county.villages.centre):
        place = at[signed]
        np.add.at(held, place[place >= 0], 1)
    return held
