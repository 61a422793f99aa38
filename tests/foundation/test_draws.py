"""Keyed random numbers: the published test vectors, and the same number for the same key wherever it is asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.foundation.draws import normals, philox, stream_code, uniforms, unit, unit32, words

# Random123 1.14, file kat_vectors, lines "philox4x32 10": counter, key -> output.
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), KNOWN)
def test_philox_gives_the_published_words(counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert philox(*counter, *key) == expected


def test_a_uniform_has_52_bits_and_never_reaches_its_ends() -> None:
    assert unit(0, 0) == 0.5 / 2**52
    assert unit(0xFFFFFFFF, 0xFFFFFFFF) == (2**52 - 0.5) / 2**52 < 1
    assert unit(1 << 31, 0) == 0.5 + 0.5 / 2**52
    assert unit32(0) == 0.5 / 2**32
    assert unit32(0xFFFFFFFF) < 1


def test_box_muller_at_a_point_worked_by_hand() -> None:
    # u = exp(-2) gives radius 2, v = 0 gives angle 0 and v = 1/4 gives a right angle.
    assert normals(np.exp(-2.0), 0.0) == pytest.approx((2.0, 0.0))
    assert normals(np.exp(-2.0), 0.25) == pytest.approx((0.0, 2.0))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**63 - 1), *[st.integers(0, 2**32 - 1)] * 3)
def test_an_array_draw_is_the_compiled_draw_of_the_same_key(seed: int, person: int, episode: int, n: int) -> None:
    w0, w1, _, _ = words(np.uint64(seed), np.uint32(stream_code("x")), person, episode, n)
    assert uniforms(seed, "x", person, episode, n) == unit(w0, w1)


def test_a_draw_depends_on_its_key_only_and_not_on_who_else_draws() -> None:
    everybody = uniforms(7, "onset", np.arange(1000))
    assert np.array_equal(uniforms(7, "onset", np.arange(500, 600)), everybody[500:600])
    assert np.array_equal(uniforms(7, "onset", np.arange(999, -1, -1)), everybody[::-1])


@pytest.mark.parametrize("other", [{"seed": 8}, {"stream": "stay"}, {"episode": 1}, {"n": 1}])
def test_every_part_of_the_key_counts(other: dict[str, object]) -> None:
    key: dict[str, object] = {"seed": 7, "stream": "onset", "person": np.arange(20_000), "episode": 0, "n": 0}
    a, b = uniforms(**key), uniforms(**(key | other))  # type: ignore[arg-type]
    assert abs(np.corrcoef(a, b)[0, 1]) < 5 / np.sqrt(20_000)  # 5 standard errors of an uncorrelated pair


def test_draws_are_uniform() -> None:
    u = uniforms(3, "uniform", np.arange(200_000))
    counts = np.histogram(u, 100, (0, 1))[0]
    chi2 = ((counts - 2000) ** 2 / 2000).sum()
    assert 40 < chi2 < 180  # 99 degrees of freedom: mean 99, sd 14


def test_a_key_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="person must fit in 32 bits"):
        uniforms(1, "x", 2**32)
    with pytest.raises(ValueError, match="n must fit in 32 bits"):
        uniforms(1, "x", 0, 0, -1)


def test_named_streams_stay_clear_of_the_journeys_own_numbers() -> None:
    assert all(stream_code(name) >= 2**31 for name in ("residents.age", "onset", ""))
