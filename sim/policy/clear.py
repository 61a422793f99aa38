"""The year-end clearing as one pure function: totals in, amounts with reasons out. It knows nothing of a simulation.

The books call it once with what was spent; the forecast and the incentives call it with many hypothetical totals at
once.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.policy.policy import PolicyAt
from sim.policy.rule import Rule
from sim.policy.sharing.clearing import Clearing, Totals


def mechanisms(policy: PolicyAt) -> tuple[Rule, ...]:
    """The payment rules in force, each of which clears holders of its own."""
    return policy.rules.get("payment", ())


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
