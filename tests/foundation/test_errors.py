"""Problems: complete, in both languages, in the order of the file, and able to cross a process boundary."""

import pickle

import pytest

from sim.foundation.errors import Problem, Problems, Words, did_you_mean, nearest, one_of, quoted, refuse

BEDS = Problem("a.csv", 12, "beds (E12)", "'-3'", "≥ 0", Words("改成正数", "make it positive"), "太小", "too small")
HEAD = Problem("a.csv", None, "", "", "", "", "文件是空的", "the file is empty")


def test_a_problem_says_where_what_is_there_what_is_allowed_and_what_to_do():
    assert BEDS.render("zh") == "a.csv:12: beds (E12): 太小\n    填的是：'-3'\n    允许：≥ 0\n    怎么办：改成正数"
    assert BEDS.render("en") == (
        "a.csv:12: beds (E12): too small\n    found: '-3'\n    allowed: ≥ 0\n    to do: make it positive"
    )
    assert HEAD.render("en") == "a.csv: the file is empty"


def test_problems_are_told_in_the_order_of_the_lines():
    problems = Problems([BEDS, HEAD])
    assert problems.problems == [HEAD, BEDS]
    assert problems.render("zh").startswith("发现 2 处问题：\na.csv: 文件是空的\na.csv:12:")
    assert str(problems).startswith("2 problems found:")
    assert str(Problems([BEDS])).startswith("1 problem found:")


def test_problems_survive_the_way_from_a_worker_process():
    assert pickle.loads(pickle.dumps(Problems([BEDS]))).problems == [BEDS]


def test_nothing_wrong_nothing_raised():
    refuse([])
    with pytest.raises(Problems):
        refuse([BEDS])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("deficit_shar", "deficit_share"),
        ("Deficit-Share", "deficit_share"),
        ("％", "%"),
        ("床位", "床位数"),
        ("xyz", None),
    ],
)
def test_the_nearest_name(written, meant):
    names = ["deficit_share", "surplus_share", "%", "床位数"]
    assert nearest(written, names) == meant
    assert did_you_mean(written, names).en == (f"did you mean {meant}" if meant else "")


def test_long_lists_and_values_are_cut():
    assert one_of("abc") == "a | b | c"
    assert one_of(map(str, range(20)), limit=2) == "0 | 1 | … (20)"
    assert quoted("x" * 100) == "'" + "x" * 60 + "…'"
    assert quoted("a\nb\0") == "'a\\nb\\x00'"
