"""FROZEN. A bare SimPy model of the contact pattern: no choices, no charges, no keys. A peer to race against, not to improve.

Patients arrive, take a doctor for a consultation, and some of them take a bed afterwards: the textbook clinic.
"""

from __future__ import annotations

import simpy


def run(minutes, place, stay, doctors, beds, consultation):
    """Play all contacts; arrays (n,) of arrival minute, place and stay in minutes (0 = none); doctors and beds a place."""
    env = simpy.Environment()
    clinics = [simpy.Resource(env, int(d)) for d in doctors]
    wards = [simpy.Resource(env, int(b)) if b else None for b in beds]
    done = [0]

    def patient(at, where, lie):
        yield env.timeout(at - env.now)
        with clinics[where].request() as turn:
            yield turn
            yield env.timeout(consultation)
        done[0] += 1
        if lie and wards[where] is not None:
            with wards[where].request() as bed:
                yield bed
                yield env.timeout(lie)
            done[0] += 1

    for at, where, lie in zip(minutes.tolist(), place.tolist(), stay.tolist(), strict=True):
        env.process(patient(at, where, lie))
    env.run()
    return done[0]
