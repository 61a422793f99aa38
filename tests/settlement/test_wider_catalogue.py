"""A catalogue that widens within the year: nothing differs before its day, and bills by hand behind it."""

from __future__ import annotations

from datetime import date

import small_county as small

from sim.foundation.calendar import Calendar
from sim.settlement.reprice import reprice

YEAR = Calendar.of_year(2021)
WIDER = {"benefit.wider_catalogue.share": (30, "%"), "from": (date(2021, 7, 1), "")}


def test_two_worlds_are_equal_before_the_day_and_a_bill_after_it_is_as_by_hand() -> None:
    # A visit of 1,000 yuan, 100 first paid (a tenth), 400 outside the catalogue: eligible 500, half of it 250.
    # From 1 July three tenths of the 400 come in: eligible 620, half of it 310. A stay of 5,000 with 500 first paid and 1,000
    # outside: eligible 3,500 - 200 = 3,300, 80 % = 2,640; then 3,800 - 200 = 3,600, 80 % = 2,880.
    cares = []
    for n, day in enumerate((30, 180, 181, 300)):  # 31 January, 30 June, 1 July, 28 October
        cares.append(small.encounter(0, day, small.CENTRE_A, 1000, noncovered_fen=40_000, n=n, episode=n))
        cares.append(small.encounter(1, day, small.HOSPITAL, 5000, stay=5, noncovered_fen=100_000, n=n, episode=n))
    policies = small.policy(small.PLAIN), small.policy(small.PLAIN, WIDER)
    old, new = (reprice(small.array(*cares), small.county(), small.people(), law, YEAR, keep_claims=True) for law in policies)
    before, after = (done.claims().sort_values(["discharged", "person"], ignore_index=True) for done in (old, new))
    early = before["discharged"] < "2021-07-01"
    assert before[early].equals(after[early])
    assert before["basic_fen"].tolist() == [25_000, 264_000] * 4
    assert after["basic_fen"].tolist() == [25_000, 264_000] * 2 + [31_000, 288_000] * 2
    assert after["eligible_fen"].tolist() == [50_000, 350_000] * 2 + [62_000, 380_000] * 2
    months = slice(0, 6)
    assert (old.totals.care[months] == new.totals.care[months]).all()
    assert set(new.checks().values()) == {0}
