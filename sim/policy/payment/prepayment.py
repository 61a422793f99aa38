"""总额预付: a share of last year's settlement is paid ahead in instalments and set off against bills; the remainder
depends on an assessment.

A document that says "其余40%" leaves open of what: of last year's settlement, or of this year's approved bills. Both are
values of one parameter.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.foundation.money import share, split
from sim.policy.rule import Fact, Parameter, Rule, Values

I8 = npt.NDArray[np.int64]
CYCLES = ("month", "quarter", "half_year")
INSTALMENTS = (12, 4, 2)
OF_LAST_YEAR, OF_APPROVED = "of_last_year", "of_approved"


def kinds(values: Values, of_all: int) -> I8:
    """1 for each of so many kinds of care whose bills are prepaid, 0 for the others; those of a claim come first."""
    if "covers" not in values:
        return np.ones(of_all, np.int64)
    found = np.zeros(of_all, np.int64)
    found[: len(values["covers"])] = values["covers"] > 0
    return found


def advance(values: Values, last_year_fen: I8 | int, approved_fen: I8 | int = 0) -> I8:
    """What is prepaid in a year, (H,) fen: of last year's settlement, or of the bills as they come in."""
    base = last_year_fen if values.one("base") == 0 else approved_fen
    return np.asarray(share(np.asarray(base, np.int64), values.one("share")))


def remainder(values: Values, last_year_fen: I8 | int, approved_fen: I8 | int) -> I8:
    """The part whose payment depends on the assessment, (H,) fen, never more than the approved bills."""
    last, now = np.asarray(last_year_fen, np.int64), np.asarray(approved_fen, np.int64)
    if values.one("remainder") == 0 and values.one("base") == 0:
        return np.asarray(np.minimum(last - advance(values, last, now), now))
    return np.asarray(share(now, 1_000_000 - values.one("share")))


def year(values: Values, last_year: int, approved: int, earned: int = 1_000_000) -> dict[str, I8 | int]:
    """One institution's year. earned: share of the remainder that the assessment leaves, ppm.

    Due for the year = approved bills - the remainder that is lost; what was prepaid beyond it is recovered.
    """
    ahead = int(advance(values, last_year, approved))
    rest = int(remainder(values, last_year, approved))
    paid = share(rest, earned)
    due = approved - (rest - paid)
    return {
        "advance": ahead,
        "instalments": np.array(split(ahead, [1] * INSTALMENTS[values.one("cycle")]), np.int64),
        "remainder": rest,
        "remainder_paid": paid,
        "remainder_lost": rest - paid,
        "due": due,
        "to_pay": max(due - ahead, 0),
        "to_recover": max(ahead - due, 0),
    }


RULE = Rule(
    name="payment.prepayment",
    slot="cash",
    zh="总额预付",
    en="prepayment of last year's settlement",
    function=year,
    parameters=(
        Parameter("share", "%", "预付比例", "share paid ahead", low=0, high=100),
        Parameter("base", "choice", "预付的基数", "what the prepayment is a share of",
                  choices=(OF_LAST_YEAR, OF_APPROVED)),
        Parameter("cycle", "choice", "拨付周期", "how often", choices=CYCLES),
        Parameter("remainder", "choice", "其余部分的基数", "what the remainder is a share of",
                  choices=(OF_LAST_YEAR, OF_APPROVED), neutral=OF_APPROVED),
        Parameter("covers", "flag", "预付的费用种类（不写为全部）", "kinds of claim prepaid (all if not stated)",
                  axes=("kind",), optional=True),
    ),
    takes=(
        Fact("last_year", "yuan", "上年度实际结算总额", "last year's settlement"),
        Fact("approved", "yuan", "本年审核通过的费用", "bills approved this year"),
        Fact("earned", "%", "考核后兑现比例", "share earned by the assessment", optional=True),
    ),
    gives=(
        Fact("advance", "yuan", "全年预付", "prepaid in the year"),
        Fact("instalments", "yuan", "各期预付", "instalments", listed=True),
        Fact("remainder", "yuan", "与考核挂钩部分", "part that depends on the assessment"),
        Fact("remainder_paid", "yuan", "考核后拨付", "paid after the assessment"),
        Fact("remainder_lost", "yuan", "考核扣减", "lost by the assessment"),
        Fact("due", "yuan", "全年应付", "due for the year"),
        Fact("to_pay", "yuan", "年终应补拨", "still to pay"),
        Fact("to_recover", "yuan", "年终应扣回", "to be recovered"),
    ),
)  # fmt: skip
