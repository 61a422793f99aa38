"""The commands that need no simulation: a policy prints itself, and one rule answers alone."""

from __future__ import annotations

import json
import subprocess
import sys


def cli(*args: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "sim.cli", *args], input=stdin, capture_output=True, text=True, check=False)


def test_a_policy_prints_its_clauses_in_chinese() -> None:
    said = cli("show", "gansu-2018")
    assert said.returncode == 0
    assert "## G-R3　未按规定转诊：省级按病种定额的30%、市级按50%报销" in said.stdout
    assert "没有建模的条款" in said.stdout


def test_a_rule_answers_alone() -> None:
    """60 % of 10 million prepaid in months; 40 % of it depends on the assessment."""
    case = {"rule": "payment.prepayment", "facts": {"last_year": 10_000_000, "approved": 11_000_000, "earned": 90}}
    said = cli("reckon", "gansu-2018", "--case", "-", "--json", stdin=json.dumps(case))
    assert said.returncode == 0, said.stderr
    answer = json.loads(said.stdout)
    assert (answer["advance"], answer["remainder_paid"], answer["to_pay"]) == (6_000_000, 3_600_000, 4_600_000)
    plain = cli("reckon", "gansu-2018", "--case", "-", "--lang", "en", stdin=json.dumps(case))
    assert "prepaid in the year: 6000000.0" in plain.stdout
    assert "甘政办发〔2018〕98号" in plain.stdout


def test_a_rule_that_is_not_in_force_is_named_with_the_nearest() -> None:
    said = cli("reckon", "gansu-2018", "--case", "-", "--lang", "en", stdin=json.dumps({"rule": "payment.prepaymnt"}))
    assert said.returncode != 0
    assert "payment.prepayment" in said.stderr + said.stdout
