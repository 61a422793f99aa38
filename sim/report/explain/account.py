"""One number explained: what it is the sum of, the postings it was booked with, the claims behind them, and the clauses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from sim.foundation.errors import Words
from sim.ledger.accounts import ACCOUNTS, NO_HOLDER, PURPOSES
from sim.ledger.posting import Postings
from sim.ledger.query import where
from sim.ledger.statements import StatementLine, moves
from sim.policy.registry import builtin_rules
from sim.report.explain import clauses
from sim.report.explain.claims import Behind, claims_of_institution, claims_of_line
from sim.report.explain.opened import Opened, fen
from sim.report.explain.target import COLUMNS, target
from sim.report.words import say

REVENUE = {
    "revenue_basic": ("basic_fund", "basic"), "revenue_catastrophic": ("catastrophic", "catastrophic"),
    "revenue_assistance": ("assistance", "assistance"), "revenue_supplement": ("supplement", "supplement"),
    "revenue_patients": ("residents", "own_paid"), "revenue_other_payers": ("other_payers", ""),
}  # fmt: skip
"""Column -> payer in the book, and the part of a claim that it pays."""
FUNDING_RULES = {
    "premium": ("fund.per_head",), "subsidy": ("fund.per_head",), "pooling": ("fund.pooling",),
    "catastrophic_premium": ("fund.catastrophic_premium", "fund.insurer"), "contract_fee": ("payment.contract_fee",),
    "procurement": ("fund.procurement",),
}  # fmt: skip
"""Programme of a line -> rules whose clauses decide it, where the policy has them."""
CLEARED = {"retained": "institution.retained", "borne": "institution.not_paid"}
"""Column -> account of the institution's book in which the clearing is posted, in the following year."""
EXTRA = {"kept": "kept_bonus", "unpaid": "cross_price"}
"""Columns of the results that belong to what was retained or borne, with their words."""


class Part(NamedTuple):
    """One term of a sum, in fen, with the sign with which it counts."""

    name: Words
    fen: int


class Group(NamedTuple):
    """Postings of one purpose between two accounts: how many, and how much they add to the number."""

    purpose: Words
    debit: Words
    credit: Words
    entries: int
    fen: int


@dataclass(frozen=True)
class Account:
    """`parts`, where there are any, add up to `fen`; so do `groups`, where the number is a matter of postings."""

    what: Words
    fen: int
    parts: tuple[Part, ...] = ()
    groups: tuple[Group, ...] = ()
    booked: tuple[str, str] | None = None  # first and last month, "2021-01"
    claims: Behind | None = None
    clauses: tuple[clauses.Clause, ...] = ()
    notes: tuple[Words, ...] = ()
    rows: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)  # the postings, with names


def explain(
    run: Opened, asked: str, *, year: int | None = None, month: int | None = None, basis: str = "incurred", place: str = ""
) -> Account:
    """Explain a line of the fund statement or an amount of an institution; see `sim.report.explain.target`.

    `month`, `basis` and `place` narrow a line of the fund. Raises `Problems` for anything that the run does not have.
    """
    of, chosen = target(run, asked), run.year(year)
    if of.line is not None:
        return _line(run, of.line, chosen, month, basis, place)
    return _amount(run, run.institution(of.institution, chosen), of.column, chosen)


