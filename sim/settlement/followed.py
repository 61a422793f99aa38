"""Spending that follows residents: what the fund was billed for each holder's people, wherever they were treated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.county.county import PLACES, TIERS, County
from sim.policy.claims import Claims
from sim.policy.package.attribution import NOBODY
from sim.policy.package.scope import WAYS, priced, way
from sim.settlement.totals import KINDS

I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
B1 = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Left:
    """Facts of a month's claims that do not depend on who holds a budget: cell (N,) = (institution, way, kind)."""

    cell: I8
    person: I8
    ways: I8

    @classmethod
    def of(cls, claims: Claims, institution: npt.NDArray[np.unsignedinteger], county: County) -> Left:
        """`institution` (N,) of the claims."""
        return cls.at(county, institution, claims.kind, claims.person, claims.condition, claims.severity, claims.away > 0)

    @classmethod
    def at(
        cls, county: County, institution: npt.NDArray[np.integer], kind: npt.NDArray[np.integer],
        person: npt.NDArray[np.integer], condition: npt.NDArray[np.integer], severity: npt.NDArray[np.integer], away: B1,
    ) -> Left:  # fmt: skip
        """The same of any care (N,), claimed or not."""
        inside = county.institutions.place[institution] == PLACES.index("county")
        able = county.conditions.able[condition, np.minimum(severity, 2)]
        ways = way(inside, away, able, TIERS.index("county"))
        cell = (institution.astype(np.int64) * len(WAYS) + ways) * len(KINDS) + kind
        return cls(cell, person.astype(np.int64), ways)


class Followed:
    """One year of G holders: `of_person` (N,) holder of each resident, -1 = nobody's; `mask` (G, H, WAYS, KINDS) and
    `price` (G, H) say what is charged, see `sim.policy.package.scope`."""

    def __init__(self, of_person: I8, mask: B1, price: I8) -> None:
        self.of_person, self.mask, self.price = of_person, mask, price
        self._all = np.zeros((3, len(mask) + 1, *mask.shape[1:]), np.int64)  # the last row: nobody's
        self._months: dict[int, I8] = {}

    @property
    def cases(self) -> I8:
        """Claims of each holder's residents (G, H, WAYS, KINDS)."""
        return self._all[0, :-1]

    @property
    def basic(self) -> I8:
        """What the basic fund was billed for them, fen, same shape."""
        return self._all[1, :-1]

    @property
    def own(self) -> I8:
        """The same without what a package inside this one is charged with."""
        return self._all[1, :-1] - self._all[2, :-1]

    def takes(self, left: Left) -> B1:
        """Which claims (N,) this package is charged with, so that a package around it is not."""
        holder = self.of_person[left.person]
        inside = self.mask.reshape(len(self.mask), -1)[np.maximum(holder, 0), left.cell]
        taken: B1 = inside & (holder != NOBODY)
        return taken

    def charges(self, left: Left, inside: Followed | None = None) -> F8:
        """(N, G): part of what the fund pays of each claim that is charged to each holder; nothing of what a package `inside`
        this one takes."""
        taken = self.takes(left)
        if inside is not None:
            taken &= ~inside.takes(left)
        rows = np.flatnonzero(taken)
        holder, institution = self.of_person[left.person[rows]], left.cell[rows] // (len(WAYS) * len(KINDS))
        found = np.zeros((left.person.size, len(self.mask)))
        found[rows, holder] = self.price[holder, institution] / 1e6
        return found

    def add(self, month: int, left: Left, basic: I8, taken: B1 | None = None) -> None:
        """A month's claims and what the basic fund pays of each (N,) fen; `taken` are charged to a package inside."""
        holder = self.of_person[left.person]
        holder = np.where(holder == NOBODY, len(self.mask), holder)
        shape = self._all.shape[1:]
        cell = holder * int(np.prod(shape[1:])) + left.cell
        self._all[0] += np.bincount(cell, minlength=self._all[0].size).reshape(shape)
        more = np.bincount(cell, basic, self._all[0].size).astype(np.int64).reshape(shape)
        self._all[1] += more
        if taken is not None:
            elsewhere = np.bincount(cell, basic * taken, self._all[0].size).astype(np.int64).reshape(shape)
            self._all[2] += elsewhere
            more = more - elsewhere
        self._months[month] = self._months.get(month, 0) + priced(more[:-1], self.mask, self.price)[0]

    def charged_in(self, month: int) -> I8:
        """What each holder was charged with for the care of one month, (G,) fen."""
        return self._months.get(month, np.zeros(len(self.mask), np.int64))

    def charged(self) -> tuple[I8, I8]:
        """(charged to each holder (G,), part of their bills that treating institutions do not get (H,)) so far."""
        return priced(self.own, self.mask, self.price)

    def parts(self) -> F8:
        """(G, H, KINDS): part of what the fund pays an institution for one kind of care that is charged to a holder,
        as the year has shown so far; 0 where nothing was seen."""
        inside = (np.where(self.mask, self.own, 0).sum(axis=2) * self.price[..., None]) / 1e6
        everybody = self._all[1].sum(axis=(0, 2))
        found: F8 = np.divide(inside, everybody, out=np.zeros_like(inside), where=everybody > 0)
        return found
