"""What happens next: the pure clinical decisions and the facts of a visit or a stay, from keyed draws.

No decision looks at money, but for `lean`: whether a mild case is admitted may depend on what that costs the patient. An
institution's response tilts a probability on the log-odds or multiplies an amount; it never adds or skips a draw, so what one
hospital does differently leaves every other draw as it was.
"""

from __future__ import annotations

import math

import numpy as np

from sim.foundation.compiled import compiled, inlined
from sim.foundation.draws import normal, normals, unit, unit32, words
from sim.journey import streams
from sim.journey.keys import key_of
from sim.journey.tables import ACCEPT_DOWN, ADMIT, INTENSITY, NONCOVERED, REFER_UP, SPLIT, STAY_LENGTH, STEP_DOWN

DONE, ADMITTED, REFERRED_UP, COMES_BACK = 0, 1, 2, 3
HOME, READMITTED, STEPPED_DOWN = 0, 1, 2
READMISSION_DAYS = 30.0
"""A readmission comes on one of so many days after discharge, each alike."""


@inlined
def tilt(p, log_odds):  # type: ignore[no-untyped-def]
    """A probability moved by log_odds on the logit scale; 0 leaves the very bits."""
    if log_odds == 0.0:
        return p
    e = math.exp(log_odds)
    return p * e / (1.0 - p + p * e)


@inlined
def _fen(yuan):  # type: ignore[no-untyped-def]
    return np.int64(math.floor(yuan * 100.0 + 0.5))


@inlined
def _charged(yuan, outside, intensity, shift):  # type: ignore[no-untyped-def]
    """(charge_fen, noncovered_fen) of what costs `yuan` as always, a share `outside` of it not in the catalogue.

    Intensity is that of covered services: what lies outside stays. A shift moves charges out of the catalogue, and leaves their
    sum.
    """
    usual = _fen(yuan)
    charge = _fen(yuan * (1.0 + (1.0 - outside) * (intensity - 1.0)))
    return charge, min(_fen(min(outside * shift, 1.0) * usual / 100.0), charge)


@inlined
def visit_facts(w, f, p, episode, n, c, h, extra):  # type: ignore[no-untyped-def]
    """(charge_fen, noncovered_fen, claimed) of visit n. `extra` prescriptions beyond the usual one cost their drugs again."""
    t = w.by_tier[c, w.institutions[h].tier]
    w0, w1, w2, w3 = words(w.const[0].seed, streams.VISIT, key_of(w, p), episode, n)
    z = normal(unit(w0, w1), unit32(w2))
    yuan = math.exp(t.visit_mu + t.visit_sigma * z)
    if extra > 0:
        yuan *= 1.0 + extra * t.visit_drugs
    charge, noncovered = _charged(yuan, t.visit_noncovered, f.response[h, INTENSITY], f.response[h, NONCOVERED])
    return charge, noncovered, unit32(w3) < t.p_claim


@inlined
def lean(w, f, p, c, h):  # type: ignore[no-untyped-def]
    """Log-odds by which a doctor who could treat a mild case either way spares his patient the dearer way: where visits have
    become cheaper than under the baseline, fewer stays. Exactly 0 at the baseline's terms."""
    if f.lean.shape[0] == 0:
        return 0.0
    group, setting = w.group[p], w.institutions[h].setting
    d = f.lean[group, w.persons[p].state, c, setting] - f.base_lean[group, w.base_state[p], c, setting]
    return min(max(d, -f.most_lean), f.most_lean)


@inlined
def after_visit(w, f, p, episode, n, c, s, h):  # type: ignore[no-untyped-def]
    """(what follows visit n, the tier that the doctor advises): DONE, ADMITTED, REFERRED_UP or COMES_BACK.

    Whether a stay is found necessary is drawn once an episode, so a second look does not change it unless the doctor judges
    otherwise. A stay is advised at the lowest tier able to treat, or one tier up although able; a patient who needs no stay and is
    seen where his illness cannot be treated is sent up or comes back.
    """
    const, tier = w.const[0], w.institutions[h].tier
    by = w.by_severity[c, s]
    _, w1, w2, _ = words(const.seed, streams.OUTCOME, key_of(w, p), episode, n)
    able = tier >= by.able
    up = unit32(w1) < tilt(const.p_refer_able if able else const.p_refer_unable, f.response[h, REFER_UP])
    advised = max(tier + 1, by.able) if up else tier
    if by.p_admit > 0.0:
        w0, _, _, _ = words(const.seed, streams.NEED, key_of(w, p), episode, 0)
        if unit32(w0) < tilt(by.p_admit, f.response[h, ADMIT] + (lean(w, f, p, c, h) if s == 0 else 0.0)):
            return ADMITTED, max(advised, 1)
    if up and not able:
        return REFERRED_UP, advised
    if unit32(w2) < w.conditions[c].p_return:
        return COMES_BACK, tier
    return DONE, tier