def _line(run: Opened, line: StatementLine, year: int, month: int | None, basis: str, place: str) -> Account:
    frame = run.table("fund")
    mask = (frame["year"] == year) & (frame["basis"] == basis) & (frame["line"] == line.code)
    rows, grown = moves(run.postings, line, basis)
    index = run.month_index(rows)
    keep = index // 12 == year
    if month is not None:
        mask, keep = mask & (frame["month"] == month), keep & (index % 12 == month - 1)
    if place:
        mask, keep = mask & (frame["place"] == place), keep & _lies_in(run, rows, place)
    when = f"{year}" if month is None else f"{year}-{month:02d}"
    what = Words(f"{line.zh} · {when} · {say(basis).zh}", f"{line.en} · {when} · {say(basis).en}")
    found = Account(what, sum(fen(x) for x in frame.loc[mask, "amount_yuan"]))
    found = _with_postings(found, run, rows[keep], grown[keep] * line.sign)
    if line.account == "basic_fund.benefits":
        behind = claims_of_line(run, line.programme, year, month, place) if basis == "incurred" else None
        wanted = clauses.for_payer("basic", (line.programme,))
        return replace(found, claims=behind, clauses=clauses.behind(run.manifest.policy, wanted), notes=_kept(run, basis))
    if line.programme == "clearing":
        return replace(found, clauses=clauses.behind(run.manifest.policy, clauses.of_clearing))
    rules = clauses.by_names(FUNDING_RULES.get(line.programme, ()))
    notes = (say("explain_funding"),) if line.programme in ("premium", "subsidy", "other", "catastrophic_premium") else ()
    return replace(found, clauses=clauses.behind(run.manifest.policy, rules), notes=notes)


