"""A content hash knows what is said, not how it is laid out."""

import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from sim.foundation.content import canonical, content_hash
from sim.foundation.documents import read_document

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


class Anything(BaseModel, extra="allow"):
    pass


def reordered(value):
    if isinstance(value, dict):
        return {k: reordered(v) for k, v in reversed(value.items())}
    if isinstance(value, list):
        return tuple(map(reordered, value))
    return value


@given(PLAIN)
def test_the_order_of_keys_and_the_container_do_not_count(value):
    assert content_hash(value) == content_hash(reordered(value))


@given(PLAIN, PLAIN)
def test_different_content_has_a_different_hash(one, other):
    same = canonical(one) == canonical(other)
    assert (content_hash(one) == content_hash(other)) == same
    assert same or one != other
    assert content_hash([one, other]) != content_hash([[one, other]])
    assert content_hash({"k": one}) != content_hash(one)


def test_a_known_hash_stays_the_same_for_ever():
    # printf %s '{"a":[1,"二",null,true],"b":0.5}' | sha256sum
    known = "a508e772e0204587db3c23bd43b3affc5542b447cb0afa09b72dfa62ecfb22d7"
    assert canonical({"b": 0.5, "a": [1, "二", None, True]}) == '{"a":[1,"二",null,true],"b":0.5}'
    assert content_hash({"b": 0.5, "a": [1, "二", None, True]}) == known


@pytest.mark.parametrize("spelling", [20, 20.0, Decimal("20.00"), Decimal("2e1"), np.int64(20), np.float64(20)])
def test_a_number_is_the_same_however_it_is_spelled(spelling):
    assert content_hash(spelling) == content_hash(20)
    assert content_hash("20") != content_hash(spelling)


def test_decimals_finer_than_a_float_are_told_apart():
    fine = Decimal("0.1000000000000000000000000001")
    assert content_hash(fine) != content_hash(Decimal("0.1")) == content_hash(0.1)
    assert content_hash(fine) == content_hash(Decimal("0.10000000000000000000000000010"))
    assert content_hash(Decimal("1e-400")) != content_hash(0)


def test_the_same_document_laid_out_otherwise_has_the_same_hash(tmp_path):
    first, second = tmp_path / "a.toml", tmp_path / "b.toml"
    first.write_text("[x]\nrate = 6.25\nday = 2017-01-01\n[[y]]\nn = 1\n[[y]]\nn = 2\n", encoding="utf-8")
    second.write_bytes(
        "\ufeff# 说明\r\ny = [{n = 1}, {n = 2}] # inline\r\n\r\n[x]\r\nday = 2017-01-01\r\n'rate' = 6.250\r\n".encode()
    )
    assert read_document(first, Anything).hash == read_document(second, Anything).hash
    second.write_text("[x]\nrate = 6.26\nday = 2017-01-01\n[[y]]\nn = 1\n[[y]]\nn = 2\n", encoding="utf-8")
    assert read_document(first, Anything).hash != read_document(second, Anything).hash


def test_models_dataclasses_arrays_and_frames_are_hashed_by_what_they_hold():
    class Model(BaseModel):
        b: int
        a: date

    @dataclass
    class Record:
        a: date
        b: int

    class Colour(Enum):
        RED = "red"

    day = date(2021, 3, 5)
    plain = {"a": "2021-03-05", "b": 7}
    assert content_hash(Model(a=day, b=7)) == content_hash(Record(day, 7)) == content_hash(plain)
    assert content_hash(np.array([[1, 2], [3, 4]])) == content_hash([[1, 2], [3, 4]])
    frame = pd.DataFrame({"x": [1.0, None], "y": ["a", "b"], "z": pd.array([1, None], "Int64")})
    assert content_hash(frame) == content_hash({"x": [1, None], "y": ["a", "b"], "z": [1, None]})
    assert content_hash({Colour.RED: {3, 1}}) == content_hash({"red": {1, 3}})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN"), np.array([np.inf])])
def test_numbers_that_are_none_have_no_hash(value):
    with pytest.raises(ValueError, match="finite"):
        content_hash(value)


def test_what_has_no_content_has_no_hash():
    with pytest.raises(TypeError, match="no content"):
        content_hash(print)
    with pytest.raises(TypeError, match="key"):
        content_hash({(1, 2): 3})


def test_another_process_finds_the_same_hash():
    script = "from sim.foundation.content import content_hash; print(content_hash({'b': {'x', 'y', 'z'}, 'a': 1.5}))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == content_hash({"a": Decimal("1.50"), "b": {"z", "y", "x"}})
