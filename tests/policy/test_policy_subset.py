"""A policy with some of its provisions: all of them give it back, none of them its base, and what cannot stand alone is
named."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.foundation.errors import Problems
from sim.policy.read import read_policy
from sim.policy.subset import Group, groups, ids_of, standing, subset, switchable

SCENARIOS = sorted((Path(__file__).resolve().parents[2] / "scenarios" / "policies").glob("*.toml"))


def names(parts: list[Group]) -> list[str]:
    return [part.name for part in parts]


@pytest.mark.parametrize("file", SCENARIOS, ids=lambda file: file.stem)
def test_all_provisions_are_the_policy_and_every_group_stands_alone(file: Path) -> None:
    law = read_policy(file)
    found = groups(law)
    assert subset(law, ids_of(found)).hash == law.hash
    assert sorted(ids_of(found)) == sorted(f"{p.document}:{p.id}" for p in law.provisions if p.settings)
    for group in found:
        assert subset(law, ids_of([group])).id == law.id


def test_no_provisions_are_the_base() -> None:
    law = read_policy("rizhao-2017")
    assert subset(law, ()).hash == read_policy("baseline-ffs").hash
    assert not subset(law, ()).provisions


def test_one_provision_changes_its_values_and_no_other() -> None:
    law = subset(read_policy("rizhao-2017"), ["R-8"])
    assert [p.id for p in law.provisions] == ["R-8"]
    now, base = law.eras[-1], read_policy("baseline-ffs").eras[-1]
    assert now.values["benefit.basic_year_cap"].one("cap") == 300_000_00
    assert "payment.hospital_budget" not in now.values
    assert now.values["benefit.inpatient_ratio"]["ratio"].tolist() == base.values["benefit.inpatient_ratio"]["ratio"].tolist()


def test_half_of_what_a_rule_cannot_be_without_goes_with_the_other_half() -> None:
    """Zaozhuang: the subsidy (1) and the premium (2) are one funding; whose premium is paid for (2b) may be left out."""
    assert names(groups(read_policy("zaozhuang-2023")))[:2] == ["Z-1 + Z-2", "Z-2b"]


def test_what_has_a_neutral_value_stands_apart() -> None:
    """Rizhao: how the hospital budget is reckoned (1) and shared (2); the pool's amount (3), its deficit (4) and surplus (5)."""
    assert names(groups(read_policy("rizhao-2017"))) == ["R-1", "R-2", "R-3", "R-4", "R-5", "R-8", "R-7", "R-10b", "R-11"]


def test_clauses_about_a_rule_that_is_not_there_say_nothing() -> None:
    law, base = read_policy("rizhao-2017"), read_policy("baseline-ffs")
    assert subset(law, ["R-2", "R-4", "R-5"]).hash == base.hash
    bare = subset(law, ["R-3"]).eras[-1].values["payment.outpatient_pool"]
    assert (bare.one("per_head"), bare.one("surplus_share"), bare.one("deficit_share")) == (50_00, 0, 0)


@pytest.mark.parametrize(
    ("policy", "wanted"),
    [
        ("package-100", ["PK-1", "PK-2", "PK-2-out", "PK-3", "PK-4"]),
        ("suixi-2024", ["S-1", "S-2", "S-3", "S-4", "S-4-health", "S-4-score", "S-5"]),
        ("sanming-2018", ["SM-1", "SM-2", "SM-3", "SM-3-out", "SM-4", "SM-5"]),
        ("guizhou-leak", ["GZ-1", "GZ-2", "GZ-3", "GZ-4", "GZ-5"]),
        ("guangdong-2025", ["GD-1", "GD-2", "GD-3", "GD-3-out", "GD-4", "GD-5"]),
        ("anhui-2015", ["A-1", "A-2", "A-3", "A-3-out", "A-4", "A-5"]),
    ],
)
def test_a_package_is_taken_apart(policy: str, wanted: list[str]) -> None:
    """Amount, whose, scope, leaks, bands, division: each document's clauses stand alone, not all as one."""
    assert names(groups(read_policy(policy))) == wanted


def test_a_list_that_must_be_as_long_as_another_goes_with_it() -> None:
    """Gansu's bands of 2018: one clause gives everybody's ratios, the other the ratios of the poor, a list of equal length."""
    assert "G-C5 + G-C7" in names(groups(read_policy("gansu-catastrophic-2018")))


def test_half_a_funding_is_refused_and_its_other_half_named() -> None:
    with pytest.raises(Problems) as refused:
        subset(read_policy("zaozhuang-2023"), ["Z-1", "Z-4"])
    assert "Z-1 + Z-2" in refused.value.render("en")
    assert "Z-1 + Z-2" in refused.value.render("zh")


def test_an_unknown_provision_is_refused_with_the_nearest() -> None:
    with pytest.raises(Problems, match="R-8"):
        subset(read_policy("rizhao-2017"), ["R-88"])


def test_beyond_a_base_the_documents_between_are_switched_too() -> None:
    """The indexed version changes one amount of Rizhao's pool: seen from fee for service it belongs to it."""
    law = read_policy("rizhao-2017-indexed")
    assert [p.id for p in switchable(law)] == ["R-3-indexed"]
    assert names(groups(law, "baseline-ffs"))[2:5] == ["R-3 + R-3-indexed", "R-4", "R-5"]
    assert subset(law, (), "baseline-ffs").hash == read_policy("baseline-ffs").hash
    assert subset(law, ids_of(groups(law, "baseline-ffs")), "baseline-ffs").hash == law.hash
    without = subset(law, [i for i in ids_of(groups(law, "baseline-ffs")) if "R-3-indexed" not in i], "baseline-ffs")
    assert without.hash == read_policy("rizhao-2017").hash


def test_two_documents_may_use_one_number() -> None:
    law = read_policy("package-60")  # its PK-3 changes what PK-3 of package-100 says
    assert names(groups(law, "baseline-ffs")) == ["PK-1", "PK-2", "PK-2-out", "package-100:PK-3", "PK-4", "package-60:PK-3"]
    own = subset(law, ["PK-1", "PK-2", "PK-2-out", "package-100:PK-3", "PK-4"], "baseline-ffs")
    assert own.hash == read_policy("package-100").hash


def test_what_needs_another_is_joined_with_it_and_nothing_else() -> None:
    parts = groups(read_policy("zhejiang-2019"))
    assert names(parts) == ["P8-1", "P8-2", "P8-3", "P8-4", "P8-5"]

    def needs(selected: list[Group]) -> bool:  # the second only with the fourth
        ids = {i for part in selected for i in part.ids}
        return "P8-2" not in ids or "P8-4" in ids

    for all_up_to in (0, 6):
        assert names(standing(parts, needs, all_up_to)) == ["P8-1", "P8-2 + P8-4", "P8-3", "P8-5"]


def test_two_that_clash_without_a_third() -> None:
    parts = groups(read_policy("zhejiang-2019"))

    def peace(selected: list[Group]) -> bool:
        ids = {i for part in selected for i in part.ids}
        return not {"P8-1", "P8-2"} <= ids or "P8-3" in ids

    assert names(standing(parts, peace, 6)) == ["P8-1", "P8-2 + P8-3", "P8-4", "P8-5"]


def test_a_policy_without_files_says_so() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="not read from a file"):
        subset(replace(read_policy("rizhao-2017"), layers=()), ())
