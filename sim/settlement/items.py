"""Charges split into the eleven item classes by the county's table: parts that add up to the fen, made only when they
are asked for."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from sim.county.county import County

I8 = npt.NDArray[np.int64]
_PPM = 1_000_000


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
        total += (
            split_rows(charge[:, :, kind].reshape(-1), weights.reshape(-1, weights.shape[2]))
            .reshape(weights.shape)
            .sum(1)
        )
    return total


def split_rows(amounts: I8, weights: I8) -> I8:
    """Many splits by largest remainder at once: amounts (N,) fen by weights (N, P) -> (N, P); as
    `sim.foundation.money.split`, row by row. Amounts up to 9e12 fen and weights that add up to at most 1e6."""
    whole = weights.sum(axis=1)
    lost = (whole == 0) & (amounts != 0)
    if lost.any():
        raise ValueError(f"no shares to split {int(amounts[lost][0])} fen by")
    product = amounts[:, None] * weights
    parts, remainder = np.divmod(product, np.maximum(whole, 1)[:, None])
    missing = amounts - parts.sum(axis=1)
    order = np.argsort(-remainder, axis=1, kind="stable")
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(weights.shape[1])[None, :], axis=1)
    return np.asarray(parts + (rank < missing[:, None]), np.int64)
