"""What the choices of a parameter are called: a code in a policy file, words on a page. By parameter, since `income` is one
thing as a base and another as a measure; `""` holds what means the same everywhere."""

from __future__ import annotations

from sim.foundation.errors import Words

CHOICES: dict[str, dict[str, Words]] = {
    "": {
        "history": Words("按历年支出", "from past spending"),
        "in_proportion": Words("按比例", "in proportion"),
        "of_last_year": Words("上年结算额", "last year's settlement"),
        "of_approved": Words("本年审核通过的费用", "this year's approved bills"),
    },
    "kind": {
        "none": Words("不约束", "none"),
        "soft": Words("软约束：降低报销", "soft: less is reimbursed"),
        "strict": Words("硬约束：不予报销", "strict: nothing is reimbursed"),
    },
    "counts": {"admission": Words("入院日", "admission"), "discharge": Words("出院日", "discharge")},
    "without_quota": {
        "share_of_eligible": Words("按政策范围内费用的比例", "a share of eligible charges"),
        "ordinary_terms": Words("按一般规定", "ordinary terms"),
    },
    "order": {"outside_first": Words("先付县外", "hospitals outside first")},
    "patients": {
        "registered": Words("全部登记患者", "all registered"),
        "special_list": Words("门诊慢特病病种", "conditions on the chronic-special list"),
    },
    "leak": {
        "none": Words("不计入", "none"),
        "treatable": Words("只计县内可治的", "those treatable in the county"),
        "all": Words("全部计入", "all"),
    },
    "value": {"floating": Words("浮动", "floating"), "fixed": Words("固定", "fixed")},
    "ungrouped": {
        "by_item": Words("按项目", "as billed"),
        "mean_of_ungrouped": Words("按未入组病例均费", "at the mean of the ungrouped"),
    },
    "holder": {
        "hospital": Words("牵头医院", "lead hospital"),
        "township": Words("乡镇卫生院", "township centre"),
        "alliance": Words("医共体", "alliance"),
        "group": Words("全县一个集团", "one group"),
    },
    "residents": {
        "township": Words("所在乡镇的参保居民", "residents of the townships"),
        "contract": Words("签约居民", "residents under contract"),
        "chronic": Words("登记的慢病患者", "registered chronic patients"),
    },
    "base": {
        "income": Words("按当年筹资", "from the year's income"),
        "per_head": Words("按人头", "by head"),
    },
    "rebase": {
        "mean": Words("历年支出平均", "mean of past spending"),
        "last_package": Words("上年总额", "last year's package"),
        "last_spending": Words("上年支出", "last year's spending"),
    },
    "measure": {
        "enrolees": Words("服务人口", "population served"),
        "visits": Words("诊疗人次", "visits"),
        "income": Words("医保收入", "insurance income"),
        "workload": Words("工分", "workload"),
        "equal": Words("平均", "equal"),
    },
    "within": {"enrolees": Words("服务人口", "population served"), "past": Words("历年支出", "past spending")},
    "cycle": {
        "month": Words("按月", "monthly"), "quarter": Words("按季", "quarterly"), "half_year": Words("按半年", "half-yearly"),
    },
    "public_health_of": {
        "of_total": Words("全部结余", "the whole surplus"),
        "of_lead": Words("牵头医院所得", "the lead's part"),
    },
    "naming": {
        "all": Words("目录内全部病种", "all on the list"),
        "commonest": Words("先报最常见的病种", "the commonest first"),
        "gainful": Words("先报有结余的病种", "those that gain first"),
    },
    "when_short": {
        "first_come": Words("先到先得", "first come, first served"),
        "topped_up": Words("由政府补足", "topped up by government"),
    },
    "level": {
        "county": Words("县级统筹", "county"),
        "county_with_adjustment_fund": Words("县级统筹加调剂金", "county with adjustment fund"),
        "prefecture": Words("市级统筹", "prefecture"),
        "province": Words("省级统筹", "province"),
    },
}  # fmt: skip


def choice(parameter: str, code: str) -> Words:
    """The choice `code` of a parameter in words; a code that nobody named as it is, without underscores."""
    found = CHOICES.get(parameter.rpartition(".")[2], {}).get(code) or CHOICES[""].get(code)
    return found or Words(code.replace("_", " "), code.replace("_", " "))
