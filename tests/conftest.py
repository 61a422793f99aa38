"""Shared by all tests: the small worlds are importable, and Hypothesis is repeatable."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

from hypothesis import settings

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # `import worlds`
sys.path.append(str(HERE.parent))  # `from tests import runs`; last, so that an installed `sim` is what is tested
settings.register_profile("house", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """The modules and thousands of tests are there to stay: no later collection of garbage looks at them again."""
    gc.collect()
    gc.freeze()
