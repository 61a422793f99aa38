"""The fund's year in the official lines (城乡居民基本医疗保险基金收支表), on the cash and on the incurred basis: a
query on the book.

Cash basis (收付实现制): benefits when paid. Incurred basis (权责发生制): benefits when the patient was discharged, less
what institutions bear. Both count the premiums of a year as its income, although they were collected in the autumn
before (暂收款). Prepayments are neither income nor spending until bills are set off against them. Sums and balances are
never rows.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import PLACES
from sim.ledger.accounts import ACCOUNT, LINE, NO_HOLDER, PAYER
from sim.ledger.book import Ledger
from sim.ledger.posting import Postings
from sim.ledger.query import where

I8 = npt.NDArray[np.int64]
CASH, INCURRED = "cash", "incurred"
BASES = (CASH, INCURRED)


class StatementLine(NamedTuple):
    """A line of the statement. `payers`, `lines` and `purposes` narrow the postings; empty = all."""

    code: str
    zh: str
    en: str
    side: str
    programme: str
    account: str
    lines: tuple[str, ...] = ()
    payers: tuple[str, ...] = ()
    sign: int = 1
    purposes: tuple[str, ...] = ()


def _income(code: str, zh: str, en: str, programme: str, account: str, *payers: str) -> StatementLine:
    return StatementLine(code, zh, en, "income", programme, f"basic_fund.{account}", payers=payers)


def _spending(
    code: str, zh: str, en: str, programme: str, account: str, *lines: str, sign: int = 1, purposes: tuple[str, ...] = ()
) -> StatementLine:
    return StatementLine(code, zh, en, "spending", programme, f"basic_fund.{account}", lines, (), sign, purposes)


FUND_LINES = (
    _income("premium_income", "个人缴费收入", "premiums of residents", "premium", "premiums", "residents"),
    _income(
        "assisted_premium_income", "资助参保缴费收入", "premiums paid for the poor", "premium", "premiums",
        "assistance", "central", "province", "prefecture", "county",
    ),
    _income("subsidy_central", "中央财政补助收入", "central subsidy", "subsidy", "subsidies", "central"),
    _income("subsidy_province", "省级财政补助收入", "provincial subsidy", "subsidy", "subsidies", "province"),
    _income("subsidy_prefecture", "市级财政补助收入", "prefecture subsidy", "subsidy", "subsidies", "prefecture"),
    _income("subsidy_county", "县级财政补助收入", "county subsidy", "subsidy", "subsidies", "county"),
    _income("other_income", "利息及其他收入", "interest and other income", "other", "other_income"),
    _income("received_from_above", "上级下拨（调剂）收入", "received from the pool above", "pooling", "from_above"),
    _spending("inpatient_benefits", "住院待遇支出", "inpatient benefits", "inpatient", "benefits", "inpatient"),
    _spending(
        "outpatient_benefits", "普通门诊待遇支出", "ordinary outpatient benefits", "outpatient", "benefits",
        "outpatient",
    ),
    _spending(
        "chronic_benefits", "门诊慢特病待遇支出", "chronic and special outpatient benefits", "chronic_outpatient",
        "benefits", "chronic_outpatient",
    ),
    _spending(
        "two_disease_benefits", "“两病”门诊用药支出", "two-disease drug benefits", "two_disease", "benefits",
        "two_disease",
    ),
    _spending(
        "catastrophic_premium", "大病保险支出", "premium of catastrophic insurance", "catastrophic_premium",
        "catastrophic_premium",
    ),
    _spending(
        "retained_surplus", "结余留用支出", "surplus left to institutions", "clearing", "retained",
        purposes=("retained", "kept"),
    ),
    _spending(
        "paid_above_bills", "按病种、床日、点数多于账单的支付", "paid above the bills by case, day or points", "clearing",
        "retained", purposes=("tariff",),
    ),
    _spending(
        "deficit_borne", "超支由机构分担（冲减支出）", "deficit borne by institutions, less spending", "clearing",
        "not_paid", sign=-1, purposes=("borne",),
    ),
    _spending(
        "paid_below_bills", "按病种、床日、点数少于账单的支付（冲减支出）",
        "paid below the bills by case, day, points or price, less spending", "clearing", "not_paid", sign=-1,
        purposes=("tariff", "price"),
    ),
    _spending(
        "assessment_lost", "考核扣减（冲减支出）", "withheld and lost by assessment, less spending", "clearing",
        "not_paid", sign=-1, purposes=("assessed",),
    ),
    _spending("contract_fees", "家庭医生签约服务费支出", "family-doctor contract fees", "contract_fee", "contract_fees"),
    _spending(
        "procurement_retained", "集采结余留用支出", "procurement savings left to institutions", "procurement", "retained",
        purposes=("procurement",),
    ),
    _spending("handed_up", "上解上级支出", "handed up to the pool above", "pooling", "handed_up"),
)  # fmt: skip
OWED = ("basic_fund.payable", "basic_fund.owed_residents", "basic_fund.owed_agency")
"""What the fund owes for care: to institutions, to residents who paid first, to the clearing agency."""
EXPENSES = tuple(f"basic_fund.{name}" for name in ("benefits", "catastrophic_premium", "retained", "contract_fees", "handed_up"))
COLUMNS = (
    "year", "month", "basis", "scheme", "side", "line", "name_zh", "name_en", "programme", "place", "amount_yuan",
)  # fmt: skip


def fund_statement(ledger: Ledger, first: date, place: npt.NDArray[np.uint8]) -> pd.DataFrame:
    """Income and spending of the residents' fund by month, line and place of care.

    `first` is the first day of month 0 of the book, `place` (H,) indexes `PLACES`. Columns as in `COLUMNS`; amounts are
    exact fen / 100.
    """
    rows = ledger.rows()
    parts: list[tuple[int, I8]] = []  # a line on a basis, and its sums as rows of month, place, fen
    asked = [(line, basis) for basis in BASES for line in FUND_LINES]
    for number, (line, basis) in enumerate(asked):
        sums = _sums(rows, line, basis, place)
        if len(sums):
            parts.append((number, sums))
    which = np.repeat([number for number, _ in parts], [len(sums) for _, sums in parts]).astype(np.int64)
    sums = np.concatenate([sums for _, sums in parts]) if parts else np.zeros((0, 3), np.int64)
    month = sums[:, 0] + first.year * 12 + first.month - 1
    columns = {
        "year": month // 12,
        "month": month % 12 + 1,
        "basis": [asked[i][1] for i in which],
        "scheme": ["residents"] * len(which),
        "side": [asked[i][0].side for i in which],
        "line": [asked[i][0].code for i in which],
        "name_zh": [asked[i][0].zh for i in which],
        "name_en": [asked[i][0].en for i in which],
        "programme": [asked[i][0].programme for i in which],
        "place": [(*PLACES, "")[p] for p in sums[:, 1]],
        "amount_yuan": np.array([asked[i][0].sign for i in which], np.int64) * sums[:, 2] / 100,
    }
    return pd.DataFrame(columns, columns=list(COLUMNS))


def _sums(rows: Postings, line: StatementLine, basis: str, place: npt.NDArray[np.uint8]) -> I8:
    """Sums of a line by month and place, rows of month, place (`len(PLACES)`: none), fen, shape (groups, 3)."""
    chosen, grown = moves(rows, line, basis)
    where_to = np.full(chosen.size, len(PLACES))
    cared = (chosen["holder"] != NO_HOLDER) & (line.account == "basic_fund.benefits")
    where_to[cared] = place[chosen["holder"][cared]]
    keys, group = np.unique(chosen["month"].astype(np.int64) * (len(PLACES) + 1) + where_to, return_inverse=True)
    fen = np.zeros(keys.size, np.int64)
    np.add.at(fen, group, grown)
    return np.stack([*np.divmod(keys, len(PLACES) + 1), fen], axis=1)


def moves(rows: Postings, line: StatementLine, basis: str) -> tuple[Postings, npt.NDArray[np.int64]]:
    """Postings of one line on one basis and by how much each raises it, fen."""
    narrowed = rows
    if line.lines:
        narrowed = where(narrowed, line=[LINE[code] for code in line.lines])
    if line.purposes:
        narrowed = where(narrowed, purpose=line.purposes)
    if line.payers:
        narrowed = where(narrowed, payer=[PAYER[code] for code in line.payers])
    if basis == CASH and line.account == "basic_fund.benefits":
        paid = where(narrowed, debit=OWED, credit=("basic_fund.cash", "basic_fund.advanced", "basic_fund.recoverable"))
        return paid, paid["amount_fen"].astype(np.int64)
    if basis == CASH and line.account == "basic_fund.from_above":
        came = where(narrowed, debit="basic_fund.cash", credit=("basic_fund.due_from_pool", "basic_fund.from_above"))
        return came, came["amount_fen"].astype(np.int64)
    if basis == CASH and line.account == "basic_fund.catastrophic_premium":
        owed = ("basic_fund.catastrophic_premium", "basic_fund.premium_payable")
        paid = where(narrowed, debit=owed, credit="basic_fund.cash")
        return paid, paid["amount_fen"].astype(np.int64)
    if basis == CASH and line.account == "basic_fund.not_paid":
        return rows[:0], np.zeros(0, np.int64)
    account = ACCOUNT[line.account]
    touched = narrowed[(narrowed["debit"] == account) | (narrowed["credit"] == account)]
    debit = np.where(touched["debit"] == account, 1, -1)
    grows = 1 if line.account in EXPENSES else -1
    return touched, debit * grows * touched["amount_fen"]
