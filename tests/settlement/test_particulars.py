"""What stands behind a clearing, by hand in the small county: how spending left, and what each lost point cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import small_county as small
from small_packages import OUT, YEAR, covered, package, run

from sim.settlement.reprice import reprice

DEPOSIT = {
    "payment.deposit.share": (10, "%"), "payment.deposit.covers": (True, "flag"), "payment.deposit.score": (80, "score"),
    "payment.deposit.weights": ({"all": 0, "in_county_stays": 30, "primary_visits": 20}, "%"),
    "payment.deposit.floors": ({"all": 0, "in_county_stays": 40}, "%"),
    "payment.deposit.targets": ({"all": 100, "in_county_stays": 90, "primary_visits": 80}, "%"),
    "assessment.proportional.full_from": (100, "score"),
}  # fmt: skip


def ways(table: pd.DataFrame) -> dict[tuple[str, str], list[float]]:
    rows = table.set_index(["way", "at"])[["cases", "basic_yuan", "charged_yuan"]]
    return {key: [float(x) for x in row] for key, row in zip(rows.index, rows.to_numpy(), strict=True)}  # type: ignore[misc]


def test_spending_is_told_apart_by_where_it_left_also_where_it_is_not_charged() -> None:
    # As in test_packages: pneumonia is treatable in the county, an injury only in the city; person 3 lives away.
    place, people = small.county(), small.people()
    able = place.conditions.able.copy()
    able[small.INJURY] = 3
    place = replace(place, conditions=replace(place.conditions, able=able))
    people["home"][3] = 1
    stays = small.array(
        covered(0, 10, small.HOSPITAL, 500, stay=5), covered(0, 60, small.CITY, 700, stay=5),
        covered(1, 50, small.CITY, 1100, stay=5, condition=small.INJURY), covered(3, 80, small.CITY, 1300, stay=5),
    )  # fmt: skip
    done = reprice(stays, place, people, small.policy(package(leak=("treatable", "choice"), away=(False, "flag"))), YEAR)
    found = done.tables()["charged"]
    assert ways(found) == {
        ("own", "hospital"): [1, 500, 500], ("treatable", "city"): [1, 700, 700], ("untreatable", "city"): [1, 1100, 0],
        ("away", "city"): [1, 1300, 0],
    }  # fmt: skip
    assert found["charged_yuan"].sum() == done.tables()["clearing"]["spent_yuan"].sum() == 1200


def test_members_parts_are_written_also_for_those_who_got_nothing() -> None:
    # 6 : 3 : 1 by tier, two centres and two clinics equal: 60, 15, 15, 5, 5 per cent, of surplus and deficit alike.
    parts = run(package(), *OUT).tables()["results"].set_index("id")[["surplus_part", "deficit_part"]]
    expected = {"hospital": 0.6, "ta": 0.15, "tb": 0.15, "va": 0.05, "vb": 0.05}
    assert parts["surplus_part"].to_dict() == expected
    assert parts["deficit_part"].to_dict() == expected


def test_a_lost_point_costs_its_part_of_the_loss_to_the_fen() -> None:
    # Two stays, one in the county: 50 % of stays, floor 40, target 90: (50 - 40)/(90 - 40) of 30 points = 6, 24 lost.
    # No visit was claimed: a share of nothing counts as full, 20 of 20 points. The stated half: 80 of 100, 40 of 50, 10 lost.
    # 66 points. The hospital was billed 1,500: 150 at stake, 66 % come back, 51 lost: 24/34 = 36.00 and 10/34 = 15.00.
    done = run(package() | DEPOSIT, *OUT)
    found = done.tables()["scores"]
    mine = found[found["id"] == "hospital"].set_index("item")
    assert mine[["points", "points_lost", "lost_yuan"]].to_numpy().tolist() == [[6, 24, 36], [20, 0, 0], [40, 10, 15]]
    assert mine.index.tolist() == ["in_county_stays", "primary_visits", "stated"]
    assert mine["at_stake_yuan"].tolist() == [150] * 3
    assert mine.loc["in_county_stays", ["value", "floor", "target", "weight"]].tolist() == [0.5, 0.4, 0.9, 0.3]
    assert np.isnan(mine.loc["stated", "value"])
    lost = done.tables()["results"].groupby("id")["lost_yuan"].sum()
    assert found.groupby("id")["lost_yuan"].sum().to_dict() == lost[lost > 0].to_dict() == {"hospital": 51}
