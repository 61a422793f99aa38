"""The book: what it refuses, what it keeps, and what can be read from it again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.ledger import checks
from sim.ledger.accounts import ACCOUNTS, LINES, OWNERS, PAYERS, PURPOSES
from sim.ledger.book import Batch, Ledger, Refused
from sim.ledger.posting import GIVING, RECEIVING
from sim.ledger.query import change, change_by_holder, where

FUND_OWES = ("basic_fund.benefits", "basic_fund.payable")
HOSPITAL_IS_OWED = ("institution.receivable", "institution.revenue")
FUND_PAYS = ("basic_fund.payable", "basic_fund.cash")
HOSPITAL_IS_PAID = ("institution.cash", "institution.receivable")
PATIENT_PAYS = ("residents.care", "residents.cash")
HOSPITAL_TAKES = ("institution.cash", "institution.revenue")


def bill(basic: int, own: int, charge: int) -> Batch:
    """A stay of `charge` at institution 0, of which the fund bears `basic` and the patient `own`."""
    batch = Batch(day=5, month=0)
    number = batch.transactions(charge)
    for amount, payer, owner, hospital in (
        (basic, "basic_fund", FUND_OWES, HOSPITAL_IS_OWED),
        (own, "residents", PATIENT_PAYS, HOSPITAL_TAKES),
    ):
        batch.add(number, *owner, amount, GIVING, holder=0, line="inpatient", payer=payer)
        batch.add(number, *hospital, amount, RECEIVING, holder=0, line="inpatient", payer=payer)
    return batch


def test_a_bill_whose_parts_are_the_charge_is_posted() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(344_000, 156_000, 500_000))
    assert change(ledger.rows(), "institution.revenue") == 500_000
    assert change(ledger.rows(), "basic_fund.payable") == 344_000
    assert checks.residual(ledger) == 0


@pytest.mark.parametrize("charge", [499_999, 500_001])
def test_a_bill_that_misses_its_charge_by_one_fen_is_refused_and_leaves_no_trace(charge: int) -> None:
    ledger = Ledger(["hospital"], ["residents"])
    with pytest.raises(Refused, match=r"misses it by -?1 fen"):
        ledger.post(bill(344_000, 156_000, charge))
    assert ledger.rows().size == 0


def test_a_payment_that_the_receiver_remembers_differently_is_refused() -> None:
    batch = Batch(0, 0)
    number = batch.transactions(1_000)
    batch.add(number, *FUND_PAYS, 1_000, GIVING, holder=0)
    batch.add(number, *HOSPITAL_IS_PAID, 999, RECEIVING, holder=0)
    with pytest.raises(Refused, match="misses it by -1 fen"):
        Ledger().post(batch)


def test_a_payment_that_nobody_receives_is_refused() -> None:
    batch = Batch(0, 0)
    number = batch.transactions(1_000)
    batch.add(number, *FUND_PAYS, 1_000, GIVING, holder=0)
    with pytest.raises(Refused):
        Ledger().post(batch)


def test_a_posting_between_the_books_of_two_owners_is_refused() -> None:
    batch = Batch(0, 0)
    batch.move(100, ("institution.cash", "basic_fund.cash"), None)
    with pytest.raises(Refused, match="two owners"):
        Ledger().post(batch)


def test_a_negative_amount_is_refused() -> None:
    batch = Batch(0, 0)
    batch.move(-5, ("basic_fund.cash", "basic_fund.other_income"), None)
    with pytest.raises(Refused, match="negative"):
        Ledger().post(batch)


def test_what_the_fund_owes_is_what_the_hospital_is_owed_until_it_is_paid() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(300, 200, 500))
    assert change_by_holder(ledger.rows(), "institution.receivable", 1).tolist() == [300]
    paid = Batch(40, 1)
    paid.move(120, FUND_PAYS, HOSPITAL_IS_PAID, holder=0, line="inpatient", purpose="pay")
    ledger.post(paid)
    assert change_by_holder(ledger.rows(), "basic_fund.payable", 1).tolist() == [180]
    assert checks.payables_mirror(ledger, 1) == 0
    assert checks.tie(ledger, "basic_fund", 0, 2) == (0, 300, 120, 0, 180)
    assert checks.tie(ledger, "basic_fund", 1, 1) == (300, 0, 120, 0, 180)


def test_the_mirror_sees_a_debt_that_only_one_side_has_forgotten() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(300, 200, 500))
    forgotten = Batch(1, 0)
    forgotten.move(7, ("basic_fund.payable", "basic_fund.not_paid"), None, holder=0)
    ledger.post(forgotten)
    assert checks.payables_mirror(ledger, 1) == 7


def test_a_payable_that_vanishes_without_payment_unties_the_bases() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(300, 200, 500))
    vanished = Batch(1, 0)
    vanished.move(7, ("basic_fund.payable", "basic_fund.balance"), None, holder=0)
    ledger.post(vanished)
    assert checks.tie(ledger, "basic_fund", 0, 1).miss == 7


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), max_size=20))
def test_any_bills_that_balance_make_a_whole_book(bills: list[tuple[int, int]]) -> None:
    ledger = Ledger(["hospital"], ["residents"])
    for basic, own in bills:
        ledger.post(bill(basic, own, basic + own))
    rows = ledger.rows()
    assert change(rows, "institution.revenue") == sum(b + o for b, o in bills)
    assert checks.residual(ledger) == 0
    assert Ledger.of(rows, ledger.institutions, ledger.schemes).rows().tobytes() == rows.tobytes()


def test_the_file_gives_the_book_back_and_the_same_book_gives_the_same_bytes(tmp_path: Path) -> None:
    ledger = Ledger(["hospital", "clinic"], ["residents", "employees", "other"])
    ledger.post(bill(300, 200, 500))
    internal = Batch(9, 0)
    internal.move(12, ("basic_fund.cash", "basic_fund.other_income"), None, purpose="other_income")
    ledger.post(internal)
    ledger.to_parquet(tmp_path / "a.parquet")
    ledger.to_parquet(tmp_path / "b.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    back = Ledger.read(tmp_path / "a.parquet", ledger.institutions, ledger.schemes)
    assert np.array_equal(back.rows(), ledger.rows())
    frame = back.frame()
    assert frame["debit"].tolist()[0] == "basic_fund.benefits"
    assert frame["holder"].isna().sum() == 1


def test_a_book_that_somebody_changed_on_disk_is_refused() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(300, 200, 500))
    rows = ledger.rows().copy()
    rows["amount_fen"][0] += 1
    with pytest.raises(Refused):
        Ledger.of(rows)


def test_postings_cannot_be_changed_afterwards() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(300, 200, 500))
    with pytest.raises(ValueError, match="read-only"):
        ledger.rows()["amount_fen"][0] = 1


def test_conditions_of_a_query_narrow_it() -> None:
    ledger = Ledger(["hospital"], ["residents"])
    ledger.post(bill(300, 200, 500))
    assert where(ledger.rows(), payer="basic_fund", debit="basic_fund.benefits")["amount_fen"].tolist() == [300]
    assert where(ledger.rows(), line=("outpatient", "two_disease")).size == 0


def test_every_label_exists_in_both_languages_and_no_code_twice() -> None:
    for names in (ACCOUNTS, LINES, OWNERS, PAYERS, PURPOSES):
        codes = [name.code for name in names]
        assert len(set(codes)) == len(codes)
        assert all(name.zh.strip() and name.en.strip() for name in names)
        assert all(any("\u4e00" <= c <= "\u9fff" for c in name.zh) for name in names)
    owners = {owner.code for owner in OWNERS}
    assert all(account.owner in owners and account.code.startswith(account.owner + ".") for account in ACCOUNTS)
