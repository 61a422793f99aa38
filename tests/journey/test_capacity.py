"""Scarce places against the theory of queues."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journey.ward import lone_ward

from sim.journey.capacity import expected_slot_wait, queues, set_slots, slot_clock, take_slot


def clinic(slots: int) -> Any:
    return queues(np.array([slots], np.int32), np.array([0], np.int32))


@settings(max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=200), st.sampled_from([5, 10, 20]))
def test_a_lone_clinic_obeys_lindleys_recursion(gaps: list[int], service: int) -> None:
    """Open day and night with 1440 / s slots a day, on the grid: W' = max(0, W + s - gap)."""
    q, now, wait = clinic(1440 // service), 0, -service
    for gap in gaps:
        gap -= gap % service  # arrivals on the grid of slots, where waiting in slots is waiting in minutes
        now, wait = now + gap, max(0, wait + service - gap)
        assert take_slot(q, 0, now, 0, 1440) - now == wait


def test_slots_are_spread_over_the_opening_hours() -> None:
    q = clinic(4)  # 08:00-16:00: a slot every two hours
    starts = [take_slot(q, 0, 0, 480, 960) for _ in range(5)]
    assert starts == [480, 600, 720, 840, 1440 + 480]


def test_who_comes_after_the_last_slot_waits_for_the_next_day() -> None:
    q = clinic(4)
    assert take_slot(q, 0, 841, 480, 960) == 1440 + 480
    assert take_slot(clinic(4), 0, 840, 480, 960) == 840


def test_nobody_is_seen_before_he_comes() -> None:
    q, rng = clinic(37), np.random.default_rng(0)
    for now in np.sort(rng.integers(0, 10 * 1440, 300)).tolist():
        assert take_slot(q, 0, now, 480, 1020) >= now


def test_the_expected_wait_is_the_queue_over_the_daily_throughput() -> None:
    q = clinic(4)
    for _ in range(6):
        take_slot(q, 0, 480, 480, 960)
    assert expected_slot_wait(q, 0, slot_clock(480, 480, 960)) == 6 / 4


def test_more_slots_shorten_a_queue_that_is_already_booked() -> None:
    q = clinic(2)
    for _ in range(8):
        take_slot(q, 0, 480, 480, 960)  # four days booked
    set_slots(q, 0, 4, 480)
    assert take_slot(q, 0, 480, 480, 960) == 4 * 1440 + 480


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c (Erlang 1917)."""
    terms = [load**k / math.factorial(k) for k in range(servers)]
    last = load**servers / math.factorial(servers) * servers / (servers - load)
    return last / (sum(terms) + last)


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_a_lone_ward_with_exponential_stays_and_endless_patience_is_an_mmc_queue(engine: str) -> None:
    servers, load, days = 6, 4.5, 40_000 if engine == "compiled" else 8_000
    waits, waited = lone_ward(engine, servers, load, mean_days=5.0, days=days)
    p_wait = erlang_c(servers, load)
    mean = p_wait * 5.0 / (servers - load)  # W_q = C(c, a) / (c mu - lambda)
    tolerance = 0.10 if engine == "compiled" else 0.22  # about 4 standard errors of a queue this long
    assert waited == pytest.approx(p_wait, rel=tolerance)
    assert waits == pytest.approx(mean, rel=1.5 * tolerance)
