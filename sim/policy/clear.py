"""The year-end clearing as one pure function: totals in, amounts with reasons out. It knows nothing of a simulation.

The books call it once with what was spent; the forecast and the incentives call it with many hypothetical totals at
once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.policy.policy import PolicyAt
from sim.policy.rule import Rule
from sim.policy.sharing.clearing import Clearing, Totals, own_gain_and_loss

FIXED = ("payment.case_quota", "payment.per_diem", "payment.apg", "payment.points_visitors")
"""Tariffs that fix an amount for what was delivered; cleared against what was billed, the difference is the institution's."""


def mechanisms(policy: PolicyAt) -> tuple[Rule, ...]:
    """The payment rules in force, each of which clears holders of its own, and behind them the tariffs of `FIXED`."""
    tariffs = [rule for rule in policy.rules.get("tariff", ()) if rule.name in FIXED]
    own = (replace(rule, slot="payment", function=own_gain_and_loss, takes=(), gives=()) for rule in tariffs)
    return (*policy.rules.get("payment", ()), *own)


def clear(policy: PolicyAt, totals: Mapping[str, Totals]) -> dict[str, Clearing]:
    """Clear every mechanism for which totals are given: {rule name: Totals} -> {rule name: Clearing}.

    Raises KeyError for a rule that is not in force: a clearing that the policy does not know is no zero.
    """
    cleared: dict[str, Clearing] = {}
    for name, of_rule in totals.items():
        rule = next((r for r in mechanisms(policy) if r.name == name), None)
        if rule is None:
            raise KeyError(f"{name} is not in force in policy {policy.id}: {[r.name for r in mechanisms(policy)]}")
        cleared[name] = rule.function(policy.values[name], of_rule)
    return cleared
