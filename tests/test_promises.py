"""What must always hold of a whole run, on the shipped county with few residents (queues then hardly bind)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.county import read
from sim.county.county import County
from sim.experiment.conduct import Outcome, Plan, conduct
from sim.journey.encounters import OTHER_PAYER, STAY
from sim.policy.policy import Policy
from sim.policy.read import read_policy
from sim.settlement.reprice import reprice
from sim.settlement.settlement import Settlement

POLICIES = ("baseline-ffs", "rizhao-2017", "rizhao-2017-indexed", "gansu-catastrophic-2018", "no-catastrophic")


@cache
def county() -> County:
    return read("model-county")


@cache
def law(name: str) -> Policy:
    return read_policy(name)


def run(policy: str | Policy, seed: int = 3, share: float = 0.01, place: County | None = None, **how: Any) -> Outcome:
    laws = law(policy) if isinstance(policy, str) else policy
    plan = Plan(place or county(), law("baseline-ffs"), laws, seed, scale=share, keep_encounters=True, **how)
    return conduct(plan)


def fingerprint(outcome: Outcome) -> str:
    digest = sha256(np.ascontiguousarray(outcome.encounters).tobytes())
    for name, table in outcome.settlement.tables().items():
        digest.update(name.encode() + pd.util.hash_pandas_object(table, index=False).to_numpy().tobytes())
    digest.update(pd.util.hash_pandas_object(outcome.settlement.ledger.frame(), index=False).to_numpy().tobytes())
    return digest.hexdigest()


@pytest.mark.parametrize("policy", POLICIES)
def test_both_engines_give_the_same_year_under_every_shipped_policy(policy: str) -> None:
    compiled, reference = run(policy), run(policy, engine="reference")
    assert np.array_equal(compiled.encounters, reference.encounters)
    assert fingerprint(compiled) == fingerprint(reference)
    assert all(np.array_equal(compiled.capacity[name], reference.capacity[name]) for name in compiled.capacity)


def test_twenty_thousand_residents_live_the_same_year_on_both_engines() -> None:
    assert fingerprint(run("rizhao-2017", 8, 0.04)) == fingerprint(run("rizhao-2017", 8, 0.04, engine="reference"))


def one_run(seed: int) -> str:
    return fingerprint(run("rizhao-2017", seed, 0.004))


@pytest.mark.parametrize("workers", [2, 4])
def test_any_number_of_processes_gives_the_same_bytes(workers: int) -> None:
    alone = [one_run(seed) for seed in (1, 2)]
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        assert list(pool.map(one_run, (1, 2))) == alone
    assert alone[0] != alone[1]


@pytest.mark.parametrize("policy", POLICIES)
def test_the_book_balances_to_the_fen(policy: str) -> None:
    assert set(run(policy).settlement.checks().values()) == {0}


def test_a_policy_compared_with_itself_differs_by_exactly_zero() -> None:
    assert fingerprint(run("rizhao-2017")) == fingerprint(run("rizhao-2017"))


def later(tmp_path: Path, since: str) -> Policy:
    """The baseline with inpatient ratios of 10 points less everywhere from a day on."""
    file = tmp_path / "later.toml"
    file.write_text(f'''
[document]
kind = "policy"
schema = 1
id = "later"
title_zh = "年中降低住院报销比例"
title_en = "Lower inpatient ratios from the middle of the year"
author = "test"
source = "test"
base = "baseline-ffs"
effective = {since}
question_zh = "?"
question_en = "?"

[[provision]]
id = "T-1"
clause = "test"
text_en = "lower ratios"

  [[provision.set]]
  path = "benefit.inpatient_ratio.ratio"
  value = 20
  unit = "%"
  kind = "illustrative"
  status = "assumption"
  why = "a change large enough to move patients"
  range = [0, 100]
''', "utf-8")  # fmt: skip
    return read_policy(file)


def before(outcome: Outcome, day: date) -> Any:
    encounters = outcome.encounters
    assert encounters is not None
    return encounters[encounters["end_min"] < outcome.calendar.minute(day)]


def test_worlds_are_equal_byte_for_byte_before_a_reforms_date(tmp_path: Path) -> None:
    reform = date(2021, 7, 1)
    base, changed = run("baseline-ffs"), run(later(tmp_path, "2021-07-01"))
    assert before(base, reform).tobytes() == before(changed, reform).tobytes()
    assert not np.array_equal(base.encounters, changed.encounters)
    funds = [o.settlement.tables()["fund"].query("year == 2021 and month < 7 and basis == 'incurred'") for o in (base, changed)]
    pd.testing.assert_frame_equal(*(fund.reset_index(drop=True) for fund in funds))


def test_demand_is_blind_to_how_providers_are_paid() -> None:
    """Rizhao's provider rules without its benefits: nobody's journey may change."""
    pools = run("rizhao-2017-indexed").encounters
    nominal = run("rizhao-2017").encounters
    assert np.array_equal(pools, nominal)


def repriced(outcome: Outcome, policy: str) -> Settlement:
    return reprice(outcome.encounters, county(), outcome.residents, law(policy), outcome.calendar, outcome.plan.seed)


def test_repricing_the_same_encounters_under_the_same_policy_gives_the_same_books() -> None:
    outcome = run("rizhao-2017")
    again = repriced(outcome, "rizhao-2017")
    pd.testing.assert_frame_equal(again.tables()["fund"], outcome.settlement.tables()["fund"])
    pd.testing.assert_frame_equal(again.ledger.frame(), outcome.settlement.ledger.frame())


def test_moving_money_between_payers_does_not_change_the_charge() -> None:
    outcome = run("baseline-ffs")
    without = repriced(outcome, "no-catastrophic")
    mine, theirs = (s.tables()["patients"] for s in (outcome.settlement, without))
    assert mine["charge_yuan"].sum() == theirs["charge_yuan"].sum()
    assert theirs["catastrophic_yuan"].sum() == 0 < mine["catastrophic_yuan"].sum()
    assert theirs["own_paid_yuan"].sum() > mine["own_paid_yuan"].sum()


def test_twice_the_residents_are_about_twice_the_totals() -> None:
    one, two = run("baseline-ffs", share=0.02), run("baseline-ffs", share=0.04)
    visits = [int((o.encounters["flags"] & OTHER_PAYER == 0).sum()) for o in (one, two)]
    assert visits[1] / visits[0] == pytest.approx(2, rel=0.02)
    spent = [o.settlement.tables()["patients"]["charge_yuan"].sum() for o in (one, two)]
    assert spent[1] / spent[0] == pytest.approx(2, rel=0.08)


def load(name: str, function: str) -> Callable[..., Any]:
    file = Path(__file__).parents[1] / "scenarios" / "events" / f"{name}.py"
    space: dict[str, Any] = {}
    exec(compile(file.read_text("utf-8"), str(file), "exec"), space)
    found: Callable[..., Any] = space[function]
    return found


def first_contacts(outcome: Outcome, month: str) -> set[tuple[int, int]]:
    e, m = outcome.encounters, outcome.calendar.months.index(month)
    first, end = outcome.calendar.month_starts[m : m + 2]
    some = e[(e["n"] == 0) & (e["request_min"] >= first) & (e["request_min"] < end)]
    return set(zip(some["person"].tolist(), some["episode"].tolist(), strict=True))


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_the_influenza_wave_adds_respiratory_illness_in_its_months_and_takes_nothing_away(engine: str) -> None:
    usual = run("baseline-ffs", engine=engine)
    wave = run("baseline-ffs", engine=engine, events=[load("influenza_wave", "influenza_wave")])
    colds = county().conditions.id.index("op_uri")

    def first_visits(outcome: Outcome, months: slice) -> int:
        e = outcome.encounters
        bounds = outcome.calendar.month_starts[-13:][months]
        inside = (e["request_min"] >= bounds[0]) & (e["request_min"] < bounds[-1])
        return int((inside & (e["condition"] == colds) & (e["n"] == 0)).sum())

    winter, summer = slice(0, 3), slice(3, 13)
    n = first_visits(usual, winter)
    assert first_visits(wave, winter) == pytest.approx(2 * n, abs=5 * np.sqrt(2 * n))
    assert abs(first_visits(wave, summer) - first_visits(usual, summer)) < 0.02 * first_visits(usual, summer)
    # In the wave's first month nobody's benefits have changed yet: whoever sought care without it seeks it with it.
    assert first_contacts(usual, "2021-01") < first_contacts(wave, "2021-01")


def test_the_influenza_wave_is_the_same_under_every_policy() -> None:
    events = [load("influenza_wave", "influenza_wave")]
    a, b = (run(p, events=events) for p in ("rizhao-2017", "rizhao-2017-indexed"))
    assert np.array_equal(a.encounters, b.encounters)


def crowded(env: Any, world: Any) -> Any:
    """At a hundredth of the residents the hospital needs about six beds: leave it nine, so that a third are too few."""
    world.set_beds("county-general", 9)
    yield env.timeout(0)


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_beds_that_close_for_the_summer_turn_patients_away_until_they_open_again(engine: str) -> None:
    general = county().institutions.id.index("county-general")
    usual = run("baseline-ffs", engine=engine, events=[crowded])
    closed = run("baseline-ffs", engine=engine, events=[crowded, load("ward_closed", "ward_closed")])
    june, september = (usual.calendar.minute(date(2021, month, 1)) for month in (6, 9))

    def stays(outcome: Outcome) -> Any:
        e = outcome.encounters
        return e[(e["institution"] == general) & (e["kind"] == STAY)]

    first, second = stays(usual), stays(closed)
    assert np.array_equal(first[first["end_min"] < june], second[second["end_min"] < june])
    summer = [int(((s["start_min"] >= june) & (s["start_min"] < september)).sum()) for s in (first, second)]
    assert summer[1] < 0.7 * summer[0]
    turned_away = [o.capacity["balked"][-12:, general] for o in (usual, closed)]
    assert turned_away[1][5:8].sum() > turned_away[0][5:8].sum()
