"""Most wards of the county general hospital are rebuilt in summer: their beds are closed for three months.

Illustrative (assumption): two thirds of the beds, from 1 June to 31 August.
"""

from datetime import date

HOSPITAL = "county-general"


def ward_closed(env, world):
    """Close two of every three beds on 1 June of the accounted year, open them again on 1 September."""
    year, beds = world.accounted_from.year, world.beds(HOSPITAL)
    yield world.until(date(year, 6, 1))
    world.set_beds(HOSPITAL, beds // 3)
    yield world.until(date(year, 9, 1))
    world.set_beds(HOSPITAL, beds)