def _amount(run: Opened, row: dict[Any, Any], column: str, year: int) -> Account:
    value = float(row[f"{column}_yuan"])
    name = COLUMNS[column]
    what = Words(f"{row['name_zh']} · {name.zh} · {year}", f"{row['name_en']} · {name.en} · {year}")
    if not np.isfinite(value):
        private = str(row["ownership"]) == "private" and np.isfinite(float(row["net_income_yuan"]))
        return Account(what, 0, notes=(say("explain_private" if private else "explain_unknown"),))
    found = Account(what, fen(value), parts=_parts(run, row, column, year))
    policy = run.manifest.policy
    if column in REVENUE:
        payer, part = REVENUE[column]
        rows = where(run.postings, credit="institution.revenue", payer=payer, holder=_holder(run, row["id"]))
        rows = rows[run.month_index(rows) // 12 == year]
        found = _with_postings(found, run, rows, rows["amount_fen"].astype(np.int64))
        if not part:
            return replace(found, notes=(say("explain_other_payers"),))
        behind = claims_of_institution(run, str(row["id"]), part, year)
        said = _kept(run, "incurred") + ((say("explain_unclaimed"),) if part == "own_paid" else ())
        return replace(found, claims=behind, clauses=clauses.behind(policy, clauses.for_payer(part)), notes=said)
    if column in CLEARED:
        rows = where(run.postings, debit="institution.not_paid", holder=_holder(run, row["id"]))
        if column == "retained":
            rows = where(run.postings, credit="institution.retained", holder=_holder(run, row["id"]))
        rows = rows[run.month_index(rows) // 12 == year + 1]
        found = _with_postings(found, run, rows, rows["amount_fen"].astype(np.int64))
        return replace(found, clauses=clauses.behind(policy, clauses.of_clearing), notes=(say("explain_next_year"),))
    if column in ("alliance_money", "assessment"):
        return replace(found, clauses=clauses.behind(policy, clauses.of_clearing))
    if column in ("other_income", "costs", "debts_and_funds", "headroom"):
        return replace(found, notes=(say("explain_county_fact"),))
    return found


def _parts(run: Opened, row: dict[Any, Any], column: str, year: int) -> tuple[Part, ...]:
    """The sum that the number is; every part is another amount that can be asked about."""

    def of(name: str, sign: int = 1) -> Part:
        return Part(COLUMNS[name], sign * fen(row[f"{name}_yuan"]))

    if column == "revenue_medical":
        return tuple(of(name) for name in REVENUE)
    if column == "alliance_money":
        return of("retained"), of("assessment"), of("borne", -1)
    if column == "net_income":
        return of("revenue_medical"), of("alliance_money"), of("other_income"), of("costs", -1)
    if column == "bonus":
        return bonus_parts(run, row, year)
    if column in CLEARED and len(frame := run.table("results")):
        mine = frame[(frame["year"] == year) & (frame["id"] == row["id"])]
        columns = {"retained": ("retained", "kept"), "borne": ("borne", "unpaid")}[column]
        parts = []
        for r in mine.to_dict("records"):
            known = builtin_rules().get(str(r["rule"]))
            for name in columns:
                what = Words(known.zh, known.en) if known else Words(str(r["rule"]), str(r["rule"]))
                if name not in CLEARED:
                    what = Words(f"{what.zh}：{say(EXTRA[name]).zh}", f"{what.en}: {say(EXTRA[name]).en}")
                parts.append(Part(what, fen(r[f"{name}_yuan"])))
        return tuple(part for part in parts if part.fen)
    return ()


def bonus_parts(run: Opened, row: dict[Any, Any], year: int) -> tuple[Part, ...]:
    """Net income less debts and funds, less what is not for staff, less what is above the pay ceiling: adds up to the bonus."""
    pay = run.table("pay")
    unlimited = fen(pay.loc[(pay["year"] == year) & (pay["id"] == row["id"]), "unlimited_yuan"].iloc[0])
    net, debts, bonus = (fen(row[f"{name}_yuan"]) for name in ("net_income", "debts_and_funds", "bonus"))
    return (
        Part(COLUMNS["net_income"], net),
        Part(COLUMNS["debts_and_funds"], -debts),
        Part(say("not_for_staff"), unlimited - (net - debts)),
        Part(say("above_ceiling"), bonus - unlimited),
    )


def _with_postings(found: Account, run: Opened, rows: Postings, grown: Any) -> Account:
    if not rows.size:
        return found
    key = (rows["purpose"].astype(np.int64) * len(ACCOUNTS) + rows["debit"]) * len(ACCOUNTS) + rows["credit"]
    groups = []
    for one in np.unique(key):
        same, first = key == one, rows[key == one][0]
        purpose, debit, credit = PURPOSES[first["purpose"]], ACCOUNTS[first["debit"]], ACCOUNTS[first["credit"]]
        groups.append(
            Group(
                Words(purpose.zh, purpose.en), Words(debit.zh, debit.en), Words(credit.zh, credit.en), int(same.sum()),
                int(grown[same].sum()),
            )
        )  # fmt: skip
    months = run.month_index(rows)
    booked = tuple(f"{m // 12}-{m % 12 + 1:02d}" for m in (int(months.min()), int(months.max())))
    return replace(found, groups=tuple(groups), booked=(booked[0], booked[1]), rows=_named(run, rows, months))


def _named(run: Opened, rows: Postings, months: Any) -> pd.DataFrame:
    ids = [*dict.fromkeys(run.table("institutions")["id"])]
    return pd.DataFrame(
        {
            "transaction": rows["transaction"], "month": [f"{m // 12}-{m % 12 + 1:02d}" for m in months.tolist()],
            "holder": [ids[h] if h != NO_HOLDER else "" for h in rows["holder"].tolist()],
            "purpose": [PURPOSES[p].code for p in rows["purpose"].tolist()],
            "debit": [ACCOUNTS[a].code for a in rows["debit"].tolist()],
            "credit": [ACCOUNTS[a].code for a in rows["credit"].tolist()], "amount_fen": rows["amount_fen"].astype(np.int64),
        }
    )  # fmt: skip


def booked_fen(found: Account) -> int:
    """What the postings add to the number."""
    return sum(group.fen for group in found.groups)


def _kept(run: Opened, basis: str) -> tuple[Words, ...]:
    if basis == "cash":
        return (say("explain_cash"),)
    return () if run.has("claims") else (say("explain_no_claims"),)


def _holder(run: Opened, institution: str) -> int:
    return list(dict.fromkeys(run.table("institutions")["id"])).index(institution)


def _lies_in(run: Opened, rows: Postings, place: str) -> Any:
    frame = run.table("institutions").drop_duplicates("id")
    inside = np.append(frame["place"].to_numpy() == place, np.zeros(NO_HOLDER + 1 - len(frame), bool))
    return inside[rows["holder"]]
