"""异地就医结算: whether a bill outside is settled at the hospital or claimed at home, who advances what, until when."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from sim.policy.claims import DOWN, EMERGENCY, FILED, INPATIENT, NOT_FILED, PLACES, UP, Claims
from sim.policy.rule import Fact, Parameter, Rule, Values

B1 = npt.NDArray[np.bool_]


def covered_places(values: Values) -> B1:
    """(4,) places of care to which the rule applies, by index into PLACES; by default all but the county itself."""
    given = values["places"] > 0 if "places" in values else np.arange(len(PLACES)) > 0
    return np.asarray(given & (np.arange(len(PLACES)) > 0))


def filed(values: Values, claims: Claims) -> B1:
    """(N,) who filed beforehand, or needs no filing: the claim's own record decides; where there is none, who was
    referred and emergencies count as filed, and those who live away if the policy says that they register.
    """
    settled = (claims.referral == UP) | (claims.referral == DOWN) | (claims.referral == EMERGENCY)
    if "away_filed" in values and values.one("away_filed"):
        settled = settled | (claims.away > 0)
    return np.asarray((claims.filing == FILED) | ((claims.filing != NOT_FILED) & settled))


def at_home(values: Values, claims: Claims) -> B1:
    """(N,) claims whose patient pays the whole bill and claims at home: outside, not settled at the hospital."""
    outside = covered_places(values)[claims.place]
    if values.one("direct"):
        outside = outside & (claims.kind == INPATIENT)
    return np.asarray(outside & ~settled_there(values, filed(values, claims)))


def prepaid(values: Values, outside_of_year_fen: int) -> int:
    """What the home fund prepays through the province: so many months of a year's spending outside, fen."""
    return (2 * outside_of_year_fen * values.one("prepaid_months") + 12) // 24


def settled_there(values: Values, filed: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether bills (N,) are settled at the hospital outside, the patient paying his own part only."""
    found: npt.NDArray[np.bool_] = (filed | (values.one("filing_required") == 0)) & (values.one("direct") > 0)
    return found


def one(
    values: Values, charge: int, fund: int, settled: date, filed: int = 0, outside_of_year: int | None = None
) -> dict[str, int | date]:
    """One bill outside: with direct settlement (and filing, where it is required) the patient pays only his own part;
    otherwise he pays all and is paid back so many days later.

    In a run `at_home` decides claim by claim: without direct settlement all care outside; with it, stays that were not
    filed where filing is required.
    """
    direct = bool(settled_there(values, np.array([filed > 0]))[0])
    back = settled if direct else settled + timedelta(days=values.one("claim_days"))
    known: dict[str, int | date] = {}
    if outside_of_year is not None:
        known["prepaid"] = prepaid(values, outside_of_year)
    return known | {
        "direct": int(direct),
        "paid_at_hospital": charge - fund if direct else charge,
        "advanced_by_patient": 0 if direct else fund,
        "reimbursed_on": back,
        "clearings": 12 // values.one("cleared_every"),
    }


RULE = Rule(
    name="access.cross_region",
    slot="access",
    zh="异地就医结算方式",
    en="settlement of care outside",
    function=one,
    parameters=(
        Parameter("direct", "flag", "直接结算", "settled at the hospital"),
        Parameter("filing_required", "flag", "须先备案", "prior filing required"),
        Parameter("claim_days", "days", "回参保地报销所需天数", "days until a claim at home is paid", low=0, high=730),
        Parameter("prepaid_months", "months", "上解预付金（月数）", "months of spending prepaid through the province", low=0,
                  high=12, neutral=0),
        Parameter("cleared_every", "months", "清算周期", "months between clearings", low=1, high=12, neutral=1),
        Parameter("places", "flag", "适用的就医地", "places of care to which it applies", axes=("place",), optional=True),
        Parameter("away_filed", "flag", "异地居住人员视为已备案", "who lives away counts as filed", optional=True),
    ),
    takes=(
        Fact("charge", "yuan", "总费用", "charge"),
        Fact("fund", "yuan", "各类保险支付", "paid by the insurers"),
        Fact("settled", "date", "出院结算日期", "day of discharge settlement"),
        Fact("filed", "flag", "已备案", "filed beforehand", optional=True),
        Fact("outside_of_year", "yuan", "上年异地支出", "spending outside in a year", optional=True),
    ),
    gives=(
        Fact("direct", "flag", "直接结算", "settled at the hospital"),
        Fact("paid_at_hospital", "yuan", "患者当场支付", "paid by the patient at the hospital"),
        Fact("advanced_by_patient", "yuan", "患者垫付", "advanced by the patient"),
        Fact("reimbursed_on", "date", "报销到账日", "day on which it is paid back"),
        Fact("prepaid", "yuan", "上解预付金", "prepaid through the province"),
        Fact("clearings", "count", "每年清算次数", "clearings a year"),
    ),
)  # fmt: skip
