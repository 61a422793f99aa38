"""医共体年度清算表 with live formulas: an office enters audit refusals, deposits and scores, and every amount follows.

Two sheets for a policy. The detail has one block a payment rule: the bands and shares of the policy as cells, and for
each budget what is retained or borne. The clearing sheet has one row an institution, adds up its budgets and says what
is still to be paid or recovered; below it the signatures. Amounts are in yuan, rounded to the fen where the rules round.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.experiment.store import Run
from sim.foundation.errors import Words
from sim.policy.registry import builtin_rules
from sim.policy.sharing.clearing import Schedule, Totals, settle
from sim.report.office.book import GREEN, Book, Sheet, cell_name
from sim.report.office.members import COLUMNS, VILLAGE, members_of, place_of, tiers_of, write_members
from sim.report.office.paid import paid_by_year_end, tellable
from sim.report.office.styles import BODY, ENTRY, MONEY, PERCENT, TOTAL, heads
from sim.report.office.terms import Terms, terms_of
from sim.report.office.words import word
from sim.report.sections.names import lettered
from sim.report.sections.year import reported_year, rows
from sim.report.words import say

PPM = 1_000_000
DETAIL = ("institution", "code", "clearing_budget", "clearing_spent", "audit_refused", "accepted", "clearing_balance",
          "clearing_retained", "clearing_fund_keeps", "clearing_borne", "clearing_fund_adds", "paid")  # fmt: skip
MAIN = ("institution", "clearing_budget", "clearing_spent", "audit_refused", "score", "deposit", "deposit_returned",
        "retained", "borne", "procurement", "deposit_lost", "due", "paid", "to_pay", "to_recover")  # fmt: skip
FROM_DETAIL = {"clearing_budget": "clearing_budget", "clearing_spent": "clearing_spent", "audit_refused": "audit_refused",
               "retained": "clearing_retained", "borne": "clearing_borne", "paid": "paid"}  # fmt: skip
"""Columns of the clearing sheet that add up columns of the detail."""


@dataclass
class _Holder:
    """An institution on the clearing sheet: where its budgets stand on the detail, and the amounts they have now."""

    name: Words
    tier: str = ""
    cells: dict[str, list[str]] = field(default_factory=dict)  # column of the detail -> cells
    now: dict[str, float] = field(default_factory=dict)


def write(book: Book, runs: Sequence[Run], n: int) -> tuple[Sheet, Sheet] | None:
    """The two sheets of policy `n`; None for a policy without budgets."""
    run = runs[n]
    frame = rows(run, "clearing") if len(run["clearing"]) else run["clearing"]
    if not len(frame):
        return None
    tail = f" {chr(ord('A') + n)}" if 1 < len(runs) <= 26 else ""
    pick = 0 if book.lang == "zh" else 1
    main, detail = (book.sheet(word(f"sheet_{name}")[pick] + tail) for name in ("clearing", "detail"))
    year, terms = reported_year(run), terms_of(run, reported_year(run))
    holders: dict[str, _Holder] = {}
    of = _of(run, year, lettered(runs, n))
    _title(detail, word("clearing_title_detail"), of, word("detail_hint" if terms else "no_terms"))
    row, known, told = 4, True, tellable(frame, terms)
    for rule in dict.fromkeys(frame["rule"]):
        of_rule, agreed = frame[frame["rule"] == rule], terms.get(str(rule))
        spent = {str(r["id"]): round(float(r["spent_yuan"]) * 100) for r in of_rule.to_dict("records")}
        joint = members_of(run, year, str(rule))
        paid = {} if rule not in told else paid_by_year_end(run, year, str(rule), agreed, spent)
        known = known and (bool(paid) or len(joint) > 0)
        row = _block(detail, row, str(rule), of_rule, agreed, paid, holders, (run, joint)) + 2
    detail.widths({0: 30, 1: 18, **dict.fromkeys(range(2, max(len(DETAIL), len(COLUMNS))), _room(holders, 13))})
    detail.raw.freeze_panes(3, 1)
    hint = word("clearing_hint" if known else "no_paid")
    if any(holder.tier == VILLAGE for holder in holders.values()):
        hint = Words(hint.zh + word("clinics_folded").zh, f"{hint.en} {word('clinics_folded').en}")
    _title(main, word("clearing_title"), of, hint)
    _main(main, 4, detail.name, holders)
    main.widths({0: 26, **dict.fromkeys(range(1, len(MAIN)), _room(holders, 11)), 4: 9, 6: 10})
    return main, detail


def _of(run: Run, year: int, policy: Words) -> Words:
    """Whose clearing it is: county, year, policy."""
    m = run.manifest
    return Words(f"{m.county.name_zh}　{year}年度　{policy.zh}", f"{m.county.name_en}, {year}, {policy.en}")


def _room(holders: Mapping[str, _Holder], least: int) -> int:
    """Characters that the widest sum of a column takes, and room for a number that somebody enters."""
    now = [_now(holder) for holder in holders.values()]
    most = max((abs(sum(row[key] for row in now)) for key in now[0]), default=0.0) if now else 0.0
    return max(least, len(f"{most:,.2f}") + 2)


def _title(sheet: Sheet, title: Words, policy: Words, hint: Words) -> None:
    sheet.text(0, 0, title, bold=True, font_size=16)
    sheet.raw.set_row(0, 28)
    sheet.text(1, 0, policy, font_color="#55605D")
    sheet.text(2, 0, hint, font_color="#9A6240")


def _block(
    sheet: Sheet, row: int, rule: str, frame: pd.DataFrame, terms: Terms | None, paid: dict[str, int],
    holders: dict[str, _Holder], of: tuple[Run, pd.DataFrame],
) -> int:  # fmt: skip
    """One payment rule from `row` on: its shares, a row a holder, the total, and the members of a package. Returns the
    last row."""
    joint, tiers = of[1], tiers_of(of[0])
    known = builtin_rules().get(rule)
    name = Words(str(frame["rule_zh"].iloc[0]), known.en if known else rule)
    sheet.text(row, 0, name, bold=True, font_size=12, font_color=GREEN)
    shares = _Shares(sheet, row + 1, terms.schedule) if terms else None
    row = shares.end if shares else row + 1
    heads(sheet, row, DETAIL)
    first = row + 1
    for i, r in enumerate(frame.to_dict("records")):
        at = first + i
        id_, name = str(r["id"]), Words(str(r["name_zh"]), str(r["name_en"]))
        now = {key: float(r[f"{key.removeprefix('clearing_')}_yuan"]) for key in DETAIL if key.startswith("clearing_")}
        now |= {"audit_refused": 0.0, "accepted": now["clearing_spent"], "paid": paid.get(id_, 0) / 100}
        _holder_row(sheet, at, id_, name, now, shares if _agrees(r, terms) else None, id_ in paid)
        if len(joint):
            continue
        found = holders.setdefault(id_, _Holder(name, tiers.get(id_, "")))
        for n, key in enumerate(DETAIL[2:], start=2):
            found.cells.setdefault(key, []).append(cell_name(at, n))
            found.now[key] = round(found.now.get(key, 0.0) + now[key], 2)
    last = first + len(frame)
    sheet.text(last, 0, say("total"), **TOTAL)
    sheet.text(last, 1, "", **TOTAL)
    for n, key in enumerate(DETAIL[2:], start=2):
        column = f"{cell_name(first, n)}:{cell_name(last - 1, n)}"
        value = float(frame[f"{key.removeprefix('clearing_')}_yuan"].sum()) if key.startswith("clearing_") else 0.0
        value = {"accepted": float(frame["spent_yuan"].sum()), "paid": sum(paid.values()) / 100}.get(key, value)
        sheet.formula(last, n, f"=ROUND(SUM({column}),2)", round(value, 2), MONEY, **TOTAL)
    if not len(joint):
        return last
    ids = [str(id_) for id_ in frame["id"]]
    sheet.text(last + 1, 0, word("members_hint"), font_color="#9A6240")
    kept, lost = (DETAIL.index(key) for key in ("clearing_retained", "clearing_borne"))
    where = {id_: (cell_name(first + i, kept, fixed=True), cell_name(first + i, lost, fixed=True)) for i, id_ in enumerate(ids)}
    end, members, refused = write_members(sheet, last + 2, of[0], int(frame["year"].iloc[0]), joint, where, terms)
    for i, id_ in enumerate(ids):
        if id_ in refused:
            sheet.formula(first + i, DETAIL.index("audit_refused"), f"=ROUND(SUM({refused[id_]}),2)", 0.0, MONEY, **BODY)
    for member in members:
        found = holders.setdefault(member.id, _Holder(member.name, tiers.get(member.id, "")))
        now = member.now
        sums = {
            "clearing_spent": now["own_bills"], "audit_refused": 0.0, "paid": now["paid"],
            "clearing_retained": now["part_retained"] + now["kept"], "clearing_borne": now["part_borne"] + now["unpaid"],
        }  # fmt: skip
        for key, cells in member.cells.items():
            found.cells.setdefault(key, []).extend(cells)
            found.now[key] = round(found.now.get(key, 0.0) + sums[key], 2)
    return end


def _agrees(row: dict[Hashable, Any], terms: Terms | None) -> bool:
    """Whether bands and shares alone give what the clearing gave: a score or a number of visits may have closed the way to a
    surplus. Where they do not, the clearing's amounts stand as numbers."""
    if terms is None:
        return False
    budget, spent, kept, own = (round(float(row[f"{key}_yuan"]) * 100) for key in ("budget", "spent", "retained", "borne"))
    again = settle(np.array([budget]), Totals(spent=np.array([spent])), terms.schedule)
    return (int(again.retained[0]), int(again.borne[0])) == (kept, own)


