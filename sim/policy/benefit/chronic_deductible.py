"""门诊慢特病起付线: counted once a year, apart from the deductible of stays."""

from sim.policy.benefit.work import I8, Work
from sim.policy.benefit.yearly import left_of_year
from sim.policy.claims import CHRONIC, Claims, YearToDate
from sim.policy.rule import Parameter, Rule, Values


def once_a_year(values: Values, claims: Claims, ytd: YearToDate, work: Work) -> dict[str, I8]:
    """What is left of the year's deductible."""
    insured = work["eligible"] - work["full"]
    amount = left_of_year(values["yearly"], ytd.chronic_deductible_fen, insured)
    return {"deductible": amount, "chronic_deductible_fen": amount}


RULE = Rule(
    name="benefit.chronic_deductible",
    slot="deductible",
    zh="门诊慢特病起付线",
    en="chronic-special outpatient care: deductible a year",
    function=once_a_year,
    parameters=(Parameter("yearly", "yuan/person/year", "年度起付线", "deductible a year", low=0, better="low"),),
    kinds=(CHRONIC,),
    reads=("eligible", "full", "chronic_deductible_fen"),
    writes=("deductible", "chronic_deductible_fen"),
)
