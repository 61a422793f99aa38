"""What chronic patients of the model county do in a year, against what is known of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.county import County, rates, read, residents
from sim.journey.illness import illness, onsets
from sim.journey.tables import world

DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@pytest.fixture(scope="module")
def year() -> tuple[County, Any, Any, list[Any]]:
    """A tenth of the county, its latent episodes by month."""
    county = read("model-county")
    people = residents(county, 3, 0.1)
    w, out, first = world(county, people, 3), [], 0
    for m, days in enumerate(DAYS):
        week = (np.arange(days) + first // 1440 + date(2021, 1, 1).weekday()) % 7
        ill = illness(m, first, week, county.weekday_index, rates(county, m), np.ones(len(county.conditions)))
        out.append(onsets(w, ill, county.weekday_index[week]))
        first += days * 1440
    return county, people, w, out


def visits(year: Any, condition: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Regular visits that fall due in the year, of every person registered for them."""
    county, people, _, months = year
    c = county.conditions.id.index(condition)
    due = np.bincount(np.concatenate([o.person[o.condition == c] for o in months]), minlength=len(people))[: len(people)]
    registered = people["chronic"] >> county.conditions.chronic[c] & 1 == 1
    assert not due[~registered].any()
    return np.asarray(due[registered])


def test_a_dialysis_patient_comes_two_to_three_times_a_week(year: Any) -> None:
    """365 / 2.8 = 130.4 sessions, for every patient and not on average; 50,000 people have about 28 of them (0.056 %)."""
    due = visits(year, "rf_dialysis")
    assert set(due.tolist()) <= {130, 131}
    assert 52 * 2 <= due.min() <= due.max() <= 52 * 3
    assert 12 <= len(due) <= 50


@pytest.mark.parametrize(("condition", "times"), [("rf_htn", (12, 13)), ("rf_transplant", (12, 13)), ("rf_other", (6, 7))])
def test_the_others_come_every_month_or_every_other(year: Any, condition: str, times: tuple[int, int]) -> None:
    assert set(visits(year, condition).tolist()) <= set(times)


def test_no_regular_visit_is_lost_for_want_of_a_number(year: Any) -> None:
    """24 numbers a month: dialysis takes at most 12 of them (31 / 2.8 = 11.1), each monthly disease at most 2."""
    _, people, _, months = year
    for o in months:
        regular = (o.j >= 32) & (o.j < 56) & (o.person < len(people))
        assert o.j[regular].max() < 55
        key = o.person[regular].astype(np.int64) * 64 + o.j[regular]
        assert np.unique(key).size == key.size


def test_registered_patients_draw_on_the_fund_whatever_others_do(year: Any) -> None:
    """95 % of severe and 85 % of common chronic-special visits (outpatient.csv); `scale_claim` moves the two diseases only."""
    county, _, w, _ = year
    ids = county.conditions.id
    for name, share in (("rf_dialysis", 0.95), ("rf_cancer", 0.95), ("rf_mental", 0.95), ("rf_cvd", 0.85), ("rf_other", 0.85)):
        assert set(w.by_tier[ids.index(name)]["p_claim"].tolist()) == {share}
    assert w.by_tier[ids.index("rf_htn")]["p_claim"].max() < 0.6


def test_prevalence_is_that_of_the_papers(year: Any) -> None:
    """Dialysis 534.6 per million (Yang C. et al. 2021, for 2020), growing; severe mental illness 0.46 % x 68.84 % = 0.317 %."""
    county = year[0]
    shares = dict(zip(county.chronic, county.age_share @ county.chronic_share, strict=True))
    assert 534.6e-6 < shares["dialysis"] < 1.1 * 534.6e-6
    assert shares["mental"] == pytest.approx(0.0046 * 0.6884, rel=0.02)
