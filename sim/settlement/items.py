"""Charges split into the eleven item classes by the county's table: parts that add up to the fen, made only when they
are asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import ITEM_CLASSES, County

I8 = npt.NDArray[np.int64]
_PPM = 1_000_000
BOUGHT = tuple(ITEM_CLASSES.index(name) for name in ("materials", "western_drugs", "herbal_pieces", "patent_medicine"))
"""Classes that an institution buys: where their price changes its cost does too. The others are work, whose cost stays."""
_CHUNK = 1 << 14
"""Rows split at a time, so that the parts of a chunk stay in the cache."""


def by_class(charge: I8, county: County) -> I8:
    """Charges (H, C, visit or stay) in fen -> (H, item classes): each cell split by largest remainder, then added up.

    Every institution's parts add up to its charges exactly. ValueError if a cell has a charge and the table no shares
    for it.
    """
    tier = county.institutions.tier
    total = np.zeros((charge.shape[0], county.conditions.items_op.shape[2]), np.int64)
    for kind, items in enumerate((county.conditions.items_op, county.conditions.items_ip)):
        shares = np.rint(items * _PPM).astype(np.int64)
        weights = shares[:, tier].transpose(1, 0, 2)  # (H, C, classes)
        parts = split_rows(charge[:, :, kind].reshape(-1), weights.reshape(-1, weights.shape[2]))
        total += parts.reshape(weights.shape).sum(1)
    return total


def split_rows(amounts: I8, weights: I8) -> I8:
    """Many splits by largest remainder at once: amounts (N,) fen by weights (N, P) -> (N, P); as
    `sim.foundation.money.split`, row by row. Amounts up to 9e12 fen and weights that add up to at most 1e6."""
    whole = weights.sum(axis=1)
    lost = (whole == 0) & (amounts != 0)
    if lost.any():
        raise ValueError(f"no shares to split {int(amounts[lost][0])} fen by")
    out = np.zeros(weights.shape, np.int64)
    used = np.flatnonzero(amounts)
    for first in range(0, used.size, _CHUNK):
        rows = used[first : first + _CHUNK]
        out[rows] = _split(amounts[rows], np.ascontiguousarray(weights[rows].T), whole[rows]).T
    return out


def split_cells(amounts: I8, cell: I8, weights: I8) -> I8:
    """The same with weights by cell: amounts (N,) fen and their cells (N,), weights (P, cells) -> (P, N)."""
    out = np.empty((len(weights), amounts.size), np.int64)
    whole = np.maximum(weights.sum(axis=0), 1)
    for first in range(0, amounts.size, _CHUNK):
        rows = slice(first, first + _CHUNK)
        out[:, rows] = _split(amounts[rows], weights.take(cell[rows], axis=1), whole[cell[rows]])
    return out


def _split(amounts: I8, weights: I8, whole: I8) -> I8:
    """(P, N) parts. A part's rank among the remainders is counted pair by pair: quicker than sorting eleven numbers."""
    parts, remainder = np.divmod(amounts * weights, whole)
    missing = amounts - parts.sum(axis=0)
    count = len(parts)
    order = remainder * count - np.arange(count)[:, None]  # ties to the first
    rank = np.zeros(parts.shape, np.int8)
    for i in range(count):
        for j in range(i + 1, count):
            ahead = (order[i] > order[j]).view(np.int8)
            rank[j] += ahead
            rank[i] += 1 - ahead
    return np.asarray(parts + (rank < missing), np.int64)
