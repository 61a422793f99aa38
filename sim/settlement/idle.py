"""Which provisions of a policy changed nothing in a run: nobody read them, or no bill was other for their rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.policy.benefit.bill import Step
from sim.policy.policy import Policy


class Noticed:
    """Benefit rules that bills of a run asked, and those that changed one."""

    def __init__(self) -> None:
        self._asked: set[str] = set()
        self._changed: set[str] = set()

    def add(self, steps: Sequence[Step]) -> None:
        """The steps of some bills."""
        for step in steps:
            name = step.rule.name
            if name not in self._changed:
                self._asked.add(name)
                if not np.array_equal(step.before, step.after):
                    self._changed.add(name)

    def idle(self, policy: Policy) -> tuple[str, ...]:
        """Own settings of the policy that nothing read, or whose benefit rule was in force and changed no bill: a declared
        change without effect, because no case meets it or the county lacks the fact."""
        never = self._asked - self._changed
        own = (s.path for p in policy.provisions for s in p.settings)
        return tuple(dict.fromkeys(p for p in own if p not in policy.read or p.rpartition(".")[0] in never))

    def unchanged(self, policy: Policy) -> tuple[str, ...]:
        """Those of `idle` that bills did read, only that none came out otherwise."""
        return tuple(path for path in self.idle(policy) if path in policy.read)
