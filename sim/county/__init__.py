"""The place, as facts: residents, institutions, conditions, travel, read from a folder of tables."""

from sim.county.county import County
from sim.county.rates import rates
from sim.county.read import read
from sim.county.residents import residents

__all__ = ["County", "rates", "read", "residents"]
