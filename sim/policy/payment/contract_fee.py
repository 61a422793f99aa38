"""家庭医生签约服务费: an amount per signed person and year from the fund, public-health money and the patient."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import split
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def fees(values: Values, signed: I8 | int) -> dict[str, I8]:
    """Payer -> (T,) fen for numbers of signed persons (T,)."""
    return {name: np.asarray(signed, np.int64) * values.one(name) for name in ("fund", "public_health", "patient")}


def of_centre(values: Values, signed: int) -> dict[str, int]:
    """One centre's fees and their division between the centre and its village clinics."""
    parts = {name: int(amount) for name, amount in fees(values, signed).items()}
    total = sum(parts.values())
    village = values.one("village_share")
    clinics, centre = split(total, [village, 1_000_000 - village])
    return {**parts, "total": total, "centre": centre, "clinics": clinics}


RULE = Rule(
    name="payment.contract_fee",
    slot="cash",
    zh="家庭医生签约服务费",
    en="family-doctor contract fee",
    function=of_centre,
    parameters=(
        Parameter("fund", "yuan/person/year", "医保基金", "from the fund", low=0),
        Parameter("public_health", "yuan/person/year", "公共卫生经费", "from public-health money", low=0),
        Parameter("patient", "yuan/person/year", "签约居民", "from the person", low=0),
        Parameter("village_share", "%", "村卫生室所得比例", "share of the village clinics", low=0, high=100),
    ),
    takes=(Fact("signed", "count", "签约人数", "persons signed"),),
    gives=(
        Fact("fund", "yuan", "医保基金支付", "from the fund"),
        Fact("public_health", "yuan", "公共卫生经费支付", "from public-health money"),
        Fact("patient", "yuan", "个人支付", "from the persons"),
        Fact("total", "yuan", "合计", "together"),
        Fact("centre", "yuan", "卫生院所得", "to the centre"),
        Fact("clinics", "yuan", "村卫生室所得", "to the village clinics"),
    ),
)
