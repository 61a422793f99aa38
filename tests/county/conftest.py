"""The shipped counties, read once a session."""

from __future__ import annotations

import pytest

from sim.county import County, read


@pytest.fixture(scope="session")
def model_county() -> County:
    return read("model-county")


@pytest.fixture(scope="session")
def henan() -> dict[str, County]:
    return {name: read(name) for name in ("xi-henan-2011", "huaibin-henan-2011")}
