"""A winter wave of influenza: more respiratory illness in January and February, the same under every policy of the study.

Illustrative, not a forecast. Factors (assumption): in a strong season influenza doubles visits for colds and raises
bronchitis by eight tenths and pneumonia by half; a mild season would be 1.2 to 1.3.
"""

from datetime import date

FACTORS = {"op_uri": 2.0, "uri": 1.8, "pneu": 1.5}


def influenza_wave(env, world):
    """Raise respiratory illness for the first two months of the accounted year, then let it fall back."""
    year = world.accounted_from.year
    yield world.until(date(year - 1, 12, 31))  # a factor counts from the next month on
    for condition, factor in FACTORS.items():
        world.set_illness(condition, factor)
    yield world.until(date(year, 2, 28))
    for condition in FACTORS:
        world.set_illness(condition, 1.0)
