"""Assessment (考核): scores of institutions, what of withheld money they bring back, and whether a surplus may be kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import County
from sim.foundation.errors import Refused
from sim.policy.payment import deposit, volume_gate
from sim.policy.policy import PolicyAt
from sim.settlement.budgets import PPM, Budget
from sim.settlement.totals import KINDS, MEASURE

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
RULE, VOLUME = "payment.deposit", "payment.volume_gate"
INPATIENT = KINDS.index("inpatient")


def scores(law: PolicyAt, counted: I8, county: County, at: I8 | None = None) -> I8 | None:
    """Scores (..., H) in thousandths of a point from indicators (..., H, I), of all institutions or of `at`;
    None where the policy assesses nobody."""
    if not law.uses(RULE):
        return None
    tier = county.institutions.tier
    return deposit.score(law.values[RULE], counted, tier if at is None else tier[at])


def earned(law: PolicyAt, score: I8 | None, last: I8 | None = None) -> I8 | None:
    """Part of withheld money that each institution gets back, (H,) ppm; None where a policy says nothing about it.

    An assessment of improvement compares with last year's score, in the first year with the score itself.
    """
    rule = next((r for r in law.rules.get("assessment", ()) if "deposit_share" in r.writes), None)
    if score is None or rule is None:
        return None
    more = (score if last is None else last,) if "last_score" in rule.reads else ()
    back: I8 = np.asarray(rule.function(law.values[rule.name], score, *more), np.int64)
    return back


def may_keep(law: PolicyAt, score: I8 | None, holder: I8) -> B1 | None:
    """Whether each holder (..., G) may keep a surplus; None where the policy has no such condition."""
    rule = next((r for r in law.rules.get("assessment", ()) if "gate" in r.writes), None)
    if rule is None:
        return None
    if score is None:
        raise Refused(
            f"{rule.name}要有考核得分：政策须写明（payment.deposit.score）",
            f"{rule.name} needs a score: the policy must state one (payment.deposit.score)",
        )
    passed: B1 = np.asarray(rule.function(law.values[rule.name], score[..., holder]), bool)
    return passed


def enough_visits(law: PolicyAt, budget: Budget, care: I8, part_ppm: int = PPM) -> B1 | None:
    """Whether each holder (G,) saw enough patients to share its savings: visits at its institutions a head of its
    residents; None where the policy has no such condition or a holder has no residents of its own. `care` (H, schemes,
    KINDS, MEASURES) of a year, of which `part_ppm` is accounted; visits count whether they drew on the fund or not."""
    heads = budget.facts.enrolees
    if budget.followed is not None:
        mine = budget.followed.of_person
        heads = np.bincount(mine[mine >= 0], minlength=budget.holder.size)
    if not law.uses(VOLUME) or heads is None:
        return None
    visits = np.delete(care[:, budget.scheme, :, MEASURE["cases"]], INPATIENT, axis=1).sum(axis=1)
    seen, inside = np.zeros(budget.holder.size, np.int64), budget.group >= 0
    np.add.at(seen, budget.group[inside], visits[inside])
    return volume_gate.passed(law.values[VOLUME], seen, heads, part_ppm)
