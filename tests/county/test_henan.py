"""The Henan counties start from the 2011 columns of He et al., IJERPH 2018;15(12):2839, table 2, never later ones."""

from __future__ import annotations

import numpy as np
import pytest
from county.margins import mean_by_tier, stays_by_age_and_group

from sim.county import County

PAPER = {
    # stays, township %, yuan a stay, days, readmission %, ages 0-17 / 18-34 / 35-64 / 65+ %
    "xi-henan-2011": (36104, 49.64, 2451.26, 7.05, 3.04, (13.56, 27.62, 37.33, 21.49)),
    "huaibin-henan-2011": (33073, 57.99, 2103.90, 7.71, 4.78, (8.90, 19.97, 47.03, 24.09)),
}
AGES = np.array(
    [
        [1, 1, 0.3, 0, 0, 0, 0, 0],  # 15, 16 and 17 are three of ten years of the band 15-24
        [0, 0, 0.7, 0.5, 0, 0, 0, 0],  # 25-34 is half of 25-44
        [0, 0, 0, 0.5, 1, 1, 0, 0],
        [0, 0, 0, 0, 0, 0, 1, 1],
    ]
)


@pytest.mark.parametrize("name", PAPER)
def test_baseline_columns_of_the_paper(henan: dict[str, County], name: str) -> None:
    county, (stays, township, yuan, days, readmission, _) = henan[name], PAPER[name]
    by_group = stays_by_age_and_group(county).sum(axis=0)
    inside = by_group @ county.conditions.share[:, 1:3] * county.enrolees
    assert inside.sum() == pytest.approx(stays, rel=0.01)
    assert inside[0] / inside.sum() * 100 == pytest.approx(township, rel=0.01)
    assert mean_by_tier(county, county.conditions.charge_ip, [1, 2]) == pytest.approx(yuan, rel=0.01)
    assert mean_by_tier(county, county.conditions.stay_days, [1, 2]) == pytest.approx(days, rel=0.01)
    assert by_group @ county.conditions.p_readmit / by_group.sum() * 100 == pytest.approx(readmission, rel=0.01)


@pytest.mark.parametrize("name", PAPER)
def test_ages_of_inpatients(henan: dict[str, County], name: str) -> None:
    by_age = stays_by_age_and_group(henan[name]).sum(axis=1)
    assert AGES @ by_age / by_age.sum() * 100 == pytest.approx(PAPER[name][5], rel=0.01)


@pytest.mark.parametrize("name", PAPER)
def test_nothing_of_the_follow_up_years_is_in_the_targets(henan: dict[str, County], name: str) -> None:
    assert set(henan[name].targets["year"]) == {2011}
