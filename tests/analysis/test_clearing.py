"""A year's clearing is booked in the next; each is counted once, in the year that it is about."""

import pandas as pd
import pytest

from sim.analysis.clearing import clearing


def statement(rows: list[tuple[int, str, str, float]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["year", "line", "programme", "amount_yuan"])
    return frame.assign(basis="incurred", side="spending")


FUND = statement([
    (2021, "inpatient_benefits", "inpatient", 900.0),
    (2022, "inpatient_benefits", "inpatient", 950.0), (2022, "deficit_borne", "clearing", -83.0),
    (2023, "inpatient_benefits", "inpatient", 990.0), (2023, "retained_surplus", "clearing", 40.0),
    (2023, "assessment_lost", "clearing", -5.0),
])  # fmt: skip


def test_the_clearing_of_a_year_is_in_the_statement_of_the_next() -> None:
    assert clearing(FUND, 2021) == (0.0, 83.0, 0.0)
    assert clearing(FUND, 2022) == (40.0, 5.0, -83.0)
    assert clearing(FUND, 2023) == (0.0, 0.0, 35.0)


def test_a_balance_after_clearing_leaves_out_the_year_before() -> None:
    """Income 1,000 a year. 2021: 1,000 - 900 = 100, and 83 borne: 183. 2022: the statement says 1,000 - (950 - 83) = 133;
    its own care leaves 50, less 40 retained, plus 5 lost: 15. 2023: statement 1,000 - (990 + 35) = -25; own care: 10.
    The sum of the three, 208, is three years' income less care, 160, and what clearing moved: 83 - 40 + 5."""
    left = {2021: 100.0, 2022: 133.0, 2023: -25.0}
    after = {year: clearing(FUND, year).after(left[year]) for year in left}
    assert after == pytest.approx({2021: 183.0, 2022: 15.0, 2023: 10.0})
    assert sum(after.values()) == pytest.approx(160 + 83 - 40 + 5)
