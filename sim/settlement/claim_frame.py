"""Claims as a table with their five dates: the subsidiary ledger, kept only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import FORMER_SCHEMES, SCHEMES, SEVERITIES, TIERS, County
from sim.foundation.calendar import Calendar
from sim.policy.claims import KINDS, LEVELS, PLACES, REFERRALS, Claims
from sim.settlement.at_home import Advanced
from sim.settlement.terms import Terms

I8 = npt.NDArray[np.int64]
_CODED: dict[str, Sequence[str]] = {
    "scheme": SCHEMES, "kind": KINDS, "tier": TIERS, "place": PLACES, "level": LEVELS, "severity": SEVERITIES,
    "referral": REFERRALS,
}  # fmt: skip


class Kept(NamedTuple):
    """The claims of one month: institution (N,), the claims, and the columns of their bills, shape (columns, N)."""

    institution: npt.NDArray[np.uint16]
    episode: npt.NDArray[np.uint32]
    claims: Claims
    settled: I8
    first: Advanced | None = None  # what patients advanced; None where no rule has them pay first


def claim_frame(
    kept: Sequence[Kept], settled: Sequence[str], county: County, calendar: Calendar, terms: Terms,
    urban: npt.NDArray[np.bool_] | None = None,
) -> pd.DataFrame:
    """One row a claim, in the order of settlement. Facts as in `sim.policy.claims.Claims`, components in fen, and the
    dates: admitted, discharged, settled (at the desk, on discharge), approved (month's end after `terms.approval_lag`),
    paid (after `terms.lag`; bills held over the budget are paid or written off at the clearing instead). `advanced_fen` is
    the insurers' part that the patient paid first; `reimbursed` is the day on which all of it is back, none where nothing
    was. Where two former schemes have terms of their own, `urban` (residents,) says whose is whose: `former_scheme`."""
    whole = pd.concat([_month(part, settled, county, calendar, terms) for part in kept], ignore_index=True)
    if urban is not None:
        whole["former_scheme"] = _named(urban[whole["person"].to_numpy()], FORMER_SCHEMES)
    return whole


def _month(part: Kept, settled: Sequence[str], county: County, calendar: Calendar, terms: Terms) -> pd.DataFrame:
    claims = part.claims
    names = _CODED | {"condition": county.conditions.id, "klass": county.classes}
    columns: dict[str, object] = {
        "institution": _named(part.institution, county.institutions.id),
        "episode": part.episode,
    }
    for field in fields(claims):
        values = getattr(claims, field.name)
        columns[field.name] = _named(values, names[field.name]) if field.name in names else values
    columns |= {f"{name}_fen": values for name, values in zip(settled, part.settled, strict=True)}
    start = np.datetime64(calendar.start, "D")
    discharged = start + claims.discharged_day
    month = discharged.astype("datetime64[M]")
    columns["admitted"], columns["discharged"], columns["settled"] = start + claims.admitted_day, discharged, discharged
    columns["approved"] = (month + terms.approval_lag + 1).astype("datetime64[D]") - 1
    columns["paid"] = (month + terms.lag + 1).astype("datetime64[D]") - 1
    none = np.zeros((1, len(claims)), np.int64)
    fen, back = (none, none) if part.first is None else part.first
    columns["advanced_fen"] = fen.sum(axis=0)
    day = start + np.where(fen > 0, back, 0).max(axis=0)
    columns["reimbursed"] = np.where(fen.any(axis=0), day, np.datetime64("NaT", "D"))
    return pd.DataFrame(columns).drop(columns=["admitted_day", "discharged_day"])


def _named(codes: npt.NDArray[Any], names: Sequence[str]) -> Any:
    return pd.Categorical.from_codes(codes.astype(np.int64), pd.Index(names))