def _holder_row(sheet: Sheet, row: int, id_: str, name: Words, now: dict[str, float], shares: _Shares | None, paid: bool) -> None:
    at = {key: cell_name(row, n) for n, key in enumerate(DETAIL)}
    balance = at["clearing_balance"]
    sheet.text(row, 0, name, **BODY)
    sheet.text(row, 1, id_, **BODY)
    for key in ("clearing_budget", "clearing_spent"):
        sheet.number(row, DETAIL.index(key), now[key], MONEY, **BODY)
    sheet.number(row, DETAIL.index("audit_refused"), 0.0, MONEY, **ENTRY)
    live = {
        "accepted": f"=ROUND({at['clearing_spent']}-{at['audit_refused']},2)",
        "clearing_balance": f"=ROUND({at['clearing_budget']}-{at['accepted']},2)",
        "clearing_fund_keeps": f"=ROUND(MAX({balance},0)-{at['clearing_retained']},2)",
        "clearing_fund_adds": f"=ROUND(MAX(-{balance},0)-{at['clearing_borne']},2)",
    }
    if shares:
        live["clearing_retained"] = shares.retained(balance, at["clearing_budget"])
        live["clearing_borne"] = shares.borne(balance, at["clearing_budget"])
    else:
        for key in ("clearing_retained", "clearing_borne"):
            sheet.number(row, DETAIL.index(key), now[key], MONEY, **BODY)
    for key, formula in live.items():
        sheet.formula(row, DETAIL.index(key), formula, now[key], MONEY, **BODY)
    sheet.number(row, DETAIL.index("paid"), now["paid"] if paid else None, MONEY, **ENTRY)


