"""The county as arrays: what the rest of the house reads. Names appear at the edges; inside, everything is an index.

Nothing here decides anything. `sim.county.read` builds a `County` from a folder of tables and documents.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.foundation.errors import Words

if TYPE_CHECKING:
    from sim.county.employees import Employees
    from sim.county.turnover import Turnover

F8 = npt.NDArray[np.float64]
I8 = npt.NDArray[np.int64]
I4 = npt.NDArray[np.int32]
U1 = npt.NDArray[np.uint8]

TIERS = ("village", "township", "county", "city", "province")
"""Tier 0-4: 村卫生室, 乡镇卫生院, 县级, 市级, 省级医院."""
PLACES = ("county", "prefecture", "province", "elsewhere")
"""Place 0-3: 县内, 统筹区内县外, 省内异地, 省外."""
KINDS = ("general", "tcm", "maternal_child", "specialist", "private", "clinic")
AGE_BANDS = ("0_4", "5_14", "15_24", "25_44", "45_59", "60_64", "65_74", "75plus")
AGE_BAND_START = (0, 5, 15, 25, 45, 60, 65, 75)
SEXES = ("female", "male")
SEVERITIES = ("mild", "moderate", "severe")
HOMES = ("here", "work", "settled", "school")
"""Where an enrolee lives: 常住, 务工, 异地安置, 在外就学. Away is any value but 0."""
SCHEMES = ("residents", "employees", "other")
"""城乡居民, 职工, 其他(自费、商保、外地)."""
ITEM_CLASSES = (
    "bed", "consultation", "examination", "laboratory", "treatment", "surgery",
    "nursing", "materials", "western_drugs", "herbal_pieces", "patent_medicine",
)  # fmt: skip
BIRTHS = ("none", "vaginal", "caesarean")
"""Whether a stay is a birth: 无, 顺产, 剖宫产."""
FORMER_SCHEMES = ("rural", "urban")
"""Before the merger of 2016: 新农合, 城镇居民医保."""
NONE16 = 65535
"""'No institution' in 16-bit columns."""

CONDITION_KINDS = ("outpatient", "inpatient", "refill")
"""outpatient need; a group that may need admission; the regular visit of a registered chronic patient (慢病续方)."""

PERSON = np.dtype(
    [
        ("village", "<u2"),  # index into County.villages
        ("profile", "<u2"),  # (age band * 2 + sex) * 2**chronic conditions + chronic bits: row of the incidence table
        ("klass", "u1"),  # benefit class, index into County.classes
        ("state", "u1"),  # benefit state as of the last settlement, see STATES
        ("home", "u1"),  # index into HOMES
        ("contract", "u1"),  # 1 = family-doctor contract (家庭医生签约)
        ("age", "u1"),  # whole years at the start of the horizon
        ("sex", "u1"),  # index into SEXES
        ("chronic", "u1"),  # bit b = registered with County.chronic[b]
        ("scheme", "u1"),  # index into SCHEMES
        ("frailty", "<f4"),  # multiplies all latent incidence, mean 1
    ]
)
"""One enrolee, 16 bytes. Persons are numbered by village, so neighbours share cache lines."""

STAYS, CAPS, LINES = 3, 2, 2
UNINSURED = STAYS * CAPS * LINES
"""The last state: whoever has let his insurance lapse, or has paid late and waits for it to begin. He pays all."""
STATES = UNINSURED + 1
"""Benefit states, of the insured = (stays this year 0, 1, 2+) * 4 + (outpatient cap used up) * 2 + (catastrophic line passed)."""
SLIPS = ("none", "referred", "emergency")
"""How the patient came to a bed: on his own, on a referral, as an emergency. Axis of the inpatient price table."""


YEAR_SD = ("year_illness_sd", "year_respiratory_sd", "year_charges_sd")
"""Constants of demand.toml that say how far good and bad years lie apart. A county need not have them."""


@dataclass(frozen=True)
class Institutions:
    """All institutions, in and out of the county; every array has shape (H,)."""

    id: tuple[str, ...]
    name_zh: tuple[str, ...]
    name_en: tuple[str, ...]
    tier: U1
    place: U1
    level: U1  # hospital grade that benefit rules use: 0 none, 1, 2, 3
    kind: U1  # index into KINDS
    setting: U1  # index of the distinct (tier, place, level) triple: the axis of the price tables
    alliance: I4  # -1 = outside any alliance
    township: I4  # index of the township, -1 = none
    beds: I4  # open beds; for hospitals outside the county: large enough never to bind
    slots: I4  # outpatient slots an open day
    staff: F8
    minutes: F8  # one-way travel from the county seat, only used for institutions outside the county
    other: pd.DataFrame = field(repr=False)  # money facts by institution id: costs, subsidies, debts, pay ceiling, ...

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Villages:
    """Shape (V,). A village belongs to a township and has one clinic of its own."""

    id: tuple[str, ...]
    name_zh: tuple[str, ...]
    township: I4
    clinic: I4  # institution index of the own village clinic, -1 = none
    centre: I4  # institution index of the own township centre
    weight: F8  # share of the county's enrolees
    minutes: F8  # shape (V, H): one-way travel minutes from the village to every institution


@dataclass(frozen=True)
class Conditions:
    """Shape (C,) unless said otherwise; S = severities (3), T = tiers (5)."""

    id: tuple[str, ...]
    name_zh: tuple[str, ...]
    name_en: tuple[str, ...]
    icd10: tuple[str, ...]
    mdc: tuple[str, ...]
    kind: U1  # index into CONDITION_KINDS
    chronic: npt.NDArray[np.int8]  # refill: bit of the chronic condition it belongs to; otherwise -1
    refill_days: F8  # refill: days between two visits; otherwise 0
    severity: F8  # (C, S) shares, sum 1
    able: U1  # (C, S) lowest tier able to treat
    p_seek: F8  # (C, S) probability of seeking care at base prices
    p_emergency: F8  # (C, S)
    p_admit: F8  # (C, S) probability that a doctor who sees it finds a stay necessary
    p_return: F8  # (C,) probability that a visit is followed by another for the same episode
    return_days: F8  # (C,) mean days until then
    p_readmit: F8  # (C,) probability of a readmission within 30 days
    p_step_down: F8  # (C,) probability that a hospital stay is followed by a rehabilitation stay in the township
    share: F8  # (C, T) share treated at each tier at base prices; outpatient: relative attraction, 1 where neutral
    stay_days: F8  # (C, T) mean length of stay
    stay_cv: F8  # (C, T)
    charge_ip: F8  # (C, T) mean charge of a stay, yuan
    charge_ip_cv: F8  # (C, T)
    charge_op: F8  # (C, T) mean charge of a visit, yuan
    charge_op_cv: F8  # (C, T)
    noncovered_op: F8  # (C, T) share of the charge outside the catalogue (全自费)
    noncovered_ip: F8  # (C, T)
    first_paid_op: F8  # (C, T) share of the charge the patient pays first (乙类先行自付)
    first_paid_ip: F8  # (C, T)
    items_op: F8  # (C, T, 11) item-class shares, sum 1
    items_ip: F8  # (C, T, 11)
    weight: F8  # CHS-DRG relative weight
    flags: pd.DataFrame = field(repr=False)  # by condition id: day_surgery, per_diem, severe_list, chronic_special, ...

    def __len__(self) -> int:
        return len(self.id)


@dataclass(frozen=True)
class Streams:
    """Patients of other payers (employees' scheme, visitors, self-paying), shape (K,): they too take slots and beds."""

    institution: I4
    scheme: U1  # index into SCHEMES
    visits_per_day: F8
    stays_per_day: F8
    stay_days: F8
    stay_cv: F8
    charge_op: F8  # yuan
    charge_ip: F8
    charge_cv_op: F8
    charge_cv_ip: F8


@dataclass(frozen=True)
class Demand:
    """Constants of choice and flow. `fitted` ones come from `sim.experiment.calibrate` and say so in demand.toml."""

    asc_op: F8  # (T,) attraction of tiers for a visit, village = 0
    asc_ip: F8  # (T,) attraction of tiers for a stay, township = 0 (village impossible)
    scale_op: float  # multiplies the latent incidence of outpatient needs
    scale_ip: float  # multiplies the latent incidence of inpatient groups
    scale_claim: float  # multiplies p_claim
    scale_noncovered: float  # multiplies the non-covered share of stays
    p_claim: F8  # (T,) probability that a visit draws on the fund
    b_price_op: float  # utility per yuan
    b_price_ip: float
    b_time_op: float  # utility per minute, one way
    b_time_ip: float
    b_wait_op: float  # utility per day of expected wait
    b_wait_ip: float
    b_skill: F8  # (S,) utility of being able to treat
    b_contract: float
    b_advice: float  # utility of following the doctor's advice
    away_home_penalty: float  # utility of travelling home for care when living away
    elasticity_op: float  # whether to seek, by price
    elasticity_ip: float
    p_refer_able: float  # probability of referring up although able
    p_refer_unable: float  # ... when not able
    patience_days: F8  # (S,) mean patience in a queue for a bed
    stay_charge_corr: float  # correlation of log stay and log charge
    step_down_days: float  # mean rehabilitation stay after a step-down
    step_down_charge: float  # its charge as a share of the township charge of the condition
    frailty_sd: float  # standard deviation of log frailty
    p_transfer: F8  # (S,) probability that a stay below the city ends in a transfer upward, where the place is able to treat
    transfer_unable: float  # factor on its odds where the place is not able
    transfer_part: float  # mean part of the stay before the transfer
    open_min: int  # clinics open, minutes after midnight
    close_min: int
    year_illness_sd: float | None = None  # standard deviation of a year's factor on all illness; None: the county does not say
    year_respiratory_sd: float | None = None  # ... of a further factor on respiratory illness
    year_charges_sd: float | None = None  # ... of a factor on charges


@dataclass(frozen=True)
class County:
    """A place and a year. `hash` is the content hash of all that was read, `sources` each number with its source."""

    id: str
    name_zh: str
    name_en: str
    start: date  # first day of the accounted year
    enrolees: int
    townships: tuple[str, ...]  # names (zh)
    classes: tuple[str, ...]  # benefit classes: general, low_income, destitute, registered_poor
    chronic: tuple[str, ...]  # registered chronic conditions, at most 8
    institutions: Institutions
    villages: Villages
    conditions: Conditions
    streams: Streams
    demand: Demand
    incidence: F8  # (A, 2, C) latent episodes a person-year of everybody of an age band and sex, before scales
    chronic_factor: F8  # (B, C) factor on incidence for a person registered with chronic condition b
    month_index: F8  # (C, 12) season, mean 1
    weekday_index: F8  # (7,) Monday first, mean 1
    age_share: F8  # (A,)
    male_share: F8  # (A,)
    class_share: F8  # (A, K)
    home_share: F8  # (A, 4)
    chronic_share: F8  # (A, B)
    contract_share: F8  # (A,)
    history: pd.DataFrame = field(repr=False)  # year, institution, line, fen
    trend: pd.DataFrame = field(repr=False)  # line, year, growth_ppm
    funding: pd.DataFrame = field(repr=False)  # year, line, payer, yuan_per_head
    targets: pd.DataFrame = field(repr=False)  # row, value, unit, kind (echo/fitted/predicted), source
    sources: pd.DataFrame = field(repr=False)  # file, key, value, unit, kind, status, source: for the parameter book
    hash: str = ""
    urban: npt.NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    """(V,) villages whose enrolees belonged to the former urban residents' scheme (城镇居民医保); empty: none did."""
    repeated_tests: F8 = field(default_factory=lambda: np.zeros(len(TIERS)))
    """(T,) part of the examination and laboratory charge of a further contact of one illness that repeats known tests."""
    turnover: Turnover | None = None  # rates of births, deaths, moves and insurance; None: a still population
    employees: Employees | None = None  # yearly facts of the employees' scheme; None: only the stream is known
    townships_en: tuple[str, ...] = ()  # names (en)

    @property
    def township_names(self) -> list[Words]:
        """Names of the townships in both languages; the Chinese one stands for both where there is no other."""
        return [Words(zh, en) for zh, en in zip(self.townships, self.townships_en or self.townships, strict=True)]
