"""Tables: what Excel writes is read exactly; every column has its type; rows know their lines."""

import copy
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.foundation.cells import PARSERS, Bad
from sim.foundation.errors import Problems
from sim.foundation.money import MAX_FEN, fen
from sim.foundation.tables import Column, cell_problem, read_csv

COLUMNS = (
    Column("id", "id"),
    Column("name", "str", zh="名称", en="Name", required=False),
    Column("beds", "int", low=0, zh="床位数", required=False),
    Column("minutes", "float", required=False),
    Column("cost", "fen", "万元", required=False),
    Column("share", "ppm", "%", required=False),
    Column("opened", "date", required=False),
    Column("private", "bool", required=False),
)


def table(tmp_path, text, columns=COLUMNS, **options):
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    return read_csv(path, columns, **options)


def test_a_table_as_excel_writes_it(tmp_path):
    text = (
        "床位数,id,名称,share,cost,opened,private,minutes,\n"
        '"1,060",A-1,"第一\n医院",6.25%,"1,234.5678",2021/3/5,TRUE,1.5E+2,\n'
        ",,,,,,,,\n"
        "60.00, A-2 ,　卫生院　,100,0,2021年3月5日,否,45,\n"
    )
    frame = table(tmp_path, text)
    assert list(frame) == [c.name for c in COLUMNS]
    assert frame["id"].tolist() == ["A-1", "A-2"]
    assert frame["name"].tolist() == ["第一\n医院", "卫生院"]
    assert frame["beds"].tolist() == [1060, 60]
    assert frame["minutes"].tolist() == [150.0, 45.0]
    assert frame["cost"].tolist() == [1_234_567_800, 0]
    assert frame["share"].tolist() == [62_500, 1_000_000]
    assert frame["opened"].tolist() == [date(2021, 3, 5)] * 2
    assert frame["private"].tolist() == [True, False]
    kinds = {"beds": "int64", "minutes": "float64", "cost": "int64", "share": "int64", "private": "bool"}
    assert {name: str(frame[name].dtype) for name in kinds} == kinds


def test_what_is_not_required_may_be_empty_or_missing(tmp_path):
    frame = table(tmp_path, "id,beds,opened,private\na,,,\nb,3,2021-01-01,1\n")
    assert frame["name"].tolist() == ["", ""]
    assert frame["beds"].isna().tolist() == [True, False]
    assert frame["beds"].dtype == "Int64"
    assert frame["private"].dtype == "boolean"
    assert frame["opened"].tolist() == [None, date(2021, 1, 1)]
    assert np.isnan(frame["minutes"]).all()
    with pytest.raises(Problems):
        table(tmp_path, "beds\n3\n")


def test_rows_know_the_lines_on_which_they_start(tmp_path):
    frame = table(tmp_path, 'id,name\na,"two\nlines"\n\nb,x\n')
    sliced = copy.deepcopy(frame[frame["id"] == "b"])
    problem = cell_problem(sliced, 1, "name", "重复", "repeated", found="x")
    assert (problem.line, problem.where, problem.found) == (5, "name", "x")
    assert pd.concat([frame, sliced]).shape == (3, 8)  # attributes of frames are compared there


def test_an_empty_table_is_allowed_only_on_request(tmp_path):
    frame = table(tmp_path, "id\n", empty=True)
    assert len(frame) == 0
    assert frame["beds"].dtype == "int64"
    with pytest.raises(Problems, match="no rows"):
        table(tmp_path, "id\n")


def test_faults_of_headings_and_of_cells_are_told_together(tmp_path):
    with pytest.raises(Problems) as caught:
        table(tmp_path, "id,bedz,share\nA,3,x\nA,4,5%\n")
    assert [(p.line, p.where) for p in caught.value.problems] == [(1, "bedz (B1)"), (2, "share (C2)"), (3, "id (A3)")]


@given(st.integers(-MAX_FEN, MAX_FEN))
def test_any_amount_written_with_separators_is_read_to_the_fen(amount):
    written = f"{Decimal(amount).scaleb(-2):,}"
    assert PARSERS["fen"](written, "yuan") == (amount, Decimal(amount).scaleb(-2))
    assert fen(written.replace(",", "")) == amount


@given(st.integers(-(2**63) + 1, 2**63 - 1))
def test_any_integer_written_with_separators_is_read_exactly(number):
    assert PARSERS["int"](f"{number:,}", "")[0] == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_float_that_python_writes_is_read_exactly(number):
    assert PARSERS["float"](repr(number), "")[0] == number


@given(st.sampled_from(sorted(PARSERS)), st.text(max_size=12), st.sampled_from(["%", "‰", "ratio"]))
def test_any_text_is_a_value_or_a_reason(kind, cell, unit):
    result = PARSERS[kind](cell.strip(), "yuan" if kind == "fen" else unit)
    if isinstance(result, Bad):
        assert result.zh
        assert result.en
    else:
        assert len(result) == 2


@pytest.mark.parametrize(
    ("unit", "written", "ppm"),
    [
        ("%", "20", 200_000),
        ("%", "20 %", 200_000),
        ("ratio", "0.2", 200_000),
        ("ratio", "20%", 200_000),
        ("‰", "5", 5_000),
    ],
)
def test_a_percent_sign_is_read_as_the_unit_allows(unit, written, ppm):
    assert PARSERS["ppm"](written, unit)[0] == ppm


def test_a_column_of_money_or_rates_needs_a_known_unit():
    assert Column("cost", "fen", "yuan_per_head").unit == "yuan_per_head"
    with pytest.raises(ValueError, match="allowed: %, ‰, ratio, ppm"):
        Column("share", "ppm")
    with pytest.raises(ValueError, match="cost: unknown unit 'usd'"):
        Column("cost", "fen", "usd")


def test_a_percent_sign_in_a_column_of_per_mille_is_refused():
    assert isinstance(PARSERS["ppm"]("5%", "‰"), Bad)
    assert isinstance(PARSERS["float"]("5%", "minutes"), Bad)
    assert PARSERS["float"]("5%", "%")[0] == 5.0
