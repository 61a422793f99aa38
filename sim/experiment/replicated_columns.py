"""The columns of the tables that a comparison writes beside its runs: from replications, from assumptions and their ranges, and
from effects taken apart. Declared for the page of documentation (`sim.experiment.outputs`); tests hold them against the tables."""

from __future__ import annotations

from sim.experiment.columns import number_column as _number
from sim.experiment.columns import text_column as _text
from sim.experiment.columns import whole_column as _whole
from sim.foundation.errors import Words
from sim.foundation.tables import Column

_POLICY = _text("policy", "政策代码", "id of the policy")
_OUTCOME = (_text("outcome", "结果代码", "outcome, as fund.balance or visits.township; a target of --precision names it"), _POLICY)
_WORDS = (
    _text("zh", "名称", "name of the outcome in Chinese"),
    _text("en", "英文名", "name of the outcome in English"),
)
_UNIT = _text("unit", "单位", "unit of every number of the row")
_NAMED = (_UNIT, *_WORDS)
_SET = _text("assumptions", "假设", "as-given (the study's own), or the behaviour set under which it was replicated")
_WHAT = (_text("name_zh", "名称", "name in Chinese"), _text("name_en", "英文名", "name in English"))

INTERVALS = (
    _SET,
    *_OUTCOME,
    _number("mean", "as `unit`", "均值", "mean of the policy over all replications"),
    _number("sd", "as `unit`", "标准差", "standard deviation between replications"),
    _number("difference", "as `unit`", "差值", "mean of the paired difference from the baseline; 0 for the baseline itself"),
    _number("sd_difference", "as `unit`", "差值标准差", "standard deviation of the paired difference"),
    _number("t_low", "as `unit`", "t区间下限", "95 % interval of the difference: Student's, widened after Hall (1992) if skewed"),
    _number("t_high", "as `unit`", "t区间上限", "its upper end"),
    _number("boot_low", "as `unit`", "自助法区间下限", "studentised bootstrap, 95 %; empty where too few pairs differ"),
    _number("boot_high", "as `unit`", "自助法区间上限", "its upper end"),
    _whole("n", "pairs", "对数", "paired replications behind the row"),
    _number("unpaired_factor", "ratio", "不成对倍数", "how many times more runs unpaired samples would need for the same width"),
    *_NAMED,
)

RISK = (
    _POLICY,
    _text("measure", "度量", "deficit: probability of a deficit beyond an amount; bad_year: the 1-in-20 year"),
    _text("outcome", "结果代码", "balance that is meant"),
    _number("beyond", "yuan", "超过", "the amount; empty for the 1-in-20 year"),
    _number("value", "as `unit`", "估计", "share of replications, or the balance that is undercut in one year of twenty"),
    _number("low", "as `unit`", "区间下限", "95 % interval"),
    _number("high", "as `unit`", "区间上限", "its upper end"),
    _whole("n", "replications", "次数", "replications behind it"),
    *_NAMED,
)

STATES = (
    _SET,
    _POLICY,
    _whole("year", "year", "年度", "year that was cleared"),
    _text("rule", "支付规则", "payment rule under which the budget stands"),
    _text("rule_zh", "支付方式", "name of the rule in Chinese"),
    _text("id", "机构代码", "holder of the budget"),
    *_WHAT,
    _text("state", "清算结果代码", "surplus_N or deficit_N: N-th band of the surplus or the deficit, from the budget outwards"),
    _text("state_zh", "清算结果", "which band it is and whose part, in Chinese"),
    _text("state_en", "清算结果英文", "which band it is and whose part, in English"),
    _whole("seeds", "replications", "次数", "replications that end there"),
    _whole("of_seeds", "replications", "总次数", "replications in which the holder was cleared"),
    _number("share", "ratio", "占比", "seeds / of_seeds"),
)

ASSUMPTIONS = (
    *_OUTCOME,
    _number("difference", "as `unit`", "差值", "mean paired difference from the baseline under the study's own assumptions"),
    _number("half_width_chance", "as `unit`", "机会区间半宽", "half of its 95 % interval: chance alone"),
    _number("sd_chance", "as `unit`", "机会标准差", "standard deviation of the paired difference of one replication"),
    _whole("n", "pairs", "对数", "paired replications behind it"),
    _whole("sets", "sets", "假设套数", "sets of assumptions compared; of drawn ones, how many were drawn"),
    _number("lowest", "as `unit`", "最低", "lowest mean difference of any of them"),
    _number("highest", "as `unit`", "最高", "highest mean difference of any of them"),
    _number("low", "as `unit`", "5%分位", "5 % of the draws; only with --ranges, as the next two"),
    _number("high", "as `unit`", "95%分位", "95 % of the draws"),
    _number("sd_assumptions", "as `unit`", "假设标准差", "standard deviation between draws, what chance contributes taken off"),
    *_NAMED,
)

