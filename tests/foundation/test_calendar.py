"""Minutes and dates: a fund year, a leap year, a horizon that starts in the middle of a month."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.foundation.calendar import DAY, Calendar

HORIZONS = st.builds(Calendar, st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 1500))


def test_a_fund_year_has_twelve_months_and_begins_on_its_weekday():
    year = Calendar.of_year(2021)
    assert year.days == 365
    assert year.end == 525_600
    assert year.years == (2021,)
    assert year.months[0] == "2021-01"
    assert year.months[11] == "2021-12"
    assert (np.diff(year.month_starts) // DAY).tolist() == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert year.weekday(0) == 4  # 1 January 2021 was a Friday
    assert year.weekday(np.array([0, 3, 7])).tolist() == [4, 0, 4]
    assert Calendar.of_year(2020).days == 366


def test_a_horizon_may_start_and_end_within_a_month():
    horizon = Calendar(date(2020, 12, 15), 40)
    assert horizon.months == ("2020-12", "2021-01")
    assert horizon.month_starts.tolist() == [0, 17 * DAY, 40 * DAY]
    assert horizon.year_starts.tolist() == [0, 17 * DAY, 40 * DAY]
    assert horizon.years == (2020, 2021)
    assert horizon.month_of(17 * DAY - 1) == 0
    assert horizon.month_of(17 * DAY) == 1
    assert horizon.year_of(np.array([0, 17 * DAY])).tolist() == [2020, 2021]


@given(HORIZONS, st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_dates_to_minutes_and_back(horizon, day):
    assert horizon.date(horizon.minute(day)) == day
    assert horizon.date(horizon.minute(day) + DAY - 1) == day
    assert horizon.minute(day) < horizon.minute(day + timedelta(days=1))


@given(HORIZONS, st.data())
def test_every_minute_lies_in_the_month_and_year_of_its_date(horizon, data):
    minute = data.draw(st.integers(0, horizon.end - 1))
    day = horizon.date(minute)
    assert horizon.months[horizon.month_of(minute)] == f"{day:%Y-%m}"
    assert horizon.year_of(minute) == day.year
    assert horizon.weekday(minute // DAY) == day.weekday()


@given(HORIZONS)
def test_months_tile_the_horizon(horizon):
    starts = horizon.month_starts
    assert starts[0] == 0
    assert starts[-1] == horizon.end
    assert (np.diff(starts) > 0).all()
    assert len(horizon.months) == len(starts) - 1 == len(set(horizon.months))
    assert set(horizon.year_starts[1:-1]) <= set(starts)


def test_scalar_and_array_agree():
    horizon = Calendar(date(2019, 11, 3), 500)
    minutes = np.arange(0, horizon.end, 7_777)
    assert horizon.month_of(minutes).tolist() == [horizon.month_of(int(m)) for m in minutes]
    assert horizon.year_of(minutes).tolist() == [horizon.year_of(int(m)) for m in minutes]
    assert type(horizon.month_of(5)) is int
    assert horizon.month_of(np.array([], np.int64)).shape == (0,)


@pytest.mark.parametrize("minute", [-1, 365 * DAY])
def test_a_minute_outside_the_horizon_belongs_to_no_month(minute):
    with pytest.raises(ValueError, match="horizon"):
        Calendar.of_year(2021).month_of(minute)
    with pytest.raises(ValueError, match="horizon"):
        Calendar.of_year(2021).year_of(np.array([0, minute]))


@pytest.mark.parametrize("days", [0, -1, 10**7])
def test_a_horizon_has_a_day_and_ends_before_the_year_10000(days):
    with pytest.raises(ValueError, match=r"horizon|9999"):
        Calendar(date(2021, 1, 1), days)
