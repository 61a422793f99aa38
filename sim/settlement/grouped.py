"""Stays of a year that are paid by points, by institution and group: what makes small groups and stays that no group
takes visible at the year's end.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.foundation.draws import uniforms
from sim.foundation.money import ONE
from sim.policy.payment.drg import reviewed
from sim.policy.payment.points import base_points
from sim.policy.rule import Values

I8 = npt.NDArray[np.int64]
B1 = npt.NDArray[np.bool_]
STREAM = "payment.drg.ungrouped"
"""Name of the stream of draws that says which stays no group takes."""


@dataclass
class Groups:
    """(H, C): points in thousandths after cuts for readmission, what the stays cost in fen, how many they were."""

    points: I8
    cost: I8
    stays: I8

    @classmethod
    def none(cls, institutions: int, conditions: int) -> Groups:
        """Nothing yet."""
        return cls(*np.zeros((3, institutions, conditions), np.int64))

    def add(self, at: I8, group: npt.NDArray[np.integer], points: I8, cost: I8) -> None:
        """Add stays (N,) at institutions and of groups."""
        cell = at * self.points.shape[1] + group
        for table, amounts in ((self.points, points), (self.cost, cost), (self.stays, np.ones_like(points))):
            np.add.at(table.reshape(-1), cell, amounts)

    def after_review(self, values: Values, county_share_ppm: int, mean_all_fen: int) -> tuple[I8, I8]:
        """(points that small groups lose or gain (H,), groups that were reviewed): a group with too few cases in the
        whole pool has no mean to go by, so its stays earn points by what each cost.

        county_share_ppm: the county's part of the pool; the pool has correspondingly more cases of every group.
        """
        small = reviewed(values, self.stays.sum(axis=0) * ONE // county_share_ppm)
        by_cost = np.asarray(base_points(self.cost[:, small], mean_all_fen))
        return (by_cost - self.points[:, small]).sum(axis=1), np.flatnonzero(small)


def ungrouped(values: Values, seed: int, key: tuple[I8, I8, I8]) -> B1:
    """Which stays no group takes, drawn for each by (person, episode, n): the same stay under every policy."""
    person, episode, n = key
    if "ungrouped_share" not in values:
        return np.zeros(person.size, bool)
    return np.asarray(uniforms(seed, STREAM, person, episode, n) * ONE < values.one("ungrouped_share"))