@compiled
def visit(w, f, p, episode, n, c, s, h, extra):  # type: ignore[no-untyped-def]
    """`visit_facts` and `after_visit` of visit n: (charge_fen, noncovered_fen, claimed, what follows, advised tier)."""
    charge, noncovered, claimed = visit_facts(w, f, p, episode, n, c, h, extra)
    follows, advised = after_visit(w, f, p, episode, n, c, s, h)
    return charge, noncovered, claimed, follows, advised


@inlined
def return_delay(w, p, episode, n, c):  # type: ignore[no-untyped-def]
    """Minutes from visit n until the patient comes back: whole days, geometric in effect, at least one."""
    w0, w1, _, _ = words(w.const[0].seed, streams.RETURN, key_of(w, p), episode, n)
    return 1440 * math.ceil(-w.conditions[c].return_days * math.log(unit(w0, w1)))


@compiled
def transfer(w, f, p, episode, n, c, s, h, rehabilitation):  # type: ignore[no-untyped-def]
    """The part of stay n after which the patient goes on to a higher ward, 1 where he stays to the end.

    Who is already in bed turns out to need more than the place can do: more often when sicker and where the place is not able to
    treat such patients. Tilted by the same response as a referral from a visit. The part is uniform around its mean.
    """
    chance = w.p_transfer[c, s, w.institutions[h].tier]
    if chance == 0.0 or rehabilitation:
        return 1.0
    w0, w1, _, _ = words(w.const[0].seed, streams.TRANSFER, key_of(w, p), episode, n)
    if unit32(w0) >= tilt(chance, f.response[h, REFER_UP]):
        return 1.0
    mean = w.const[0].transfer_part
    return mean + (2.0 * unit32(w1) - 1.0) * min(mean, 1.0 - mean)


@inlined
def beyond(w, c, s, h):  # type: ignore[no-untyped-def]
    """The lowest tier above that of h that can treat the patient."""
    return max(w.institutions[h].tier + 1, w.by_severity[c, s].able)


@compiled
def stay_facts(w, f, p, episode, n, c, h, rehabilitation, part):  # type: ignore[no-untyped-def]
    """(minutes, charge_fen, noncovered_fen) of stay n, or of the `part` of it before a transfer. Log-normal stay and charge are
    correlated: long stays are dear ones.

    A changed length of stay moves the charge by its per-day share, taken as proportional: a day more brings of everything, in the
    catalogue and outside. A negative days_sigma means
    exponential stays of mean exp(days_mu): the law of the textbook queue, for comparing a ward with theory.
    """
    const = w.const[0]
    t = w.by_tier[c, w.institutions[h].tier]
    w0, w1, w2, w3 = words(const.seed, streams.STAY, key_of(w, p), episode, n)
    z_days, z = normals(unit(w0, w1), unit(w2, w3))
    z_charge = const.stay_charge_corr * z_days + math.sqrt(1.0 - const.stay_charge_corr**2) * z
    length = f.response[h, STAY_LENGTH]
    if t.days_sigma >= 0.0:
        days = math.exp(t.days_mu + t.days_sigma * z_days) * length
    else:
        days = -math.exp(t.days_mu) * math.log(unit(w0, w1)) * length
    yuan = math.exp(t.stay_mu + t.stay_sigma * z_charge) * length
    if rehabilitation:
        days *= const.rehab_days / math.exp(t.days_mu + max(t.days_sigma, 0.0) ** 2 / 2.0)
        yuan *= const.rehab_charge
    charge, noncovered = _charged(yuan * part, t.stay_noncovered, f.response[h, INTENSITY], f.response[h, NONCOVERED])
    return max(int(days * part * 1440.0), 1), charge, noncovered


