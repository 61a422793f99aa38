"""慢病患者打包: an amount for every registered chronic patient of a township, held by its health centre.

It may stand alone or inside the alliance's package, which is then smaller by it (包中包).
"""

from __future__ import annotations

from sim.policy.package.scope import LEAKS
from sim.policy.payment.hospital_budget import schedule
from sim.policy.payment.package import SHARING
from sim.policy.rule import Parameter, Rule, Values
from sim.policy.sharing.clearing import Amount, Clearing, Totals, settle

PATIENTS = ("registered", "special_list")
"""全部登记慢病患者, 门诊慢特病病种的登记患者."""


def quota(values: Values, patients: Amount, signed: Amount) -> Amount:
    """Packages (G,) fen: patients x quota, and a bonus for each who signed with a family doctor."""
    total: Amount = patients * values.one("quota") + signed * values.one("signed_bonus")
    return total


def clear(values: Values, totals: Totals) -> Clearing:
    """Clear the packages of G townships. `enrolees` are the registered patients, `signed` those of them who signed."""
    budget = totals.budget
    if budget is None:
        if totals.enrolees is None:
            raise ValueError("the chronic package needs the number of registered patients")
        signed = totals.enrolees * 0 if totals.signed is None else totals.signed
        budget = quota(values, totals.enrolees, signed).astype(totals.spent.dtype)
    return settle(budget, totals, schedule(values))


RULE = Rule(
    name="payment.chronic_package",
    slot="payment",
    zh="慢病患者打包付费",
    en="package for chronic patients",
    function=clear,
    parameters=(
        Parameter("quota", "yuan/person/year", "每名慢病患者定额", "amount for a registered patient", low=0),
        Parameter("signed_bonus", "yuan/person/year", "签约加付", "more for one who signed", low=0, neutral=0),
        Parameter("patients", "choice", "计入的登记患者", "whose registration counts", choices=PATIENTS),
        Parameter("covers", "flag", "打包的费用种类", "kinds of claim in the package", axes=("kind",), neutral=True),
        Parameter("others", "flag", "计入县内其他机构", "charged with care at other institutions of the county",
                  neutral=False),
        Parameter("leak", "choice", "县外就医计入范围", "charged with care outside the county", choices=LEAKS,
                  neutral="none"),
        Parameter("away", "flag", "计入异地居住者", "charged with care of those who live away", neutral=False),
        *SHARING,
    ),
)
