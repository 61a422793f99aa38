"""The population lives: who dies, comes, moves and lapses is keyed by person and year, and nobody's fate is another's."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import worlds
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.county import County, residents
from sim.county.drawn import band_of_age
from sim.county.population import FILED, NOT_FILED, UNKNOWN, Population
from sim.county.turnover import Turnover

A = 8
STILL = {name: np.zeros(A) for name in ("births", "leave", "arrive", "lapse", "rejoin", "elasticity", "late", "filed")}


def county(n: int = 20_000, funding: Any = None, **rates: Any) -> County:
    """A small county in which nothing happens but what is said."""
    given = {"deaths": np.zeros((A, 2))} | STILL | {name: np.broadcast_to(r, (A, 2) if name == "deaths" else A)
                                                    for name, r in rates.items()}  # fmt: skip
    place = worlds.county(turnover=Turnover(**given), enrolees=n)
    return replace(place, funding=funding) if funding is not None else place


def after(place: County, turns: int, seed: int = 1) -> Population:
    people = Population(place, seed, years=turns + 1)
    for _ in range(turns):
        assert people.advance()
    return people


def near(count: int, n: int, p: float) -> bool:
    """Within 4.5 standard deviations of a binomial."""
    return abs(count - n * p) < 4.5 * np.sqrt(n * p * (1 - p)) + 1


def test_a_county_without_births_empties_and_ages() -> None:
    first = after(county(deaths=0.1), 0).persons
    people = after(county(deaths=0.1), 5)
    living = people.persons[people.present]
    assert len(people.persons) == 20_000  # nobody came
    assert near(len(living), 20_000, 0.9**5)
    assert np.array_equal(living["age"], first["age"][people.present] + 5)
    assert living["age"].min() == 5


def test_people_die_at_the_rate_of_their_age_and_sex() -> None:
    deaths = np.array([[0.01 * (1 + band), 0.02 * (1 + band)] for band in range(A)])
    place = county(60_000, deaths=deaths)
    before, dead = residents(place, 3), ~after(place, 1, 3).present
    band = band_of_age(before["age"])
    for a in range(A):
        for sex in range(2):
            of = (band == a) & (before["sex"] == sex)
            assert near(int(dead[of].sum()), int(of.sum()), deaths[a, sex])


def test_births_follow_the_women_and_moves_in_the_people_of_each_age() -> None:
    births, arrive = np.array([0, 0, 0.03, 0.05, 0, 0, 0, 0]), np.array([0, 0, 0, 0.02, 0, 0, 0.01, 0])
    place = county(births=births, arrive=arrive)
    before, people = residents(place, 4), after(place, 1, 4)
    new = people.persons[20_000:]
    band = band_of_age(before["age"])
    women = [int(((band == a) & (before["sex"] == 0)).sum()) for a in range(A)]
    assert int((new["age"] == 0).sum()) == round(0.03 * women[2] + 0.05 * women[3])
    came = np.bincount(band_of_age(new["age"][new["age"] > 0]), minlength=A)
    assert came.tolist() == [0, 0, 0, round(0.02 * (band == 3).sum()), 0, 0, round(0.01 * (band == 6).sum()), 0]
    assert (new["scheme"] == 0).all()
    assert (new["frailty"] > 0).all()


def test_the_first_year_is_that_of_a_still_county() -> None:
    living, still = county(deaths=0.1, births=0.05, lapse=0.1), worlds.county(enrolees=20_000)
    people = Population(living, 5, years=4)
    assert np.array_equal(people.persons[:20_000], residents(still, 5))
    assert not people.present[20_000:].any()
    assert int(people.enrolees(2021).sum()) == 20_000


def test_without_a_table_nothing_ever_changes() -> None:
    people = Population(worlds.county(), 6, years=3)
    before = people.persons.copy()
    assert not people.advance()
    assert np.array_equal(people.persons, before)
    assert people.enrolees(2023).sum() == 5000


EVERYTHING: dict[str, Any] = {"deaths": 0.03, "births": 0.05, "leave": 0.02, "arrive": 0.03, "lapse": 0.1, "rejoin": 0.3,
                              "late": 0.1, "filed": 0.5}  # fmt: skip


@settings(max_examples=10)
@given(st.integers(40, 400), st.integers(0, 2**40), st.integers(1, 4))
def test_one_more_person_changes_nobody_elses_life(n: int, seed: int, turns: int) -> None:
    def lives(size: int) -> dict[tuple[int, int], bytes]:
        people = after(county(size, **EVERYTHING), turns, seed)
        who = people._drawn
        rows = pd.DataFrame(people.persons[[x for x in people.persons.dtype.names if x != "state"]])
        rows["joined"], rows["filing"] = people.joined_month, people.filing
        return {(int(p), int(e)): rows.iloc[i].to_numpy().tobytes()
                for i, (p, e) in enumerate(zip(who.person, who.episode, strict=True))}  # fmt: skip

    fewer, more = lives(n), lives(n + 1)
    assert all(more[key] == row for key, row in fewer.items())
    assert len(more) > len(fewer)


@settings(max_examples=10)
@given(st.integers(40, 400), st.integers(0, 2**40), st.integers(2, 5))
def test_a_longer_run_foresees_the_same_years(n: int, seed: int, years: int) -> None:
    short, long = after(county(n, **EVERYTHING), years - 1, seed), Population(county(n, **EVERYTHING), seed, years=years + 1)
    for _ in range(years - 1):
        long.advance()
    known = len(short.persons)
    assert np.array_equal(short.persons, long.persons[:known])
    assert np.array_equal(short.key, long.key[: len(short.key)])
    assert not long.present[known:].any()
    assert all(np.array_equal(short.enrolees(y), long.enrolees(y)) for y in range(2021, 2021 + years))


def test_keys_of_newcomers_are_their_own() -> None:
    people = after(county(**EVERYTHING), 6)
    assert len(np.unique(people.key)) == len(people.key)
    assert people.key.min() >= 2**31


def test_who_ages_into_another_band_gets_its_shares_and_no_register_is_ever_lost() -> None:
    place, people = county(40_000), after(county(40_000), 0)
    chronic = people.persons["chronic"].copy()
    people = after(place, 10)
    band = band_of_age(people.persons["age"])
    assert (people.persons["chronic"] >= chronic).all()
    for a in range(2, A):  # worlds: 0 at the first band, 0.4 at the last, evenly
        registered = people.persons["chronic"][band == a] > 0
        assert near(int(registered.sum()), registered.size, 0.4 * a / 7)
    assert np.array_equal(people.persons["profile"], (band * 2 + people.persons["sex"]) * 2 + people.persons["chronic"])


def test_who_lapses_stays_and_may_come_back() -> None:
    people = after(county(lapse=0.2), 1)
    assert people.present.all()
    assert near(int((people.persons["scheme"] == 0).sum()), 20_000, 0.8)
    again = after(county(lapse=0.2, rejoin=0.5), 2)  # 0.8 x 0.8 stay, 0.2 x 0.5 are back
    assert near(int((again.persons["scheme"] == 0).sum()), 20_000, 0.74)


def premiums(first: float, second: float) -> pd.DataFrame:
    return pd.DataFrame([(2021, "premium", "resident", first), (2022, "premium", "resident", second)],
                        columns=["year", "line", "payer", "yuan_per_head"])  # fmt: skip


@pytest.mark.parametrize(("elasticity", "share"), [(0.0, 0.1), (1.0, 0.2), (0.5, 0.1 * 2**0.5)])
def test_a_dearer_premium_makes_people_lapse_only_by_the_elasticity(elasticity: float, share: float) -> None:
    people = after(county(funding=premiums(300, 600), lapse=0.1, elasticity=elasticity), 1)
    assert near(int((people.persons["scheme"] != 0).sum()), 20_000, share)


def test_members_are_counted_by_the_township_where_they_live() -> None:
    place = county(**EVERYTHING)
    people = after(place, 2)
    counted = [int(((place.villages.township[people.persons["village"]] == t) & (people.persons["scheme"] == 0)).sum())
               for t in range(2)]  # fmt: skip
    assert people.enrolees(2023).tolist() == counted


def test_who_pays_late_and_who_has_filed() -> None:
    people = after(county(late=0.3, filed=0.25, births=0.05), 1)
    assert near(int((people.joined_month[:20_000] > 0).sum()), 20_000, 0.3)
    assert set(np.unique(people.joined_month)) == set(range(13))
    assert (people.joined_month[20_000:] == 0).all()  # the newborn are insured from birth
    away = people.persons["home"] > 0
    assert (people.filing[~away] == UNKNOWN).all()
    assert set(np.unique(people.filing[away])) == {FILED, NOT_FILED}
    assert near(int((people.filing[away] == FILED).sum()), int(away.sum()), 0.25)


def test_a_run_of_too_many_years_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 32 years"):
        Population(county(100), 1, years=40)


def test_the_model_countys_enrolment_falls_as_the_national_one_did(model_county: County) -> None:
    """10.0866 to 9.8349 hundred million from 2021 to 2022: a fall of 2.5 %; crude rates of 2021: 7.18 and 7.52 per 1000."""
    people = Population(model_county, 1, years=2)
    first, second = (int(people.enrolees(year).sum()) for year in (2021, 2022))
    assert first == 500_000
    assert second / first == pytest.approx(0.975, abs=0.005)
    before = people.persons[:500_000].copy()
    people.advance()
    assert (people.persons["age"][500_000:] == 0).sum() / 5e5 == pytest.approx(0.00752, rel=0.1)
    rate = np.where(before["sex"] == 1, *(model_county.turnover.deaths[band_of_age(before["age"]), s] for s in (1, 0)))  # type: ignore[union-attr]
    assert rate.mean() == pytest.approx(0.00718, rel=0.1)
