"""Two schemes with terms of their own, merged on a date: whose village was urban keeps the urban terms until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
import small_county as small
import worlds

from sim.county import read
from sim.experiment.conduct import FlowTables
from sim.foundation.calendar import Calendar
from sim.foundation.errors import Problems
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.report.explain.claims import SHOWN, _settled
from sim.report.explain.opened import Opened
from sim.settlement.reprice import reprice

URBAN = small.PLAIN | {"benefit.outpatient_ratio.ratio": (70, "%")}


def two(merged: date | None) -> Policy:
    """Visits are paid at 50 %, those of the former urban scheme at 70 % until the day of the merger."""
    return replace(small.policy(small.PLAIN), second=small.policy(URBAN, id="urban"), merged=merged)


@pytest.mark.parametrize(
    ("merged", "basic"),
    [
        # A visit of 100 yuan, 90 eligible: 45 at 50 %, 63 at 70 %. Person 0 lives in village A, person 1 in B (urban).
        (None, [4_500, 6_300, 4_500, 6_300]),
        (date(2021, 1, 15), [4_500, 6_300, 4_500, 4_500]),
        (date(2021, 1, 1), [4_500, 4_500, 4_500, 4_500]),
    ],
)
def test_everybody_has_the_terms_of_his_former_scheme_until_the_day_of_the_merger(merged: date | None, basic: list[int]) -> None:
    place = replace(small.county(), urban=np.array([False, True]))
    visits = [small.encounter(person, day, small.CENTRE_A, 100, n=day) for day in (5, 20) for person in (0, 1)]
    done = reprice(small.array(*visits), place, small.people(), two(merged), Calendar.of_year(2021), keep_claims=True)
    assert done.claims()["basic_fen"].tolist() == basic
    assert set(done.checks().values()) == {0}


def test_a_claim_is_explained_by_the_persons_own_scheme_until_the_merger() -> None:
    # As above: the urban person 1 is paid 63 on 6 January by the second schedule and 45 on 21 January by the first.
    place = replace(small.county(), urban=np.array([False, True]))
    law = two(date(2021, 1, 15))
    visits = [small.encounter(person, day, small.CENTRE_A, 100, n=day) for day in (5, 20) for person in (0, 1)]
    done = reprice(small.array(*visits), place, small.people(), law, Calendar.of_year(2021), keep_claims=True)
    claims = done.claims()
    for person, ratios in ((0, ["test", "test"]), (1, ["urban", "test"])):
        mine = claims[claims["person"] == person].reset_index(drop=True)
        for n, of in enumerate(ratios):
            settled, era, _ = _settled(law, cast(Opened, SimpleNamespace(first_day=done.calendar.start)), mine.iloc[: n + 1])
            assert int(settled.basic[0]) == int(mine["basic_fen"].iloc[n])
            assert era.id == of


def test_gansus_urban_patients_are_settled_again_by_the_urban_schedule() -> None:
    place = replace(small.county(), urban=np.array([False, True]))
    law, day = read_policy("gansu-two-schemes"), 40
    stays = [small.encounter(person, day, small.HOSPITAL, 9000, stay=8, n=person) for person in (0, 1)]
    calendar = Calendar(date(2016, 1, 1), 366)
    done = reprice(small.array(*stays), replace(place, start=date(2016, 1, 1)), small.people(), law, calendar, keep_claims=True)
    claims = done.claims()
    for person, schedule in ((0, law.id), (1, "gansu-urban-2016")):
        mine = claims[claims["person"] == person].reset_index(drop=True)
        settled, era, _ = _settled(law, cast(Opened, SimpleNamespace(first_day=calendar.start)), mine)
        assert era.id == schedule
        assert [int(getattr(settled, name)[0]) for name in SHOWN] == [int(mine[f"{name}_fen"].iloc[0]) for name in SHOWN]


def test_what_each_former_scheme_pays_is_told_apart() -> None:
    place = replace(small.county(), urban=np.array([False, True]))
    visits = [small.encounter(person, 5, small.CENTRE_A, 100) for person in (0, 1)]
    table = reprice(small.array(*visits), place, small.people(), two(None), Calendar.of_year(2021)).tables()["former"]
    rows = table[["former_scheme", "persons", "charge_fen", "basic_fen", "own_paid_fen"]].to_numpy().tolist()
    assert rows == [["rural", 2, 10_000, 4_500, 5_500], ["urban", 2, 10_000, 6_300, 3_700]]


def test_prices_are_foreseen_by_ones_own_terms() -> None:
    place = replace(worlds.county(), urban=np.array([False, True, False, True]))
    people = worlds.people(place, 8)
    law = two(date(2022, 1, 1))
    tables = FlowTables(place, law, law)
    flow, rows = tables.on(date(2021, 3, 1)), tables.rows(people)
    assert flow.seek.shape[0] == 2 * len(place.classes)
    urban = np.isin(people["village"], (1, 3))
    np.testing.assert_array_equal(rows, people["klass"] + urban * len(place.classes))
    np.testing.assert_array_equal(flow.price_visit[:, 0], 1.0)  # nothing used: the policy is its own baseline, for both
    after = tables.on(date(2022, 1, 1))
    assert after.seek.shape[0] == len(place.classes)
    np.testing.assert_array_equal(tables.rows(people), people["klass"])


def test_gansus_merger_ends_two_schedules() -> None:
    merged, before = read_policy("gansu-2016"), read_policy("gansu-two-schemes")
    urban = read_policy("gansu-urban-2016")
    theirs = merged.beside(date(2016, 12, 31))
    assert theirs is not None
    assert theirs.id == urban.id
    assert merged.beside(date(2017, 1, 1)) is None
    assert before.beside(date(2030, 1, 1)) is not None
    assert read("model-county").urban.sum() > 0


@pytest.mark.parametrize(("beside", "said"), [("gansu-urban-2061", "gansu-urban-2016"), ("gansu-2016", "beside them in turn")])
def test_terms_beside_that_do_not_exist_or_have_others_beside_them_are_refused(tmp_path: Path, beside: str, said: str) -> None:
    path = tmp_path / "both.toml"
    path.write_text(
        '[document]\nkind = "policy"\nschema = 1\nid = "both"\ntitle_zh = "两套"\ntitle_en = "Both"\n'
        f'base = "baseline-ffs"\nbeside = "{beside}"\neffective = 2017-01-01\n',
        encoding="utf-8",
    )
    with pytest.raises(Problems) as caught:
        read_policy(path)
    assert said in caught.value.render("en")
