"""Pictures are drawn to scale: what is twice as much is twice as tall."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.foundation.errors import Words
from sim.report.figures import Column, months, nice_top, ribbons
from sim.report.numbers import number, percent, points, signed, wan

LAYERS = [Words("甲", "one"), Words("<乙>", "<two>"), Words("丙", "three")]
SVG = "{http://www.w3.org/2000/svg}"


def test_columns_are_cut_in_proportion() -> None:
    svg = ribbons([Column(Words("门诊", "visits"), Words("100", "100"), (20, 30, 50))], LAYERS, Words("图", "figure"))
    heights = [float(rect.get("height", "")) for rect in ElementTree.fromstring(svg).iter(f"{SVG}rect")]
    assert heights == pytest.approx([48.0, 72.0, 120.0])


def test_labels_are_escaped_and_stand_in_both_languages() -> None:
    svg = ribbons([Column(Words("门诊", "visits"), Words("100", "100"), (20, 30, 50))], LAYERS, Words("图", "figure"))
    texts = [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]
    assert "<乙>" in texts
    assert "<two>" in texts


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0, 1e9), min_size=5, max_size=5), st.lists(st.floats(0, 1e9), min_size=5, max_size=5))
def test_any_shares_make_a_valid_picture(left: list[float], right: list[float]) -> None:
    layers = [Words(str(n), str(n)) for n in range(5)]
    columns = [Column(Words("左", "left"), Words("", ""), left), Column(Words("右", "right"), Words("", ""), right)]
    svg = ribbons(columns, layers, Words("图", "figure"))
    drawn = ElementTree.fromstring(svg)
    assert len(list(drawn.iter(f"{SVG}rect"))) == 10
    labels = sorted(
        float(t.get("y", ""))
        for t in drawn.iter(f"{SVG}text")
        if t.get("text-anchor") == "start" and t.get("class") == "en"
    )
    assert all(b - a > 18.9 for a, b in pairwise(labels))


def test_a_line_of_months_starts_at_zero() -> None:
    svg = months([(Words("甲", "one"), [0.0, 50.0, 100.0])], Words("万元", "10,000 yuan"), Words("图", "figure"))
    path = re.search(r'd="M([\d. L]+)" fill="none"', svg)
    assert path
    heights = [float(point.split()[1]) for point in path[1].split("L")]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2], abs=0.1)
    assert "Jan" in svg
    assert "1月" in svg


@given(st.floats(0.001, 1e12))
def test_the_axis_covers_the_values_without_waste(high: float) -> None:
    assert high * (1 - 1e-9) <= nice_top(high) <= high * 1.34


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (wan(12_345_678.9), "1,234.6"),
        (wan(-500.0), "\u22120.1"),
        (wan(-499.0), "0.0"),
        (number(float("nan")), "\u2013"),
        (number(1234.5, 2), "1,234.50"),
        (signed(5), "+5"),
        (signed(-5), "\u22125"),
        (signed(0.0), "0"),
        (percent(0.1234), "12.3%"),
        (points(0.0123), "+1.23"),
        (points(-0.00001), "0.00"),
    ],
)
def test_how_numbers_are_written(text: str, written: str) -> None:
    assert text == written
