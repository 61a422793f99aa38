"""A policy file says what it means or is refused: every fault at once, at its line, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from sim.foundation.errors import Problems
from sim.foundation.shelves import names
from sim.policy.benefit.bill import bill
from sim.policy.claims import INPATIENT, Claims, YearToDate
from sim.policy.read import load_rules, read_policy

HEAD = """[document]
kind = "policy"
schema = 1
id = "{id}"
title_zh = "试验"
title_en = "A trial"
base = "{base}"
effective = 2017-01-01

[[provision]]
id = "1"
"""
SET = """
  [[provision.set]]
  path = "{path}"
  value = {value}
  unit = "{unit}"
  kind = "lever"
  status = "{status}"
  {basis}
"""


def setting(path: str, value: str, unit: str, status: str = "sourced", basis: str = 'source = "某文件 第一条"') -> str:
    return SET.format(path=path, value=value, unit=unit, status=status, basis=basis)


def written(folder: Path, *settings: str, id: str = "trial", base: str = "baseline-ffs", tail: str = "") -> Path:
    path = folder / f"{id}.toml"
    path.write_text(HEAD.format(id=id, base=base) + "".join(settings) + tail, encoding="utf-8")
    return path


POOL = "payment.outpatient_pool"
FALLING = 'why = "常见"\n  range = [500, 200]'
WRONG = {
    "a misspelt parameter": (
        setting("benefit.inpatient_ratio.ration", "{ all = 80 }", "%"),
        ["没有参数 ration", "has no parameter ration", "benefit.inpatient_ratio.ratio", ":14:"],
    ),
    "a rule that is not modelled": (
        setting("payment.lottery.prize", "3", "yuan"),
        ["没有建模", "the rule payment.lottery is not modelled, and not modelled is not zero"],
    ),
    "a rule name with a typing error": (
        setting("benefit.inpatient_ratios.ratio", "{ all = 80 }", "%"),
        ["did you mean benefit.inpatient_ratio.ratio"],
    ),
    "yuan where yuan a head are meant": (
        setting("benefit.outpatient_year_cap.cap", "300", "yuan"),
        ["单位不对", "wrong unit", "yuan/person/year", ":16:"],
    ),
    "a unit that does not exist": (
        setting("benefit.inpatient_ratio.ratio", "{ all = 80 }", "percent"),
        ["wrong unit for benefit.inpatient_ratio.ratio", "% | ‰ | ratio"],
    ),
    "a ratio over one": (
        setting("benefit.inpatient_ratio.ratio", "{ county = 180 }", "%"),
        ["超出范围", "180 % is out of range", "value.county"],
    ),
    "a negative amount": (
        setting("benefit.outpatient_year_cap.cap", "-1", "yuan/person/year"),
        ["-1 yuan/person/year is out of range"],
    ),
    "a tier that does not exist": (
        setting("benefit.inpatient_ratio.ratio", "{ countty = 80 }", "%"),
        ["there is no countty here", "did you mean county"],
    ),
    "a number in quotes": (
        setting("benefit.outpatient_year_cap.cap", '"many"', "yuan/person/year"),
        ["'many' is not a number"],
    ),
    "a list where a number is wanted": (
        setting("benefit.outpatient_year_cap.cap", "[1, 2]", "yuan/person/year"),
        ["a single value is wanted here"],
    ),
    "a number where a list is wanted": (
        setting("benefit.catastrophic.edges", "10000", "yuan"),
        ["a list is wanted here"],
    ),
    "one for true": (setting("benefit.referral_up.active", "1", "flag"), ["1 is not true or false"]),
    "a fraction of a fen": (
        setting("benefit.outpatient_year_cap.cap", "300.005", "yuan/person/year"),
        ["cannot be stored exactly"],
    ),
    "a value without a source": (
        setting("benefit.outpatient_year_cap.cap", "300", "yuan/person/year", basis='source = " "'),
        ["没有写明来源", "the source is not given"],
    ),
    "an assumption without a range": (
        setting("benefit.outpatient_year_cap.cap", "300", "yuan/person/year", "assumption", 'why = "常见"'),
        ["假设要写明理由 why 和范围 range", "an assumption needs why and range"],
    ),
    "a range that falls": (
        setting("benefit.outpatient_year_cap.cap", "300", "yuan/person/year", "assumption", FALLING),
        ["the range runs from low to high"],
    ),
    "an unknown key": (
        setting("benefit.outpatient_year_cap.cap", "300", "yuan/person/year") + "  sorce = 1\n",
        ["did you mean source", ":20:"],
    ),
    "two values of one day": (
        setting("benefit.outpatient_year_cap.cap", "300", "yuan/person/year")
        + setting("benefit.outpatient_year_cap.cap", "500", "yuan/person/year"),
        ["第 14 行已在同一天给同一参数赋值", "line 14 sets the same parameter from the same day"],
    ),
    "a rule that lacks a parameter": (
        setting(f"{POOL}.per_head", "50", "yuan/person/year"),
        ["also needs surplus_share", "also needs deficit_share", "also needs covers", "also needs tiers"],
    ),
    "a hole in a table": (
        setting("benefit.catastrophic_year_cap.cap", "{ general = 300000 }", "yuan/person/year"),
        ["has no value for low_income", "add it, or write all"],
    ),
    "bands of different length": (
        setting("benefit.catastrophic.ratios", "{ general = [60, 70] }", "%"),
        ["the lists of benefit.catastrophic.ratios differ in length"],
    ),
    "a base that does not exist": (
        setting("benefit.referral_up.active", "true", "flag"),
        ["the base policy does not exist"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_a_faulty_file_is_refused_with_a_sentence(fault: str, tmp_path: Path) -> None:
    text, messages = WRONG[fault]
    path = written(tmp_path, text, base="baseline-fss" if "base" in fault else "baseline-ffs")
    with pytest.raises(Problems) as caught:
        read_policy(path)
    said = caught.value.render("zh") + caught.value.render("en")
    for message in messages:
        assert message in said, said
    assert str(path) in said


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    faults = [WRONG[name][0] for name in ("a misspelt parameter", "a rule that is not modelled", "a ratio over one")]
    with pytest.raises(Problems) as caught:
        read_policy(written(tmp_path, *faults))
    assert [p.line for p in caught.value.problems] == sorted(p.line for p in caught.value.problems if p.line)
    assert len(caught.value.problems) == 3


def test_bases_that_run_in_a_circle_are_refused(tmp_path: Path) -> None:
    one = setting("benefit.referral_up.active", "true", "flag")
    written(tmp_path, one, id="b", base="c.toml")
    written(tmp_path, one, id="c", base="a.toml")
    with pytest.raises(Problems, match="the bases run in a circle: a → b → c → a"):
        read_policy(written(tmp_path, one, id="a", base="b.toml"))


def test_a_diff_changes_only_what_it_says(tmp_path: Path) -> None:
    path = written(tmp_path, setting("benefit.inpatient_ratio.ratio", "{ county = 82 }", "%"))
    changed, base = (
        read_policy(p).at(date(2021, 1, 1)).values["benefit.inpatient_ratio"]["ratio"] for p in (path, "baseline-ffs")
    )
    assert set(changed[2]) == {820_000}
    np.testing.assert_array_equal(np.delete(changed, 2, axis=0), np.delete(base, 2, axis=0))


def test_before_its_date_a_reform_is_its_base() -> None:
    reform, base = read_policy("rizhao-2017"), read_policy("baseline-ffs")
    before = reform.at(date(2016, 12, 31))
    assert {r.name for rules in before.rules.values() for r in rules} == {
        r.name for rules in base.rules.values() for r in rules
    }
    assert "payment.outpatient_pool" in reform.at(date(2017, 1, 1)).values


def test_before_the_first_date_of_all_a_policy_refuses_to_speak() -> None:
    with pytest.raises(ValueError, match="baseline-ffs says nothing about 2015-12-31"):
        read_policy("baseline-ffs").at(date(2015, 12, 31))


def test_a_later_date_of_the_base_gives_way_to_the_diff(tmp_path: Path) -> None:
    """The diff speaks for all days from its own on, also where its base would have changed the value once more."""
    later = setting("payment.outpatient_pool.per_head", "60", "yuan/person/year") + "  from = 2020-06-01\n"
    policy = read_policy(written(tmp_path, later, base="rizhao-2017-indexed"))
    amounts = [policy.at(date(y, 7, 1)).values[POOL].one("per_head") for y in (2019, 2020, 2021, 2024)]
    assert amounts == [6111, 6000, 6000, 6000]


def test_equal_content_has_equal_hashes_whatever_the_layout(tmp_path: Path) -> None:
    a = setting("benefit.outpatient_year_cap.cap", "400", "yuan/person/year")
    b = setting("benefit.referral_down.active", "false", "flag")
    first = read_policy(written(tmp_path, a, b, id="one")).hash
    second = read_policy(written(tmp_path, b, a.replace("400", "{ all = 400.00 }"), id="two")).hash
    third = read_policy(written(tmp_path, a.replace("400", "401"), b, id="three")).hash
    assert first == second != third


def test_a_change_that_nothing_reads_is_known(tmp_path: Path) -> None:
    policy = read_policy(written(tmp_path, setting("benefit.outpatient_year_cap.cap", "400", "yuan/person/year")))
    assert policy.unread == ("benefit.outpatient_year_cap.cap",)
    law = policy.at(date(2021, 1, 1))
    bill(law, Claims.zeros(1, kind=INPATIENT, tier=2, charge_fen=100), YearToDate.zeros(1))
    assert policy.unread == ("benefit.outpatient_year_cap.cap",), "a stay does not look at the outpatient cap"
    bill(law, Claims.zeros(1, tier=1, charge_fen=100), YearToDate.zeros(1))
    assert policy.unread == ()


RULE_FILE = '''
from sim.policy.claims import INPATIENT
from sim.policy.rule import Parameter, Rule


def bonus(values, claims, ytd, work):
    """Ten points more for children under a given age."""
    young = claims.age < values.one("below")
    return {"ratio_ppm": work["ratio_ppm"] + young * values["points"]}


RULE = Rule(
    name="benefit.children_bonus", slot="ratio", zh="儿童提高报销比例", en="children: more points", function=bonus,
    parameters=(Parameter("below", "years", "年龄", "age", low=0), Parameter("points", "percentage points", "百分点",
    "points")), kinds=(INPATIENT,), writes=("ratio_ppm",), %s
)
'''


def test_a_rule_in_a_users_folder_runs_without_an_edit_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "children_bonus.py").write_text(RULE_FILE % 'after=("benefit.inpatient_ratio",)', encoding="utf-8")
    sets = setting("benefit.children_bonus.below", "6", "years") + setting(
        "benefit.children_bonus.points", "10", "percentage points"
    )
    path = written(tmp_path, sets)
    law = read_policy(path, rules=load_rules(tmp_path)).at(date(2021, 1, 1))
    claims = Claims.zeros(2, kind=INPATIENT, tier=2, level=2, age=[5, 6], charge_fen=600_000)
    assert bill(law, claims, YearToDate.zeros(2)).basic.tolist() == [495_000, 440_000]  # 5,500 yuan x 90 % and x 80 %
    with pytest.raises(Problems, match=r"the rule benefit.children_bonus is not modelled"):
        read_policy(path)


def test_two_rules_that_write_one_column_need_an_order(tmp_path: Path) -> None:
    (tmp_path / "children_bonus.py").write_text(RULE_FILE % "", encoding="utf-8")
    rules = load_rules(tmp_path)
    sets = setting("benefit.children_bonus.below", "6", "years") + setting(
        "benefit.children_bonus.points", "10", "percentage points"
    )
    with pytest.raises(Problems, match="both write ratio_ppm in slot ratio and nothing says which goes first"):
        read_policy(written(tmp_path, sets), rules=rules)
    order = '\n[order]\nratio = ["benefit.inpatient_ratio", "benefit.children_bonus"]\n'
    law = read_policy(written(tmp_path, sets, tail=order), rules=rules).at(date(2021, 1, 1))
    assert [r.name for r in law.rules["ratio"]].index("benefit.inpatient_ratio") < [
        r.name for r in law.rules["ratio"]
    ].index("benefit.children_bonus")


def test_a_rule_file_that_fails_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import nothing_of_that_name", encoding="utf-8")
    (tmp_path / "empty.py").write_text("", encoding="utf-8")
    with pytest.raises(Problems) as caught:
        load_rules(tmp_path)
    assert {"the rule file does not run", "the file holds no RULE"} == {p.en for p in caught.value.problems}


@pytest.mark.parametrize("name", sorted(names("policies")))
def test_every_shipped_value_is_sourced_or_a_labelled_assumption(name: str) -> None:
    policy = read_policy(name)
    assert policy.title_zh
    assert policy.title_en
    for provision in policy.provisions:
        assert provision.clause, f"{provision.id} says nothing in Chinese"
        assert provision.text_en, f"{provision.id} says nothing in English"
        assert provision.settings, f"{provision.id} is mapped to nothing"
        for s in provision.settings:
            assert s.source if s.status == "sourced" else (s.why and s.range)


def test_a_file_that_was_changed_is_read_again_and_so_is_its_base(tmp_path: Path) -> None:
    """Files are read once as long as they say the same: of a base that says 70 instead of 60 both policies have 70."""
    law, ratio = "benefit.outpatient_ratio", "benefit.outpatient_ratio.ratio"
    for percent in (60, 70, 60):
        own = written(tmp_path, setting(ratio, f"{{ all = {percent} }}", "%"), id="own")
        cap = setting("benefit.outpatient_year_cap.cap", "500", "yuan/person/year")
        above = written(tmp_path, cap, id="above", base="own.toml")
        for file in (own, above):
            assert (read_policy(file).eras[-1].values[law].plain["ratio"] == percent * 10_000).all()
