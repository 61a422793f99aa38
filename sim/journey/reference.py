"""The journey of a patient, to be read: a SimPy process from the first symptom to the way home.

This is the definition of the model. `compiled` does exactly the same, faster, and must write the same encounters to the bit; both
ask `choice`, `care` and `capacity` for every decision. Events happen in one total order, (minute, kind, institution, person,
episode, n), which SimPy gets as the priority of a `Moment`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
import simpy

from sim.journey import care, choice
from sim.journey.capacity import Queues, expected_bed_wait, occupy, take_slot, waiting
from sim.journey.encounters import (
    AWAY,
    CLAIMED,
    DIVIDED,
    DOWN,
    EMERGENCY,
    ENCOUNTER,
    LEFT_QUEUE,
    OTHER_PAYER,
    READMISSION,
    REFERRED,
    REFILL,
    RETURN,
    STAY,
    SUPPLY,
    TRANSFERRED,
    VISIT,
    Encounters,
    in_order,
)  # fmt: skip
from sim.journey.illness import Onsets, in_time
from sim.journey.live import ARRIVE, DISCHARGE, NO_PARENT, NONE, ONSET, PATIENCE, SEEN, WARD
from sim.journey.tables import Flow, World

NONE_TRIED = np.uint64(0)
Process = Generator[simpy.Event, Any, None]


class Moment(simpy.Event):
    """A point in time with its place in the total order. Calendar processes of the same minute come first."""

    def __init__(self, env: simpy.Environment, minute: int, kind: int, institution: int, patient: Patient) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        who = (patient.person << 32) | (patient.episode << 8) | (patient.event & 255)
        order: Any = (((kind << 28) | institution) << 64 | who) + 2  # SimPy's own priorities are 0 and 1
        env.schedule(self, priority=order, delay=minute - env.now)


@dataclass(slots=True)
class Patient:
    """An episode under way: what is known of it between two events."""

    person: int
    episode: int
    condition: int = NONE
    severity: int = 0
    emergency: int = 0
    institution: int = 0
    referrer: int = NONE
    flags: int = 0
    visits: int = 0
    stays: int = 0
    n: int = 0
    parent: int = NO_PARENT
    event: int = 0
    rehabilitation: int = 0
    lowest: int = 0
    from_tier: int = 0
    advised: int = 0
    tries: int = 0
    tried: np.uint64 = NONE_TRIED
    request: int = 0
    start: int = 0
    charge: int = 0
    noncovered: int = 0
    at_home: int = 0
    rest: tuple[int, int, int] | None = None  # minutes, charge and part outside the catalogue of a stay's second part
    away: bool = False  # lived away when he fell ill


class ReferenceEngine:
    """The journeys of one county as SimPy processes in the conductor's environment."""

    def __init__(self, world: World, queues: Queues, env: simpy.Environment) -> None:
        self.world, self.queues = world, queues
        self.env: Any = env  # SimPy's clock is typed int | float; here it is whole minutes
        self.residents = len(world.persons)
        self.lost = 0
        self._lines: list[tuple[deque[Any], deque[Any]]] = [(deque(), deque()) for _ in range(len(queues))]
        self._written: list[tuple[int, ...]] = []
        self._lying: dict[int, Patient] = {}
        self._const = world.const[0]
        self._open, self._close = int(self._const["open_min"]), int(self._const["close_min"])
        self._tier = world.institutions["tier"].tolist()
        self._refills = (world.conditions["kind"] == 2).tolist()

    # --- the conductor's side ------------------------------------------------------------------------------------------

    def begin_month(self, month: int, end_min: int, onsets: Onsets, flow: Flow) -> None:
        """The illness of a month: patients come to life when their symptoms do."""
        self.flow = flow
        self.env.process(self._illness(month, in_time(onsets)))

    def advance(self, until_min: int) -> None:
        """SimPy has already done everything before `until_min`: patients are processes of the same environment."""

    def _illness(self, month: int, onsets: Onsets) -> Process:
        for minute, person, condition, severity, j in zip(*(a.tolist() for a in onsets), strict=True):
            patient = Patient(person, month * 64 + j)
            yield Moment(self.env, minute, ONSET, 0, patient)
            if person >= self.residents:
                self.env.process(self.other_payer(patient, severity))
                continue
            patient.condition, patient.severity, patient.emergency = condition, severity & 3, severity >> 2 & 1
            patient.flags = severity >> 3 << SUPPLY
            patient.away = bool(self.world.persons[person]["home"])
            first = choice.first_contact(
                self.world, self.flow, self.queues, person, patient.episode, condition, patient.severity, minute,
                patient.emergency,
            )  # fmt: skip
            if first >= 0:
                patient.institution = first
                self.env.process(self.resident(patient))
            elif first == choice.NOWHERE:
                self.lost += 1

    # --- the journey ---------------------------------------------------------------------------------------------------

    def resident(self, p: Patient) -> Process:
        """From the first contact to the end of the episode."""
        while True:
            yield from self._wait_for_slot(p)
            follows, advised, seen_at = self._visit(p)
            if follows == care.ADMITTED:
                p.from_tier, p.advised, p.referrer = self._tier[seen_at], advised, seen_at
                yield from self._hospital(p)
                return
            if follows == care.REFERRED_UP:
                up = choice.choose_next_visit(
                    self.world, self.flow, self.queues, p.person, p.episode, p.visits, p.condition, p.severity,
                    self.env.now, advised, p.emergency,
                )  # fmt: skip
                if up < 0:
                    return
                p.institution, p.referrer, p.flags = up, seen_at, REFERRED
                yield self._moment(p, self.env.now, ARRIVE)
            elif follows == care.COMES_BACK and p.visits < 255:
                p.flags = RETURN
                delay = care.return_delay(self.world, p.person, p.episode, p.visits - 1, p.condition)
                yield self._moment(p, self.env.now + delay, ARRIVE)
            else:
                return
            if self.queues["slots"][p.institution] == 0:
                return

    def _wait_for_slot(self, p: Patient) -> Process:
        """Emergencies are seen at once, others take the first free slot."""
        now = p.request = p.start = self.env.now
        if not p.emergency:
            p.start = take_slot(self.queues, p.institution, now, self._open, self._close)
            if p.start > now:
                yield self._moment(p, p.start, SEEN)

    def _visit(self, p: Patient) -> tuple[int, int, int]:
        """Seen by a doctor: what it costs, whether the fund is asked, what follows and which tier is advised."""
        charge, noncovered, claimed, follows, advised = care.visit(
            self.world, self.flow, p.person, p.episode, p.visits, p.condition, p.severity, p.institution,
            p.flags >> SUPPLY,
        )  # fmt: skip
        flags = p.flags | (CLAIMED if claimed else 0) | self._away(p)
        if self._refills[p.condition]:
            flags |= REFILL
        self._write(p, VISIT, charge, noncovered, flags)
        p.visits = min(p.visits + 1, 255)
        p.flags, p.referrer = 0, NONE
        return follows, advised, p.institution

    def _hospital(self, p: Patient) -> Process:
        """Stays of an episode: choose a ward, wait for a bed, lie in it, go home, step down or come back."""
        if not self._choose_ward(p):
            return
        while True:
            yield self._moment(p, p.request, WARD)
            while not (yield from self._bed(p)):
                if p.rehabilitation or p.tries >= 7:
                    self.lost += 1
                    return
                p.tried |= choice.tried_bit(self.world, p.institution)
                p.tries += 1
                p.flags |= LEFT_QUEUE
                if not self._choose_ward(p):
                    return
                yield self._moment(p, self.env.now, WARD)
            minutes, onward = self._stay(p)
            yield from self._lie(p, minutes)
            self._write(p, STAY, p.charge, p.noncovered, p.flags | CLAIMED | self._away(p))
            again, p.flags, p.referrer = p.flags & DIVIDED, 0, NONE
            if onward:
                if not self._transferred(p):
                    return
                continue
            follows, delay = care.HOME, 0
            if p.rest is not None:
                follows, delay = care.READMITTED, p.at_home
            elif not p.rehabilitation and not again:
                follows, delay = care.after_stay(self.world, self.flow, p.person, p.episode, p.stays, p.condition, p.institution)
            p.stays = min(p.stays + 1, 255)
            if follows == care.HOME or p.stays == 255:
                return
            p.emergency, p.tried, p.tries, p.lowest = 0, NONE_TRIED, 0, 0
            if follows == care.STEPPED_DOWN:
                village = self.world.villages[self.world.persons[p.person]["village"]]
                p.referrer, p.flags, p.rehabilitation = p.institution, DOWN, 1
                p.institution = int(village["centre"])
            else:
                p.flags, p.from_tier = READMISSION | again, self._tier[p.institution]
                p.advised = p.from_tier
            p.request = self.env.now + delay

    def _stay(self, p: Patient) -> tuple[int, bool]:
        """Minutes in bed, of a whole stay or of a part, and whether he then goes on to a higher ward. If the stay is divided
        over two admissions, the rest waits in the episode."""
        if p.rest is not None:
            minutes, p.charge, p.noncovered = p.rest
            p.rest = None
            return minutes, False
        world, flow, who = self.world, self.flow, (p.person, p.episode, p.stays, p.condition)
        part = care.transfer(world, flow, *who, p.severity, p.institution, p.rehabilitation)
        whole = minutes, p.charge, p.noncovered = care.stay_facts(world, flow, *who, p.institution, p.rehabilitation, part)
        if part < 1.0 or p.rehabilitation:
            return minutes, part < 1.0
        p.at_home = care.divided(world, flow, *who, p.institution, minutes)
        if p.at_home:
            minutes, p.charge, p.noncovered = care.first_part(flow, *whole)
            p.rest = whole[0] - minutes, whole[1] - p.charge, whole[2] - p.noncovered
            p.flags |= DIVIDED
        return minutes, False

    def _choose_ward(self, p: Patient) -> bool:
        h = choice.choose_stay(
            self.world, self.flow, self.queues, p.person, p.episode, p.stays, p.condition, p.severity, p.from_tier,
            p.advised, p.emergency, p.tried, p.lowest,
        )  # fmt: skip
        return self._goes_to(p, h)

    def _transferred(self, p: Patient) -> bool:
        """He needs more than this ward can do: on to a higher one the same day."""
        p.stays = min(p.stays + 1, 255)
        if p.stays == 255:
            return False
        p.emergency, p.tried, p.tries = 0, NONE_TRIED, 0
        p.flags, p.referrer, p.from_tier = TRANSFERRED, p.institution, self._tier[p.institution]
        p.advised = p.lowest = int(care.beyond(self.world, p.condition, p.severity, p.institution))
        h = choice.choose_onward(
            self.world, self.flow, self.queues, p.person, p.episode, p.stays, p.condition, p.severity, p.institution,
            p.from_tier, p.advised,
        )  # fmt: skip
        return self._goes_to(p, h)

    def _goes_to(self, p: Patient, h: int) -> bool:
        if h < 0:
            self.lost += 1
            return False
        p.institution, p.request = h, self.env.now
        p.flags &= ~REFERRED
        if p.referrer != NONE and choice.slip_of(self._tier[h], p.from_tier, p.advised, 0) == 1:
            p.flags |= REFERRED
        return True

    def _bed(self, p: Patient) -> Generator[simpy.Event, Any, bool]:
        """A bed, at once or after waiting; False when the wait looks or becomes too long."""
        h, q, now = p.institution, self.queues, self.env.now
        q[h]["asked"] += 1
        if q[h]["occupied"] < q[h]["beds"]:
            occupy(q, h, now, 1)
        else:
            key = (0, 1) if p.person >= self.residents else (min(p.stays, 31) * 8 + min(p.tries, 7), p.severity)
            patience = care.patience_minutes(self.world, p.person, p.episode, *key)
            mean_stay = self.world.institutions[h]["stay_days"]
            if q[h]["beds"] == 0 or expected_bed_wait(q, h, mean_stay, p.emergency) * 1440.0 > patience:
                q[h]["balked"] += 1
                return False
            line = self._lines[h][p.emergency]
            bed = self.env.event()
            line.append(bed)
            waiting(q, h, p.emergency, 1)
            yield bed | self._moment(p, now + patience, PATIENCE)
            if not bed.triggered:
                line.remove(bed)
                waiting(q, h, p.emergency, -1)
                q[h]["gave_up"] += 1
                return False
        p.start = self.env.now
        q[h]["waited_min"] += p.start - p.request
        return True

    def _lie(self, p: Patient, minutes: int) -> Process:
        self._lying[id(p)] = p
        yield self._moment(p, self.env.now + minutes, DISCHARGE)
        del self._lying[id(p)]
        occupy(self.queues, p.institution, self.env.now, -1)
        self._fill_beds(p.institution)

    def _fill_beds(self, h: int) -> None:
        """Free beds go to those who wait: emergencies first, each line in order of coming."""
        q, (ordinary, urgent) = self.queues, self._lines[h]
        while q[h]["occupied"] < q[h]["beds"] and (urgent or ordinary):
            line = urgent or ordinary
            occupy(q, h, self.env.now, 1)
            waiting(q, h, line is urgent, -1)
            line.popleft().succeed()

    def other_payer(self, p: Patient, stay: int) -> Process:
        """A patient of another payer: he takes a slot or a bed and pays his own way."""
        stream = (p.person - self.residents) >> 16
        p.institution, p.request = int(self.world.streams[stream]["institution"]), self.env.now
        if not stay:
            if self.queues[p.institution]["slots"] == 0:
                return
            yield from self._wait_for_slot(p)
            self._write(p, VISIT, care.stream_visit(self.world, p.person, p.episode, stream), 0, OTHER_PAYER)
            return
        yield self._moment(p, self.env.now, WARD)
        if not (yield from self._bed(p)):
            self.lost += 1
            return
        minutes, p.charge = care.stream_stay(self.world, p.person, p.episode, stream)
        yield from self._lie(p, minutes)
        self._write(p, STAY, p.charge, 0, OTHER_PAYER)

    # --- bookkeeping ---------------------------------------------------------------------------------------------------

    def _moment(self, p: Patient, minute: int, kind: int) -> Moment:
        p.event += 1
        return Moment(self.env, minute, kind, p.institution, p)

    def _away(self, p: Patient) -> int:
        return AWAY if p.away else 0

    def _write(self, p: Patient, kind: int, charge: int, noncovered: int, flags: int) -> None:
        referrer = p.referrer if flags & (REFERRED | DOWN) else NONE
        flags |= EMERGENCY if p.emergency else 0
        self._written.append(
            (p.person, p.episode, p.n, p.parent, kind, p.severity, p.institution, p.condition, referrer, flags,
             p.request, p.start, self.env.now, charge, noncovered)
        )  # fmt: skip
        p.parent, p.n = p.n, min(p.n + 1, 254)

    def set_beds(self, h: int, beds: int, now_min: int) -> None:
        """Open or close beds; a bed that is occupied closes at discharge, a bed that opens takes who waits."""
        self.queues[h]["beds"] = beds
        self._fill_beds(h)

    def take(self) -> Encounters:
        """The encounters that ended since the last call, in canonical order."""
        out = np.array(self._written, ENCOUNTER) if self._written else np.zeros(0, ENCOUNTER)
        self._written.clear()
        return in_order(out)

    def open_stays(self) -> Encounters:
        """Stays that have begun and not ended: a memo line, with the charge of the whole stay."""
        rows = [
            (p.person, p.episode, p.n, p.parent, STAY, p.severity, p.institution, p.condition, p.referrer, p.flags,
             p.request, p.start, -1, p.charge, p.noncovered)
            for p in self._lying.values()
        ]  # fmt: skip
        return np.array(rows, ENCOUNTER) if rows else np.zeros(0, ENCOUNTER)
