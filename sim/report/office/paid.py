"""What each holder of a budget had been paid by 31 December, read from the ledger.

Bills are paid month by month after approval. What an institution still stands to receive from the basic fund at the end
of the year is its receivable; spending less that receivable has been paid.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from sim.experiment.store import Run
from sim.ledger.accounts import LINES
from sim.policy.payment.outpatient_pool import RULE as POOL
from sim.report.office.terms import OTHER_MONEY, PACKAGES, Terms
from sim.report.words import TIERS

NEEDED = {"day", "holder", "payer", "line", "debit", "credit", "amount_fen"}


def tellable(clearing: pd.DataFrame, terms: Mapping[str, Terms]) -> set[str]:
    """Rules whose bills the ledger tells from others': no package (its members are paid), no other payer's, and none of which
    a holder has a second budget for the same kind of care."""
    held = {str(rule): set(of["id"].astype(str)) for rule, of in clearing.groupby("rule")}
    alone = {rule for rule in held if rule in terms and rule not in (*PACKAGES, *OTHER_MONEY)}

    def twice(one: str, other: str) -> bool:
        same = any(a and b for a, b in zip(terms[one].covers, terms[other].covers, strict=True))
        return one != other and same and bool(held[one] & held[other])

    return {rule for rule in alone if not any(twice(rule, other) for other in alone)}


def paid_by_year_end(run: Run, year: int, rule: str, terms: Terms | None, spent_fen: dict[str, int]) -> dict[str, int]:
    """Holder -> fen of its charged bills that were paid by 31 December; empty where ledger or terms are not at hand.

    `spent_fen`: holder -> what was charged to its budget in the year.
    """
    ledger = run.tables.get("ledger")
    if ledger is None or terms is None or not set(ledger.columns) >= NEEDED:
        return {}
    last = (date(year, 12, 31) - run.manifest.start).days + run.manifest.warm_up_days
    lines = [line.code for line, covered in zip(LINES, terms.covers, strict=False) if covered]
    ours = ledger[(ledger["payer"] == "basic_fund") & (ledger["day"] <= last) & ledger["line"].isin(lines)]
    owed = _sum(ours, "debit") - _sum(ours, "credit")
    return {
        holder: spent - int(sum(owed.get(member, 0) for member in _members(run, year, rule, terms, holder)))
        for holder, spent in spent_fen.items()
    }


def own_paid(run: Run, year: int, terms: Terms) -> tuple[dict[str, int], dict[str, int]]:
    """(bills of the year, what of them was paid by 31 December) of every institution, fen, of the kinds that `terms` cover;
    both empty without the ledger."""
    ledger = run.tables.get("ledger")
    if ledger is None or not set(ledger.columns) >= {*NEEDED, "purpose", "month"}:
        return {}, {}
    lines = [line.code for line, covered in zip(LINES, terms.covers, strict=False) if covered]
    first = run.manifest.start
    begun = (first.toordinal() - run.manifest.warm_up_days, date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal())
    days = ledger["day"] + begun[0]
    ours = ledger[(ledger["payer"] == "basic_fund") & ledger["line"].isin(lines)]
    billed = ours[(ours["purpose"] == "bill") & (ours["debit"] == "institution.receivable") & days.between(*begun[1:])[ours.index]]
    bills = {str(k): int(v) for k, v in billed.groupby(billed["holder"].astype(str))["amount_fen"].sum().items()}
    until = ours[days[ours.index] <= begun[2]]
    owed = _sum(until, "debit") - _sum(until, "credit")
    return bills, {holder: bill - int(owed.get(holder, 0)) for holder, bill in bills.items()}


def _sum(frame: pd.DataFrame, side: str) -> pd.Series[int]:
    chosen = frame[frame[side] == "institution.receivable"]
    return (
        chosen.groupby(chosen["holder"].astype(str))["amount_fen"].sum().reindex(frame["holder"].astype(str).unique(), fill_value=0)
    )


def _members(run: Run, year: int, rule: str, terms: Terms, holder: str) -> Sequence[str]:
    """Institutions whose bills are charged to a holder: itself, or everybody of its township for an outpatient pool."""
    if rule != POOL.name:
        return [holder]
    table = run["institutions"]
    table = table[(table["year"] == year) & (table["place"] == "county")]
    township = table.loc[table["id"] == holder, "township"]
    if not len(township):
        return [holder]
    tiers = [tier for tier, inside in zip(TIERS, terms.tiers, strict=True) if inside]
    return list(table.loc[(table["township"] == township.iloc[0]) & table["tier"].isin(tiers), "id"])
