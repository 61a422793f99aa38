"""By which number the draws of a person are keyed: his row for the first residents, a name of his own for who comes later.

Rows of newcomers lie behind those of the first residents and shift with their number; keys do not. Other payers' patients have
numbers behind all rows and keep the keys that they would have if nobody ever came.
"""

import numpy as np

from sim.foundation.compiled import inlined


@inlined
def key_of(w, p):  # type: ignore[no-untyped-def]
    """The key of person or other payer's patient number p."""
    const = w.const[0]
    if p < const.first:
        return np.int64(p)
    if p < const.residents:
        return np.int64(w.key[p - const.first])
    return np.int64(p) - const.residents + const.first
