"""最低服务量门槛: a holder that treated too few shares no savings, so that refusing care does not pay."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import ONE, times
from sim.policy.rule import Fact, Need, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]


def passed(values: Values, visits: I8, enrolees: I8, part_of_year_ppm: int = ONE) -> npt.NDArray[np.bool_]:
    """(H,) whether visits (H,) reach the minimum a head of enrolees (H,), which is of a whole year: in a short one its
    part counts."""
    needed = np.asarray(times(values["visits_per_head"], part_of_year_ppm))
    return np.asarray(np.asarray(visits) * ONE >= np.asarray(enrolees) * needed)


def one(values: Values, visits: int, enrolees: int) -> dict[str, int]:
    """One holder."""
    return {"shares": int(passed(values, np.array([visits]), np.array([enrolees]))[0])}


RULE = Rule(
    name="payment.volume_gate",
    slot="cash",
    zh="最低服务量门槛",
    en="minimum volume before savings are shared",
    function=one,
    parameters=(
        Parameter("visits_per_head", "ratio", "人均最低门诊人次", "visits a head", low=0, high=100),
    ),
    takes=(
        Fact("visits", "count", "门诊人次", "visits"),
        Fact("enrolees", "count", "参保人数", "enrolees"),
    ),
    gives=(Fact("shares", "flag", "可分享结余", "may share savings"),),
    needs=(Need(("payment.outpatient_pool", "payment.package", "payment.chronic_package"), in_run=True),),
)