@compiled
def divided(w, f, p, episode, n, c, h, minutes):  # type: ignore[no-untyped-def]
    """Minutes at home between the two parts of stay n, 0 where it stays one.

    A response can make more patients come back, but not more illness: whom the draw of a readmission would have left at home, and
    who is readmitted all the same, lies in bed twice for one stay. It is the draw that `after_stay` reads at discharge. A part
    lasts at least a day.
    """
    response = f.response[h, SPLIT]
    if response <= 0.0 or f.split_days == 0.0 or minutes * min(f.split_part, 1.0 - f.split_part) < 1440.0:
        return 0
    w0, w1, w2, _ = words(w.const[0].seed, streams.AFTER_STAY, key_of(w, p), episode, n)
    u, usual = unit32(w1), w.conditions[c].p_readmit
    if u < usual or u >= tilt(usual, response) or _steps_down(w, f, p, c, h, w0):
        return 0
    return 1440 * (1 + int(unit32(w2) * f.split_days))


@inlined
def first_part(f, minutes, charge, noncovered):  # type: ignore[no-untyped-def]
    """(minutes, charge_fen, noncovered_fen) of the first part of a divided stay; the second is the rest."""
    part = f.split_part
    return int(minutes * part), np.int64(math.floor(charge * part + 0.5)), np.int64(math.floor(noncovered * part + 0.5))


@compiled
def patience_minutes(w, p, episode, n, s):  # type: ignore[no-untyped-def]
    """How long a patient is ready to wait for a bed: exponential, shorter when sicker."""
    const = w.const[0]
    mean = const.patience_mild if s == 0 else (const.patience_moderate if s == 1 else const.patience_severe)
    w0, w1, _, _ = words(const.seed, streams.PATIENCE, key_of(w, p), episode, n)
    return int(min(-mean * 1440.0 * math.log(unit(w0, w1)), 5e8))


@inlined
def _steps_down(w, f, p, c, h, word):  # type: ignore[no-untyped-def]
    if w.institutions[h].tier < 2 or w.persons[p].home != 0:
        return False
    willing = f.response[h, STEP_DOWN] + f.response[w.villages[w.persons[p].village].centre, ACCEPT_DOWN]
    return unit32(word) < tilt(w.conditions[c].p_step_down, willing)


@compiled
def after_stay(w, f, p, episode, n, c, h):  # type: ignore[no-untyped-def]
    """(HOME, READMITTED or STEPPED_DOWN, minutes until then). A readmission comes within 30 days, to the same ward; a step-down
    takes the hospital that sends and the patient's centre that accepts. A response can avert readmissions; what it adds are no
    new stays but parts of one, see `divided`."""
    w0, w1, w2, _ = words(w.const[0].seed, streams.AFTER_STAY, key_of(w, p), episode, n)
    if _steps_down(w, f, p, c, h, w0):
        return STEPPED_DOWN, 0
    if unit32(w1) < tilt(w.conditions[c].p_readmit, min(f.response[h, SPLIT], 0.0)):
        return READMITTED, 1440 * (1 + int(unit32(w2) * READMISSION_DAYS))
    return HOME, 0


@compiled
def stream_visit(w, p, episode, stream):  # type: ignore[no-untyped-def]
    """charge_fen of a visit of another payer's patient."""
    k = w.streams[stream]
    w0, w1, w2, _ = words(w.const[0].seed, streams.VISIT, key_of(w, p), episode, 0)
    z = normal(unit(w0, w1), unit32(w2))
    return _fen(math.exp(k.visit_mu + k.visit_sigma * z))


@compiled
def stream_stay(w, p, episode, stream):  # type: ignore[no-untyped-def]
    """(minutes, charge_fen) of a stay of another payer's patient."""
    k, const = w.streams[stream], w.const[0]
    w0, w1, w2, w3 = words(const.seed, streams.STAY, key_of(w, p), episode, 0)
    z_days, z = normals(unit(w0, w1), unit(w2, w3))
    z_charge = const.stay_charge_corr * z_days + math.sqrt(1.0 - const.stay_charge_corr**2) * z
    if k.days_sigma >= 0.0:
        days = math.exp(k.days_mu + k.days_sigma * z_days)
    else:  # exponential, see `stay_facts`
        days = -math.exp(k.days_mu) * math.log(unit(w0, w1))
    return max(int(days * 1440.0), 1), _fen(math.exp(k.stay_mu + k.stay_sigma * z_charge))
