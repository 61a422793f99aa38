"""Whose deductible goes on through a chain of referrals: everybody, or the benefit classes that the policy names."""

import numpy as np
import numpy.typing as npt

from sim.policy.claims import Claims
from sim.policy.rule import Parameter, Values

CLASSES_ENTITLED = Parameter("classes", "flag", "适用人员类别", "classes it is for", axes=("klass",), optional=True)


def entitled(values: Values, claims: Claims) -> npt.NDArray[np.bool_]:
    """(N,) true where the person's class has the benefit; all classes where the policy names none."""
    if "classes" not in values:
        return np.ones(len(claims), bool)
    return np.asarray(values["classes"][claims.klass] > 0)
