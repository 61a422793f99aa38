"""Simulator of Chinese county medical alliances under a global insurance budget (紧密型县域医共体总额打包付费仿真).

    import sim
    run = sim.run("first-look")
    run["institutions"]        # a pandas table: every institution's chain from settlement to bonus

`compare` runs all policies of a study on the same people; `load_county` and `load_policy` read the files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from sim.county import read as load_county
    from sim.experiment.study import read_study as load_study
    from sim.model import compare, run
    from sim.policy.read import read_policy as load_policy

__all__ = ["__version__", "compare", "load_county", "load_policy", "load_study", "run"]

_HOME = {
    "run": ("sim.model", "run"), "compare": ("sim.model", "compare"), "load_county": ("sim.county", "read"),
    "load_study": ("sim.experiment.study", "read_study"), "load_policy": ("sim.policy.read", "read_policy"),
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import the heavy parts when they are first asked for, so that `yigongti --help` answers at once."""
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _HOME[name]
    return getattr(import_module(module), attribute)
