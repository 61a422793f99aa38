"""The pages of the documents are what the files say today, and Rizhao's patient is recomputed number by number."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from sim.experiment.documents import DOCUMENTS, PRESETS, pages, read_cases, where_used
from sim.foundation.shelves import names
from sim.policy.bill_case import bill_case
from sim.policy.read import read_policy
from sim.policy.registry import builtin_rules

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "documents"
WITHOUT_STEP = {"payment.fee_for_service", "payment.deposit"}
"""Rules that leave no line in a calculator: the one has nothing to clear, the other only states scores."""
PATIENT = "rizhaos-patient-is-paid-65-percent-if-most-of-his-cost-was-first-paid.toml"


@pytest.fixture(scope="module")
def cases() -> dict[str, dict[str, list[str]]]:
    return read_cases(ROOT / "tests" / "cases")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return pages(ROOT / "tests" / "cases")


@pytest.mark.parametrize("name", [*(f"{document}.md" for document in DOCUMENTS), "README.md"])
def test_the_committed_page_is_current(made: dict[str, str], name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == made[name], "run: python -m sim.experiment.documents docs/documents"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_clause_stands_on_the_page_and_every_gap_has_a_reason(made: dict[str, str], name: str) -> None:
    policy, page = read_policy(name), made[f"{name}.md"]
    assert policy.number or policy.source
    for provision in policy.provisions:
        assert f"**{provision.id}** {provision.clause}" in page
        assert provision.quote_zh, f"{provision.id} of {name} does not quote its document"
        assert all(f"`{s.path}`" in page for s in provision.settings)
    assert policy.not_modelled, "no document is modelled whole"
    assert all(u.clause in page and u.why.zh in page and u.why.en in page for u in policy.not_modelled)


@pytest.mark.parametrize("name", sorted({*DOCUMENTS, *PRESETS.values()}))
def test_every_rule_of_a_document_makes_a_difference_in_some_case(cases: dict[str, dict[str, list[str]]], name: str) -> None:
    rules = {s.path.rpartition(".")[0] for p in read_policy(name).provisions for s in p.settings}
    assert {rule for rule in rules if not cases.get(rule)} <= WITHOUT_STEP


def test_rules_of_a_bill_are_used_by_every_bill_and_others_say_so() -> None:
    rules = builtin_rules()
    assert where_used(rules["benefit.inpatient_ratio"], "ratio") == "每张报销单 every bill"
    assert where_used(rules["payment.outpatient_pool"], "per_head") == "模拟的结算 settlement of a run"
    assert where_used(rules["fund.agency_netting"], "every") == "模拟的结算 settlement of a run"
    assert where_used(rules["budget.head_quota"], "reserve") == "计算器 calculator"
    assert where_used(rules["benefit.stay_list"], "points") == "每张报销单 every bill"  # the run says what a lower tier keeps
    assert "quota_fen" in where_used(rules["benefit.unreferred_quota"], "share")


def test_presets_are_policies_that_ship() -> None:
    assert set(PRESETS.values()) <= set(names("policies"))


def test_rizhaos_patient_is_recomputed() -> None:
    case = tomllib.loads((ROOT / "tests" / "cases" / PATIENT).read_text("utf-8"), parse_float=Decimal)
    page = (FOLDER / "rizhao-patient.md").read_text("utf-8")
    result = bill_case(read_policy(ROOT / "tests" / "cases" / case["policy"]), case["case"])
    charge, basic, second = Decimal("613449.15"), Decimal("136824.80"), Decimal("264577.94")
    assert [Decimal(repr(result[k])) for k in ("basic", "catastrophic", "paid_total")] == [basic, second, basic + second]
    own = 200_000 + (second - 44_000 - 60_000) / Decimal("0.65")
    compliant = basic + own
    other = 300_000 + (second - 44_000 - 60_000 - 65_000) / Decimal("0.75")
    numbers = {
        "charge": charge, "basic": basic, "catastrophic": second, "together": basic + second, "own": own,
        "compliant": compliant, "outside": charge - compliant, "in full": (compliant - 800) * Decimal("0.7"),
        "base": basic / Decimal("0.7") + 800, "first paid": compliant - basic / Decimal("0.7") - 800,
        "province": compliant - basic / Decimal("0.65") - 1200, "elsewhere": compliant - basic / Decimal("0.55") - 2500,
        "own at 75 %": other, "compliant at 75 %": basic + other, "70 %": basic / Decimal("0.7"),
        "first paid at 75 %": basic + other - basic / Decimal("0.7") - 800, "80 %": basic / Decimal("0.8"),
    }  # fmt: skip
    for what, amount in numbers.items():
        assert f"{amount:,.2f}" in page, f"{what}: {amount:,.2f}"
    assert f"{(basic + second) / charge:.2%}" in page
    assert f"{numbers['first paid'] / compliant:.1%}" in page
    assert f"{basic / compliant:.1%}" in page
    assert f"{(charge - compliant) / charge:.1%}" in page


@pytest.mark.parametrize("name", sorted({*DOCUMENTS, *PRESETS.values()}))
def test_what_a_run_does_not_use_is_said_in_the_file(name: str) -> None:
    """A clause whose values only the calculators look at stands under [[not_modelled]], by its number."""
    policy, rules = read_policy(name), builtin_rules()
    said = " ".join(u.clause for u in policy.not_modelled)
    for provision in policy.provisions:
        for setting in provision.settings:
            rule, _, parameter = setting.path.rpartition(".")
            used = where_used(rules[rule], parameter)
            if not used.startswith(("每张", "模拟")):
                number = r"(?<![\w-])" + re.escape(provision.id) + r"(?![\w-])"
                assert re.search(number, said), f"{name}: {provision.id} sets {setting.path}, used by: {used}"