RANGES = (
    *_OUTCOME,
    _text("parameter", "参数", "assumption whose range was drawn from"),
    _text("of", "所属", "behaviour (a number of the behaviour set) or county (of its demand)"),
    _text("status", "依据", "assumption or sourced"),
    _text("distribution", "分布", "how it is drawn: uniform over its range, or normal (the range is then its 95 %)"),
    _text("name_zh", "参数名称", "name of the assumption in Chinese"),
    _text("name_en", "参数英文名", "name of the assumption in English"),
    _number("given", "its own", "取值", "value that the study uses"),
    _number("range_low", "its own", "范围下限", "lower end of its range"),
    _number("range_high", "its own", "范围上限", "upper end of its range"),
    _number("rank_correlation", "-1 to 1", "秩相关", "Spearman's, between its value in a draw and the difference"),
    _number("chance", "0 to 1", "偶然可达", "correlation that luck may give the strongest of all: below it, nothing is shown"),
    _number("at_low", "as `unit`", "低值时的差值", "mean difference over the third of the draws with its lowest values"),
    _number("at_high", "as `unit`", "高值时的差值", "mean difference over the third of the draws with its highest values"),
    _whole("draws", "draws", "抽取套数", "draws behind the row"),
    _text("unit", "单位", "unit of the differences"),
    *_WORDS,
)

PRECISION = (
    *_OUTCOME,
    _number("difference", "as `unit`", "差值", "mean paired difference from the baseline"),
    _number("half_width", "as `unit`", "区间半宽", "half of its 95 % interval"),
    _number("allowed", "as `unit`", "要求", "half width that --precision asks for"),
    _whole("n", "pairs", "对数", "paired replications made"),
    _text("met", "达到", "True where the half width is not above what is allowed"),
    _number("needed", "pairs", "所需对数", "pairs that would do by what has been seen; inf where none would"),
    _UNIT,
)

_PARTS = (
    _whole("mechanical", "as `unit`", "机械效应", "the same care settled under the new rules, less the baseline"),
    _whole("behavioural", "as `unit`", "行为效应", "the rest: care has changed"),
    _whole("total", "as `unit`", "合计", "mechanical + behavioural"),
)
EFFECTS = (
    _POLICY,
    _text("outcome", "结果代码", "what changes"),
    *_WHAT,
    _text("unit", "单位", "fen or contacts"),
    *_PARTS,
)
EFFECTS_YEARS = (_POLICY, _text("year", "年度", "accounted year, or all: their sum"), *EFFECTS[1:])
EFFECTS_INTERVALS = (
    _SET,
    *_OUTCOME,
    _whole("n", "replications", "次数", "replications in which all three are known"),
    *(
        _number(f"{part}{end}", "as `unit`", f"{zh}{zh_end}", f"{en}{en_end}")
        for part, zh, en in (("mechanical", "机械效应", "mechanical part"), ("behavioural", "行为效应", "behavioural part"),
                             ("total", "合计", "their sum"))
        for end, zh_end, en_end in (("", "均值", ", mean over the replications"),
                                    ("_low", "区间下限", ", lower end of Student's 95 % interval"),
                                    ("_high", "区间上限", ", its upper end"))
    ),
    *_NAMED,
)  # fmt: skip

PROVISIONS = (
    _POLICY,
    _whole("step", "", "次序", "place of the provision in the order in which they are brought in"),
    _text("provision", "条款", "id of the provision, or of several that work only together; or base, interaction, total"),
    _text("clause_zh", "条款名称", "clause in Chinese"),
    _text("clause_en", "条款英文", "clause in English"),
    _text("outcome", "结果代码", "what changes"),
    *_WHAT,
    _text("unit", "单位", "fen"),
    _whole("in_order", "as `unit`", "依次", "what it adds when those before it are in force"),
    _whole("alone", "as `unit`", "单独", "what it does alone"),
    _whole("last", "as `unit`", "最后", "what would be missing without it; empty where not computed"),
    _whole("shapley", "as `unit`", "平均", "its mean over all orders (Shapley); empty where not computed"),
)

