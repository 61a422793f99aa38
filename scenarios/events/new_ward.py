"""A new ward of the county general hospital opens in the middle of the year.

Illustrative (assumption): 100 beds, a seventh of the hospital's, on 1 July.
"""

from datetime import date

HOSPITAL, BEDS = "county-general", 100


def new_ward(env, world):
    """Open the ward on 1 July of the accounted year."""
    yield world.until(date(world.accounted_from.year, 7, 1))
    world.set_beds(HOSPITAL, world.beds(HOSPITAL) + BEDS)