class _Shares:
    """The bands and shares of a rule as cells, and the formulas that use them. `end` is the row after them."""

    def __init__(self, sheet: Sheet, row: int, schedule: Schedule) -> None:
        self._cells: dict[str, list[str]] = {}
        for key, ppms in (
            ("surplus_edges", schedule.surplus_edges_ppm), ("surplus_shares", schedule.surplus_ppms),
            ("surplus_ceiling", schedule.surplus_ceiling_ppm), ("deficit_edges", schedule.deficit_edges_ppm),
            ("deficit_shares", schedule.deficit_ppms), ("fund_limit", schedule.fund_limit_ppm),
        ):  # fmt: skip
            values = [] if ppms is None else [int(ppms)] if isinstance(ppms, int) else [int(p) for p in ppms]
            if not values:
                continue
            sheet.text(row, 0, word(key), font_color="#55605D")
            for n, ppm in enumerate(values):
                sheet.number(row, 2 + n, ppm / PPM, PERCENT, **ENTRY)
            self._cells[key] = [cell_name(row, 2 + n, fixed=True) for n in range(len(values))]
            row += 1
        self.end = row

    def retained(self, balance: str, budget: str) -> str:
        """What is kept of a surplus: by bands, at most the ceiling."""
        kept = self._banded("surplus", f"MAX({balance},0)", budget)
        ceiling = self._cells.get("surplus_ceiling")
        return f"=MIN({kept},ROUND({budget}*{ceiling[0]},2))" if ceiling else f"={kept}"

    def borne(self, balance: str, budget: str) -> str:
        """What is borne of a deficit: by bands, and what the fund's limit leaves."""
        deficit = f"MAX(-{balance},0)"
        own, limit = self._banded("deficit", deficit, budget), self._cells.get("fund_limit")
        if not limit:
            return f"={own}"
        return f"=ROUND({deficit}-MIN({deficit}-{own},ROUND({budget}*{limit[0]},2)),2)"

    def _banded(self, side: str, amount: str, budget: str) -> str:
        edges, shares, below, parts = self._cells.get(f"{side}_edges", []), self._cells[f"{side}_shares"], "", []
        for n, share in enumerate(shares):
            reached = f"MIN({amount},ROUND({budget}*{edges[n]},2))" if n < len(edges) else amount
            parts.append(f"({reached}-{below})*{share}" if below else f"{reached}*{share}")
            below = reached
        return f"ROUND({'+'.join(parts)},2)"