_DOWN = ((3, "by more than edge 3"), (2, "by more than edge 2, at most edge 3"), (1, "by more than edge 1, at most edge 2"))
GAINS = (
    _POLICY,
    _text("part", "部分", "mechanical (the same care) or total (both runs)"),
    _text("what", "对象", "own_paid of residents; alliance_money, bonus or net_income of institutions in the county"),
    _text("what_zh", "对象名称", "its name in Chinese"),
    _text("what_en", "对象英文名", "its name in English"),
    _text("by", "分组方式", "by what they are grouped"),
    _text("group", "分组", "group"),
    _text("name_zh", "分组名称", "name of the group in Chinese"),
    _text("name_en", "分组英文名", "name of the group in English"),
    *(_number(f"edge_{n}_yuan", "yuan", f"界线{n}", f"{word} of three rising sizes of a change")
      for n, word in ((1, "smallest"), (2, "middle"), (3, "largest"))),
    _whole("count", "persons or institutions", "总数", "of the group"),
    _whole("concerned", "persons or institutions", "相关者", "residents who used care in either run; of them are the quantiles"),
    *(_whole(f"down_{n}", "persons or institutions", f"减少{n}级", f"fell {much}")
      for n, much in _DOWN),
    _whole("near", "persons or institutions", "几乎不变", "changed by at most edge 1"),
    *(_whole(f"up_{n}", "persons or institutions", f"增加{n}级", f"rose {much}")
      for n, much in _DOWN[::-1]),
    _whole("unchanged", "persons or institutions", "完全不变", "of those near: changed by nothing"),
    _number("total_yuan", "yuan", "合计", "sum of the changes"),
    *(_number(f"p{q}_yuan", "yuan", f"{q}%分位", f"{q} % of those concerned changed by no more than this")
      for q in (5, 25, 50, 75, 95)),
)  # fmt: skip

JOURNEYS = (
    _POLICY,
    _text("what", "变化代码", "institution, kind, charge, more, fewer, journey (any of these), own_paid, any"),
    *_WHAT,
    _whole("residents", "persons", "居民数", "residents concerned"),
    _whole("contacts", "contacts", "人次", "contacts concerned; empty for the own payment"),
)

CHANGED_RESIDENTS = (
    _POLICY,
    _whole("person", "", "居民编号", "number of the simulated resident"),
    _text("klass", "人员类别", "benefit class"),
    _text("age_band", "年龄组", "age band"),
    _text("township", "乡镇", "township of the village in which the resident lives"),
    *(_text(what, f"变化：{what}", f"True where `{what}` of journeys.csv concerns the resident")
      for what in ("institution", "kind", "charge", "more", "fewer", "journey", "own_paid")),
    _number("own_paid_before_yuan", "yuan", "基准下个人负担", "own payment of the year under the baseline"),
    _number("own_paid_after_yuan", "yuan", "新政策下个人负担", "own payment of the year under the policy"),
)  # fmt: skip

TABLES: dict[str, tuple[tuple[Column, ...], Words]] = {
    "effects.csv": (EFFECTS, Words(
        "机械效应与行为效应",
        "with `compare --split`: what each policy changes, in fen and heads: the same care settled again, and the rest; see "
        "`sim.experiment.effects.parts`")),
    "effects-years.csv": (EFFECTS_YEARS, Words(
        "各年的机械效应与行为效应",
        "with `compare --split` of several years: the same for every accounted year (`year`), and their sum (`all`)")),
    "effects-intervals.csv": (EFFECTS_INTERVALS, Words(
        "机械效应与行为效应的区间", "with `compare --split --seeds`: both parts as means over the replications, with intervals")),
    "gains.csv": (GAINS, Words(
        "谁得谁失",
        "with `compare --split`: how changes of own payment and of institutions' money are spread; see "
        "`sim.experiment.effects.gains`")),
    "journeys.csv": (JOURNEYS, Words("谁的就医变了", "with `compare --split`: residents and contacts by what changed")),
    "changed-residents.parquet": (CHANGED_RESIDENTS, Words(
        "有变化的居民", "with `compare --split --encounters`: a row a resident for whom anything changed")),
    "provisions.csv": (PROVISIONS, Words(
        "逐条的机械效应",
        "with `compare --provisions`: by order, alone, last and by Shapley's mean, in fen; see "
        "`sim.experiment.effects.provisions`")),
    "intervals.csv": (INTERVALS, Words("差值与区间", "with `compare --seeds`: outcomes over all replications, with intervals")),
    "intervals-institutions.csv": (INTERVALS, Words(
        "各机构的差值与区间", "with `compare --seeds`: the same of single institutions, columns as in `intervals.csv`")),
    "risk.csv": (RISK, Words(
        "缺口机会", "with `compare --seeds`: chance of a deficit beyond each amount, and the 1-in-20 year")),
    "states.csv": (STATES, Words(
        "清算结果的分布", "with `compare --seeds`: in which band each budget ends, by share of the seeds")),
    "precision.csv": (PRECISION, Words(
        "精度要求", "with `compare --precision`: whether each difference is known as narrowly as was asked")),
    "assumptions.csv": (ASSUMPTIONS, Words(
        "假设的不确定",
        "with `compare --behaviour` or `--ranges`: what other assumptions do to the differences, apart from chance; see "
        "`sim.analysis.apart`")),
    "ranges.csv": (RANGES, Words(
        "最要紧的假设", "with `compare --ranges`: which assumption matters most; see `sim.experiment.ranges`")),
}  # fmt: skip
"""Tables beside the policies' folders, with their columns in order and what they are about."""
