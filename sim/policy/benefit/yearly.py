"""A deductible that is counted once a year."""

import numpy as np
import numpy.typing as npt

I8 = npt.NDArray[np.int64]


def left_of_year(yearly: I8, paid: I8, insured: I8) -> I8:
    """What a claim still has to bear of a yearly deductible (all in fen, any shape): never more than the claim
    itself.
    """
    left: I8 = np.minimum(np.maximum(yearly - paid, 0), insured)
    return left
