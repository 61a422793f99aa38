"""Encounters settled once more through the policy's own bill: as they were, a little dearer, less covered, and
repeated.

Everything is a change of the totals of `sim.behaviour.totals`, one row an encounter. Nothing is posted and nobody's
year to date moves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.behaviour.sample import Kept
from sim.behaviour.sets import BehaviourSet
from sim.county.county import SCHEMES
from sim.foundation.money import share
from sim.journey.care import READMISSION_DAYS
from sim.journey.encounters import CLAIMED, DIVIDED, STAY
from sim.policy.benefit.bill import bill
from sim.policy.claims import Claims, YearToDate
from sim.policy.policy import PolicyAt
from sim.settlement.claim import Facts, claims_of
from sim.settlement.each import Paid
from sim.settlement.totals import UNCLAIMED

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
Pays = Callable[[I8, Claims, I8], Paid]
MORE = 10_000
"""One per cent in ppm: the unit of amount levers."""


FUND, GAIN, EARNED, BILLED, INSURED = range(5)
"""Columns of what an encounter brings: the basic fund's part of the bill, what a tariff pays beyond it, points,
what was billed for stays paid by points, and what of a stay is insured."""


@dataclass(frozen=True)
class Effects:
    """N encounters. Amounts in fen (points in thousandths), (N, 5) by FUND ... INSURED: `base` as it was; `more`, the
    change when what is charged for covered services grows by 1 % (`selfpaid`, the part outside the catalogue, stays);
    `longer`, that of a stay whose days and whole charge do; `shifted`, the change when the part outside the catalogue
    does, at an unchanged charge; `again`, the same stay once more, a readmission; `halved`, the change when a stay is divided
    over two admissions (0 where it is too short for that, see `divides`)."""

    kind: I8  # column of the totals that the basic fund's part belongs to
    charge: F8
    selfpaid: F8
    days: F8
    base: F8
    more: F8
    longer: F8
    shifted: F8
    again: F8
    halved: F8
    divides: npt.NDArray[np.bool_]  # whether each part would last a day, and it is no such part itself


def resettle(
    kept: Kept, facts: Facts, policy: PolicyAt, year: int, pays: Pays, chosen: BehaviourSet, herbal: I8 | None = None
) -> Effects:
    """Settle N encounters in the ways of `Effects`, each on its own, given its person's year to date, under the lists of
    diseases of a year.

    `pays(institution, claims, basic)` says what claims are paid instead of their bills; `chosen` how stays are divided; `herbal` as
    in `claims_of`.
    """
    e = kept.encounters
    scheme = facts.residents["scheme"][e["person"]]
    claim = (((e["flags"] & CLAIMED) != 0) | (e["kind"] == STAY)) & (scheme == SCHEMES.index("residents"))
    base, more, longer, shifted, again, halved = np.zeros((6, len(e), 5))
    days = np.where(e["kind"] == STAY, np.maximum((e["end_min"] - e["start_min"]) / 1440.0, 1.0), 0.0)
    part = chosen.split_part
    divides = (days * min(part, 1.0 - part) >= 1.0) & ((e["flags"] & DIVIDED) == 0)
    kind = np.full(len(e), UNCLAIMED)
    rows = np.flatnonzero(claim)
    if rows.size:
        claims, at = claims_of(e[rows], facts, None if herbal is None else herbal[rows]), e["institution"][rows].astype(np.int64)
        claims = facts.lists.mark(claims, policy, year)
        used = YearToDate(*np.ascontiguousarray(kept.used[rows].T))
        kind[rows] = claims.kind
        n = rows.size
        stay = e["kind"][rows] == STAY
        stays = np.flatnonzero(stay)
        cut, usual = stays[divides[rows[stays]]], np.concatenate([np.tile(np.arange(n), 3), stays])
        first, second = _halves(claims.take(cut), part)
        varied, each = _varied(claims, stays, claims.take(usual)).then(first), np.concatenate([usual, cut])
        settled = bill(policy, varied, used.take(each))
        asked = pays(at[each], varied, settled.basic)
        within = np.repeat([READMISSION_DAYS, chosen.split_days], [usual.size, cut.size])
        brought, lost = _brought(asked, settled.basic, settled.eligible * stay[each], within)
        brought, once, at_once = brought[: usual.size], brought[usual.size :], lost[usual.size :]
        base[rows] = brought[:n]
        more[rows] = brought[n : 2 * n] - brought[:n]
        shifted[rows] = brought[2 * n : 3 * n] - brought[:n]
        if stays.size:
            same = claims.take(stays)
            a_day_more = pays(at[stays], replace(same, days=same.days + 1), settled.basic[stays]).gain - brought[stays, GAIN]
            longer[rows[stays]] = brought[3 * n :] - brought[stays]
            longer[rows[stays], GAIN] += a_day_more * days[rows[stays]] * 0.01
            # what follows on a stay: the same once more, or its own second part
            before, follows = np.concatenate([stays, usual.size + np.arange(cut.size)]), same.then(second)
            then = bill(policy, follows, _after(used.take(each[before]), settled.delta.take(before)))
            asked = pays(at[each[before]], follows, then.basic)
            repeated, lost = _brought(asked, then.basic, then.eligible, within[usual.size - stays.size :])
            once[:, EARNED] -= at_once
            halved[rows[cut]] = once + repeated[stays.size :] - brought[cut]
            repeated[:, EARNED] -= lost
            again[rows[stays]] = repeated[: stays.size]
    charge, selfpaid = e["charge_fen"].astype(np.float64), e["noncovered_fen"].astype(np.float64)
    return Effects(kind, charge, selfpaid, days, base, more, longer, shifted, again, halved, divides)


def _brought(paid: Paid, basic: I8, insured: I8, within: F8) -> tuple[F8, F8]:
    """(columns FUND ... INSURED (N, 5), points (N,) that the earlier stay loses on average when the next one of its group follows
    on any of `within` (N,) days)."""
    lost = np.asarray(paid.lost * np.minimum(paid.soon / within, 1.0), np.float64)
    return np.stack([basic, paid.gain, paid.points, paid.billed, insured], axis=1).astype(np.float64), lost


def _halves(whole: Claims, part: float) -> tuple[Claims, Claims]:
    """Both claims of stays divided at `part`: one cost on two claims."""
    ppm = round(part * 1_000_000)

    def cut(column: I8) -> I8:
        return np.asarray(share(column, ppm), np.int64)

    first = replace(
        whole, charge_fen=cut(whole.charge_fen), selfpaid_fen=cut(whole.selfpaid_fen), firstpaid_fen=cut(whole.firstpaid_fen),
        tcm_fen=cut(whole.tcm_fen), days=np.maximum((whole.days * part).astype(np.int32), 1),
    )  # fmt: skip
    second = replace(
        whole, charge_fen=whole.charge_fen - first.charge_fen, selfpaid_fen=whole.selfpaid_fen - first.selfpaid_fen,
        firstpaid_fen=whole.firstpaid_fen - first.firstpaid_fen, tcm_fen=whole.tcm_fen - first.tcm_fen,
        days=np.maximum(whole.days - first.days, 1),
    )  # fmt: skip
    return first, second


def _varied(claims: Claims, stays: I8, each: Claims) -> Claims:
    """The claims as they are, with 1 % more of what is covered, with 1 % more of what is outside the catalogue, and the
    `stays` among them with 1 % more of everything; `each` has those rows."""

    def grown(column: I8) -> I8:
        return np.asarray(column + share(column, MORE), np.int64)

    charge, own, first, herbs = claims.charge_fen, claims.selfpaid_fen, claims.firstpaid_fen, claims.tcm_fen
    shifted = np.minimum(grown(own), charge)
    covered = np.maximum(charge - own, 0)
    left = charge - shifted  # what stays inside the catalogue shrinks in proportion, and its parts with it
    some = np.maximum(covered, 1)
    return replace(
        each,
        charge_fen=np.concatenate([charge, own + grown(covered), charge, grown(charge)[stays]]),
        selfpaid_fen=np.concatenate([own, own, shifted, grown(own)[stays]]),
        firstpaid_fen=np.concatenate([first, grown(first), first * left // some, grown(first)[stays]]),
        tcm_fen=np.concatenate([herbs, grown(herbs), herbs * left // some, grown(herbs)[stays]]),
    )


def _after(used: YearToDate, first: YearToDate) -> YearToDate:
    """Year to date when the same stay comes again: a new chain of referrals, all else used up by the first."""
    after = used.plus(first)
    return replace(after, last_deductible_fen=np.zeros_like(after.last_deductible_fen))
