"""Whose journeys changed between two runs, and in what: the same contact elsewhere, of another kind, at another charge.

A contact is known by its person, episode and number in the episode, which are the same under every policy of a seed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.county.county import AGE_BANDS, County
from sim.foundation.errors import Words
from sim.journey.encounters import OTHER_PAYER, Encounters
from sim.settlement.totals import band_of

FILE, LIST = "journeys.csv", "changed-residents.parquet"
COLUMNS = ("policy", "what", "name_zh", "name_en", "residents", "contacts")
NAMES = {
    "institution": Words("同一次就诊换了机构", "the same contact at another institution"),
    "kind": Words("门诊变住院或住院变门诊", "a visit became a stay or a stay a visit"),
    "charge": Words("同一次就诊费用不同", "the same contact at another charge"),
    "more": Words("多出的就诊", "contacts that the baseline has not"),
    "fewer": Words("少掉的就诊", "contacts that only the baseline has"),
    "journey": Words("以上任一项", "any of these"),
    "own_paid": Words("全年个人负担不同", "another own payment in the year"),
    "any": Words("任何一项不同", "anything at all"),
}
Mask = npt.NDArray[np.bool_]
I8 = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Changes:
    """`residents`: by name of `NAMES`, who is concerned, (N,); `contacts`: how many contacts, where that can be counted."""

    residents: dict[str, Mask]
    contacts: dict[str, int]

    def table(self, policy: str) -> pd.DataFrame:
        """Counts, with the columns `COLUMNS`; contacts are missing (`Int64`) for the own payment."""
        rows = [
            (policy, what, name.zh, name.en, int(self.residents[what].sum()), self.contacts.get(what, pd.NA))
            for what, name in NAMES.items()
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"contacts": "Int64"})


def changes(before: Encounters, after: Encounters, own_before: I8, own_after: I8, first_min: int) -> Changes:
    """Compare the encounters of two runs that ended at or after `first_min`.

    own_before, own_after: (N,) own payment of every resident in that time, fen.
    """
    n = len(own_before)
    was, now = (_ours(encounters, first_min) for encounters in (before, after))
    keys = _key(was), _key(now)
    _, left, right = np.intersect1d(*keys, assume_unique=True, return_indices=True)
    a, b = was[left], now[right]
    found = {what: a[column] != b[column] for what, column in COMPARED.items()}
    rows = {what: a["person"][differs] for what, differs in found.items()}
    rows["more"] = np.delete(now["person"], right)
    rows["fewer"] = np.delete(was["person"], left)
    residents = {what: _mask(persons, n) for what, persons in rows.items()}
    residents["journey"] = np.logical_or.reduce(list(residents.values()))
    residents["own_paid"] = own_before != own_after
    residents["any"] = residents["journey"] | residents["own_paid"]
    contacts = {what: len(persons) for what, persons in rows.items()}
    contacts["journey"] = int(np.logical_or.reduce(list(found.values())).sum()) + contacts["more"] + contacts["fewer"]
    return Changes(residents, contacts)


COMPARED = {"institution": "institution", "kind": "kind", "charge": "charge_fen"}


def listed(
    policy: str, found: Changes, county: County, people: npt.NDArray[np.void], own_before: I8, own_after: I8
) -> pd.DataFrame:
    """A row a resident for whom anything changed: person, klass, age_band, township, a flag for each of `NAMES`, own payment
    before and after in yuan."""
    who = np.flatnonzero(found.residents["any"])
    some = people[who]
    frame = {
        "person": who,
        "klass": pd.Categorical.from_codes(some["klass"], pd.Index(county.classes)),
        "age_band": pd.Categorical.from_codes(band_of(some["age"]), pd.Index(AGE_BANDS)),
        "township": np.array(county.townships, object)[county.villages.township[some["village"]]],
    }
    frame |= {what: mask[who] for what, mask in found.residents.items() if what != "any"}
    frame |= {"own_paid_before_yuan": own_before[who] / 100, "own_paid_after_yuan": own_after[who] / 100}
    table = pd.DataFrame(frame)
    table.insert(0, "policy", policy)
    return table


def _ours(encounters: Encounters, first_min: int) -> Encounters:
    ours: Encounters = encounters[((encounters["flags"] & OTHER_PAYER) == 0) & (encounters["end_min"] >= first_min)]
    return ours


def _key(encounters: Encounters) -> npt.NDArray[np.uint64]:
    """Person, episode (a month of onset times 64 and a number below 64: far below 2 ** 24) and number in one word."""
    words = [encounters[name].astype(np.uint64) for name in ("person", "episode", "n")]
    return (words[0] << np.uint64(32)) | (words[1] << np.uint64(8)) | words[2]


def _mask(persons: npt.NDArray[np.integer], n: int) -> Mask:
    mask = np.zeros(n, bool)
    mask[persons] = True
    return mask