def _main(sheet: Sheet, row: int, detail: str, holders: dict[str, _Holder]) -> None:
    heads(sheet, row, MAIN)
    first = row + 1
    for i, holder in enumerate(sorted(holders.values(), key=lambda holder: place_of(holder.tier))):
        _institution(sheet, first + i, detail, holder)
        if holder.tier == VILLAGE:
            sheet.fold(first + i)
    last = first + len(holders)
    sheet.text(last, 0, say("total"), **TOTAL)
    for n, key in enumerate(MAIN[1:], start=1):
        if key in ("score", "deposit_returned"):
            sheet.text(last, n, "", **TOTAL)
            continue
        column = f"{cell_name(first, n)}:{cell_name(last - 1, n)}"
        value = sum(_now(holder)[key] for holder in holders.values())
        sheet.formula(last, n, f"=ROUND(SUM({column}),2)", round(value, 2), MONEY, **TOTAL)
    sheet.raw.freeze_panes(first, 1)
    sheet.raw.repeat_rows(row)
    signs = (("sign_agency", 0), ("sign_alliance", 5), ("sign_finance", 10))
    for key, at in signs:
        sheet.text(last + 2, at, word(key))
    for key, at in (("sign_made", 0), ("sign_checked", 5), ("sign_date", 10)):
        sheet.text(last + 5, at, word(key))


def _now(holder: _Holder) -> dict[str, float]:
    """The amounts of a row of the clearing sheet before anybody entered anything."""
    now = {key: holder.now.get(of, 0.0) for key, of in FROM_DETAIL.items()}
    due = round(now["clearing_spent"] - now["audit_refused"] + now["retained"] - now["borne"], 2)
    rest = round(due - now["paid"], 2)
    zero = dict.fromkeys(("deposit", "procurement", "deposit_lost"), 0.0)
    return {**now, **zero, "due": due, "to_pay": max(rest, 0.0), "to_recover": max(-rest, 0.0)}


def _institution(sheet: Sheet, row: int, detail: str, holder: _Holder) -> None:
    at = {key: cell_name(row, n) for n, key in enumerate(MAIN)}
    now = _now(holder)
    sheet.text(row, 0, holder.name, **BODY)
    live = {
        key: "=" + "+".join(f"'{detail}'!{cell}" for cell in holder.cells[of])
        for key, of in FROM_DETAIL.items()
        if of in holder.cells
    }
    live = {key: f"=ROUND({formula[1:]},2)" for key, formula in live.items()}
    live |= {
        "deposit_lost": f"=ROUND({at['deposit']}-ROUND({at['deposit']}*{at['deposit_returned']},2),2)",
        "due": f"=ROUND({at['clearing_spent']}-{at['audit_refused']}+{at['retained']}-{at['borne']}"
               f"+{at['procurement']}-{at['deposit_lost']},2)",
        "to_pay": f"=ROUND(MAX({at['due']}-{at['paid']},0),2)",
        "to_recover": f"=ROUND(MAX({at['paid']}-{at['due']},0),2)",
    }  # fmt: skip
    for key, formula in live.items():
        sheet.formula(row, MAIN.index(key), formula, now[key], MONEY, **BODY)
    sheet.number(row, MAIN.index("score"), None, "0.0", **ENTRY)
    sheet.number(row, MAIN.index("deposit"), 0.0, MONEY, **ENTRY)
    sheet.number(row, MAIN.index("deposit_returned"), 1.0, PERCENT, **ENTRY)
    sheet.number(row, MAIN.index("procurement"), 0.0, MONEY, **ENTRY)
