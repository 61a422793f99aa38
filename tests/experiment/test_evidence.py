"""Published effects against simulated ones: the arithmetic of hits and misses, by hand."""

import pandas as pd
import pytest

from sim.experiment.evidence import Effect, Finding, difference, frame, naive, page, read_evidence
from sim.experiment.evidence_measures import MEASURES, measured
from sim.foundation.errors import Problems
from sim.foundation.shelves import names
from sim.policy.read import read_policy


def effect(sign: str, **more: object) -> Effect:
    return Effect.model_validate({"measure": "charge_per_stay", "sign": sign, "seen": "a table"} | more)


@pytest.mark.parametrize("name", names("evidence"))
def test_every_shipped_file_names_policies_that_exist_and_the_frozen_set(name: str) -> None:
    evidence = read_evidence(name)
    assert evidence.simulated.behaviour == "central"
    assert read_policy(evidence.simulated.policy).hash != read_policy(evidence.simulated.baseline).hash
    assert all(e.measure in MEASURES for e in evidence.effect)


def test_a_difference_is_in_percent_of_the_level_without_the_reform_in_points_or_as_it_is() -> None:
    assert difference(effect("-"), 2000.0, 1800.0) == pytest.approx(-10.0)
    assert difference(effect("+", unit="pp"), 0.50, 0.52) == pytest.approx(2.0)
    assert difference(effect("-", unit="own"), 2000.0, 1800.0) == pytest.approx(-200.0)


def test_a_size_is_right_between_half_and_twice_what_was_published_or_inside_its_interval() -> None:
    paper = read_evidence("xi-case-payment").document
    assert Finding(paper, effect("-", size=-10.0), (-4.0, -6.0, -21.0)).size_fits  # median -6, between -20 and -5
    assert not Finding(paper, effect("-", size=-10.0), (-4.0, -4.5, -21.0)).size_fits  # median -4.5
    assert not Finding(paper, effect("-", size=-10.0, within=[-12.0, -8.0]), (-6.0, -6.0, -6.0)).size_fits
    assert Finding(paper, effect("-"), (-1.0,)).size_fits is None


def test_the_sign_is_counted_over_seeds_and_no_change_has_no_sign() -> None:
    paper = read_evidence("xi-case-payment").document
    assert Finding(paper, effect("-"), (-1.0, -2.0, 3.0, 0.0)).signs == 0.5
    assert Finding(paper, effect("0", null_below=3.0), (-1.0, -2.0, 3.5, 0.0)).signs == 0.75


def test_naive_answers_are_counted_beside_the_models() -> None:
    paper = read_evidence("xi-case-payment").document
    found = [
        Finding(paper, effect("-"), (-1.0, -1.0)),
        Finding(paper, effect("+"), (-1.0, -1.0)),
        Finding(paper, effect("0", null_below=2.0), (1.0, 1.0)),
    ]
    assert naive(found) == (2, 1, 1)  # the model: the first and the null; "no effect": the null; "cuts": the first
    assert list(frame(found)["sign_share"]) == [1.0, 0.0, 1.0]
    text = page(found, "central")
    assert "Signs right: 2 of 3" in text
    assert text.count("**no**") == 1  # the wrong sign; the null's size is right, the others name none


def test_a_size_against_its_sign_and_a_null_without_a_bound_are_refused() -> None:
    with pytest.raises(ValueError, match="has not the sign"):
        effect("+", size=-1.0)
    with pytest.raises(ValueError, match="null_below"):
        effect("0")
    with pytest.raises(ValueError, match="no such measure"):
        effect("-", measure="happiness")
    with pytest.raises(Problems):
        read_evidence("no-such-paper")


def test_measures_are_ratios_of_the_years_own_rows() -> None:
    flows = pd.DataFrame(
        [
            (2021, "township", "county", "stay", 30, 60_000.0, 36_000.0, 20_000.0),
            (2021, "county", "county", "stay", 50, 300_000.0, 160_000.0, 120_000.0),
            (2021, "city", "prefecture", "stay", 20, 400_000.0, 160_000.0, 200_000.0),
            (2021, "village", "county", "visit", 600, 30_000.0, 10_000.0, 20_000.0),
            (2021, "county", "county", "visit", 400, 80_000.0, 8_000.0, 72_000.0),
            (2020, "county", "county", "stay", 999, 1.0, 1.0, 1.0),
        ],
        columns=["year", "tier", "place", "kind", "count", "charge_yuan", "fund_yuan", "own_paid_yuan"],
    )
    persons = pd.DataFrame({"year": [2021], "enrolees": [500], "stayed": [80], "visited": [300]})
    asked = [
        "charge_per_stay", "own_paid_per_stay", "charge_per_patient", "township_share_of_stays",
        "out_of_county_share_of_fund", "visits_per_head", "primary_share_of_visits",
    ]  # fmt: skip
    assert measured({"flows": flows, "persons": persons}, 2021, asked) == pytest.approx({
        "charge_per_stay": 360_000 / 80, "own_paid_per_stay": 140_000 / 80, "charge_per_patient": 760_000 / 80,
        "township_share_of_stays": 0.3, "out_of_county_share_of_fund": 160 / 356, "visits_per_head": 2.0,
        "primary_share_of_visits": 0.6,
    })  # fmt: skip
