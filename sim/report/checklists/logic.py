"""What a paper says of the model itself: its parts, its order of events and its equations, named from the program where it knows
them. The equations in full, and the reasons for them, are in docs/model.md."""

from __future__ import annotations

from collections import Counter

from sim.behaviour.levers import LEVERS
from sim.policy.registry import builtin_rules
from sim.report.checklists.told import Told, checks

DIAGRAM = """
```
county folder -> county -> residents, latent illness           blind to policy, keyed, month by month
policy file   -> the rules in force on a date
month:  what one unit more would bring each institution        -> responses (with a behaviour set)
        onset -> seek care? -> where? -> visit -> done | return | referral up | admission
        admission -> which ward? -> queue for a bed -> stay -> transfer | step-down | readmission | home
        encounters (facts)                                     -> bills, postings in a double-entry book
        each person's year to date                             -> the prices that he sees next month
year:   totals -> clearing of budgets -> postings of the following year -> net income and bonuses
        births, deaths, moves, changes of insurance            -> next year's members
```
"""

ENTITIES = (
    "Entities: residents (age, sex, benefit class, home, chronic registers, family-doctor contract, frailty, year to date "
    "of every benefit), their episodes of illness (condition, severity, emergency, minute of onset), institutions (tier, "
    "place, slots, beds, items, staff, budget), townships and villages, alliances and other holders of budgets, the fund; "
    "streams of other payers' patients, who have no journey."
)
ACTIVITIES = (
    "Activities: falling ill; seeking care; choosing an institution; a visit (charge, claim, referral, return, admission); "
    "a stay (length, charge, transfer, step-down, readmission); settling a bill; clearing a budget."
)
RESOURCES = "Resources: outpatient slots a day and staffed beds of every institution."
QUEUES = (
    "Queues: a visit takes the first free slot at or after its time; beds are first come first served, emergencies before "
    "others; a patient balks when the expected wait exceeds his patience (exponential, by severity), and reneges when it "
    "ends."
)
ENTRY = "Entry: the onset of an illness, or a chronic refill that falls due. Exit: the end of the episode's last visit or stay."


def components(_: Told) -> str:
    """Entities, activities, resources, queues, entry and exit."""
    return f"{ENTITIES} {ACTIVITIES} {RESOURCES} {QUEUES} {ENTRY}"


def base_logic(told: Told) -> str:
    """The way of an episode under the baseline."""
    return (
        f"Base model: {told.runs[0].manifest.policy.title_en}. Latent illness is drawn month by month without regard to "
        "policy. A person seeks care or not; chooses between the own village clinic, the own township centre and every "
        "hospital; is treated, referred up, admitted or told to return; waits for a bed, leaves the queue, stays, is "
        "transferred, stepped down or readmitted. Every bill passes the rules in force on its day in a fixed order "
        "(eligible, deductible, ratio, cap, catastrophic insurance, assistance, supplement) with the person's year to "
        "date, and is posted to a book that refuses a transaction that misses by one fen. Budgets are cleared after the "
        "year, and each institution's revenue, costs and clearing give its bonus."
    )


def algorithms(told: Told) -> str:
    """Equations of illness, choice, care, capacity and clearing, and the rules."""
    return (
        "Illness: the number of episodes in a month is Poisson with mean frailty x sum over conditions of incidence(age, "
        "sex) x scale x season / 12, adjusted for registered chronic conditions so that both groups together have the "
        "table's incidence; frailty is log-normal with mean 1. Seeking: u < p(condition, severity) x ((price + 1) / (base "
        "price + 1)) ^ elasticity. Where: a multinomial logit; odds = share of the tier x capacity x ability to treat x "
        "exp(b_time x minutes) x exp(b_price x (price - base price)) x contract x advice x effort x exp(b_wait x expected "
        "wait), drawn as an exponential race, argmin of -log(u) / odds. Charges and lengths of stay are log-normal by "
        "condition and tier with correlated logarithms. Waiting: slots and beds as above; a lone ward is M/M/c. Clearing: "
        "balance = budget - spending; retained = sum over bands of share x part of a surplus, borne = sum over bands of "
        "share x part of a deficit. Bonus = clip(staff share x (net income - debts and funds), 0, ceiling - basic pay). "
        f"{rules(told)} {behaviour(told)}"
    )


def rules(_: Told) -> str:
    """How many rules in which slots."""
    found = builtin_rules().values()
    slots = Counter(rule.slot for rule in found)
    return (
        f"{len(found)} pure rules of law in {len(slots)} slots ({', '.join(f'{slot} {n}' for slot, n in slots.items())}); a "
        "policy is a document that sets their parameters."
    )


def behaviour(told: Told) -> str:
    """Who responds to incentives, by which levers."""
    name = told.runs[0].manifest.behaviour
    if name == "none":
        return "Institutions do not respond to incentives (behaviour set 'none'); patients respond to their prices."
    levers = ", ".join(lever.en for lever in LEVERS)
    return (
        f"Institutions respond to incentives by behaviour set '{name}': each month the policy's own bill and clearing are "
        f"asked what one unit more of each lever would bring ({levers}); the logarithm of the response moves by a "
        "first-order lag towards eta x (that income less the baseline's), within bounds."
    )


def execution(told: Told) -> str:
    """Engine, event handling, scale."""
    m = told.runs[0].manifest
    return (
        f"Engine: {m.engine}, {m.scale:g} of the residents. Next-event time advance in whole minutes; events go in one "
        "total order of (minute, kind, institution, person, episode, event). SimPy keeps the calendar of months; patients "
        "are a compiled event loop (Numba), or SimPy processes in the reference engine; both write equal encounters to the "
        f"bit, which is tested. {checks(told)}"
    )


def concepts(told: Told) -> str:
    """The eleven design concepts of ODD."""
    return (
        "Basic principles: random utility choice of provider, price-elastic demand, providers that weigh the marginal "
        "income of what they do. Emergence: flows between tiers, waits, spending and bonuses follow from episodes and "
        f"rules; none is set. Adaptation: {behaviour(told)} Objectives: an institution's revenue less variable cost plus "
        "what clearing brings, for itself and with a weight for its alliance; a patient's utility of a place. Learning: "
        "none; responses follow incentives with a lag. Prediction: institutions project the year from the months so far "
        "and last year's profile; patients foresee nothing. Sensing: patients know their class, benefit state of the month "
        "before, prices, travel times and expected waits; institutions their own encounters and accounts. Interaction: "
        "through slots, beds, shared budgets and pools. Stochasticity: illness, choice, care and patience are keyed draws, "
        "the same under every policy. Collectives: villages, townships, alliances, pools of a budget. Observation: the "
        "book's postings and encounters, as tables by month and year."
    )


def submodels(told: Told) -> str:
    """The submodels with their files, then their equations."""
    rooms = (
        "population (sim/county), illness and journey (sim/journey), prices that patients see and responses "
        "(sim/behaviour), rules (sim/policy), bills and clearing (sim/settlement), book (sim/ledger)"
    )
    return f"Submodels: {rooms}. {algorithms(told)}"
