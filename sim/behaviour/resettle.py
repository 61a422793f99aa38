"""Encounters settled once more through the policy's own bill: as they were, a little dearer, less covered, and
repeated.

Everything is a change of the totals of `sim.behaviour.totals`, one row an encounter. Nothing is posted and nobody's
year to date moves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from sim.behaviour.sample import Kept
from sim.county.county import SCHEMES
from sim.foundation.money import share
from sim.journey.encounters import CLAIMED, STAY
from sim.policy.benefit.bill import bill
from sim.policy.claims import Claims, YearToDate
from sim.policy.policy import PolicyAt
from sim.settlement.claim import Facts, claims_of
from sim.settlement.totals import UNCLAIMED

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
MORE = 10_000
"""One per cent in ppm: the unit of amount levers."""


@dataclass(frozen=True)
class Effects:
    """N encounters. Amounts in fen; `*_more` is the change when the charge grows by 1 %, `*_shifted` when the part
    outside the catalogue does (at an unchanged charge), `again` the same stay once more in the same year."""

    kind: I8  # column of the totals that the basic fund's part belongs to
    charge: F8
    selfpaid: F8
    days: F8
    basic: F8
    basic_more: F8
    basic_shifted: F8
    basic_again: F8


def resettle(kept: Kept, facts: Facts, policy: PolicyAt) -> Effects:
    """Settle N encounters in the ways of `Effects`, each on its own, given its person's year to date."""
    e = kept.encounters
    scheme = facts.residents["scheme"][e["person"]]
    claim = (((e["flags"] & CLAIMED) != 0) | (e["kind"] == STAY)) & (scheme == SCHEMES.index("residents"))
    out = {name: np.zeros(len(e)) for name in ("basic", "basic_more", "basic_shifted", "basic_again")}
    kind = np.full(len(e), UNCLAIMED)
    rows = np.flatnonzero(claim)
    if rows.size:
        claims = claims_of(e[rows], facts)
        used = YearToDate(*np.ascontiguousarray(kept.used[rows].T))
        kind[rows] = claims.kind
        n = rows.size
        thrice = np.tile(np.arange(n), 3)
        settled = bill(policy, _varied(claims, claims.take(thrice)), used.take(thrice))
        base = settled.basic[:n].astype(np.float64)
        out["basic"][rows] = base
        out["basic_more"][rows] = settled.basic[n : 2 * n] - base
        out["basic_shifted"][rows] = settled.basic[2 * n :] - base
        stays = np.flatnonzero(e["kind"][rows] == STAY)
        if stays.size:
            first = settled.delta.take(stays)
            second = bill(policy, claims.take(stays), _after(used.take(stays), first))
            out["basic_again"][rows[stays]] = second.basic
    days = np.where(e["kind"] == STAY, np.maximum((e["end_min"] - e["start_min"]) / 1440.0, 1.0), 0.0)
    return Effects(kind, e["charge_fen"].astype(np.float64), e["noncovered_fen"].astype(np.float64), days, **out)


def _varied(claims: Claims, thrice: Claims) -> Claims:
    """The claims as they are, with 1 % more of everything, and with 1 % more of what is outside the catalogue."""

    def grown(column: I8) -> I8:
        return np.asarray(column + share(column, MORE), np.int64)

    charge, own, first, herbs = claims.charge_fen, claims.selfpaid_fen, claims.firstpaid_fen, claims.tcm_fen
    shifted = np.minimum(grown(own), charge)
    eligible = np.maximum(charge - own, 1)
    left = charge - shifted  # what stays inside the catalogue shrinks in proportion, and its parts with it
    return replace(
        thrice,
        charge_fen=np.concatenate([charge, grown(charge), charge]),
        selfpaid_fen=np.concatenate([own, grown(own), shifted]),
        firstpaid_fen=np.concatenate([first, grown(first), first * left // eligible]),
        tcm_fen=np.concatenate([herbs, grown(herbs), herbs * left // eligible]),
    )


def _after(used: YearToDate, first: YearToDate) -> YearToDate:
    """Year to date when the same stay comes again: a new chain of referrals, all else used up by the first."""
    after = used.plus(first)
    return replace(after, last_deductible_fen=np.zeros_like(after.last_deductible_fen))
