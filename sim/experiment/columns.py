"""The columns of every result table of a run, declared once: the reader's types, the page of documentation
(`sim.experiment.outputs`) and the labels come from here. Those of a comparison's own tables are in `replicated_columns.py`.

Money is in yuan (two decimals, exact); a share is a ratio between 0 and 1; a year and a month are those of the basis
named.
"""

from __future__ import annotations

from sim.foundation.errors import Words
from sim.foundation.tables import Column, Kind
from sim.policy.package.score import INDICATORS as INDICATOR_NAMES


def _column(kind: Kind, name: str, unit: str, zh: str, en: str) -> Column:
    return Column(name, kind, unit, zh=zh, en=en)


def _text(name: str, zh: str, en: str) -> Column:
    return _column("str", name, "", zh, en)


def _whole(name: str, unit: str, zh: str, en: str) -> Column:
    return _column("int", name, unit, zh, en)


def _yuan(name: str, zh: str, en: str) -> Column:
    return _column("float", f"{name}_yuan", "yuan", zh, en)


def _number(name: str, unit: str, zh: str, en: str) -> Column:
    return _column("float", name, unit, zh, en)


text_column, whole_column, number_column = _text, _whole, _number
"""The same for the tables of replications, which are declared beside this file."""
_YEAR = _whole("year", "year", "年度", "calendar year")
_MONTH = _whole("month", "month", "月份", "month of the year, 1-12")
_TIER = _text("tier", "层级", "village, township, county, city, province")
_PLACE = _text("place", "就医地", "county, prefecture, province, elsewhere; empty where the row has no place")

FUND = (
    _whole("year", "year", "年度", "calendar year in which the amount is booked on this basis"),
    _MONTH,
    _text("basis", "核算基础", "cash (收付实现制) or incurred (权责发生制)"),
    _text("scheme", "险种", "scheme whose fund it is: residents"),
    _text("side", "收支", "income or spending; totals and balances are sums over the rows, never rows"),
    _text("line", "科目代码", "line of the official fund statement"),
    _text("name_zh", "科目", "name of the line in Chinese"),
    _text("name_en", "科目英文名", "name of the line in English"),
    _text("programme", "项目", "kind of care or levy: inpatient, outpatient, chronic_outpatient, premium, subsidy, ..."),
    _PLACE,
    _yuan("amount", "金额", "amount, positive in the direction of its side"),
)

INSTITUTIONS = (
    _YEAR,
    _text("id", "机构代码", "id of the institution in the county's folder"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _text("scheme", "险种", "scheme that the row is about: residents"),
    _TIER,
    _PLACE,
    _text("ownership", "办医主体", "public or private (`kind` of institutions.csv): of a private one the net income is its profit"),
    _text("alliance", "医共体", "name of the alliance, empty outside any"),
    _text("township", "乡镇", "township in which it lies, empty if none"),
    _number("staff", "persons", "职工数", "staff, full-time equivalents"),
    _whole("visits", "contacts", "诊疗人次", "visits of enrolees of the scheme"),
    _whole("stays", "discharges", "出院人次", "discharges of enrolees of the scheme"),
    _yuan("revenue_basic", "统筹基金收入", "billed to the basic fund"),
    _yuan("revenue_catastrophic", "大病保险收入", "billed to catastrophic insurance"),
    _yuan("revenue_assistance", "医疗救助收入", "billed to medical assistance"),
    _yuan("revenue_supplement", "补充保险收入", "billed to supplementary insurance"),
    _yuan("revenue_patients", "居民自付收入", "paid by patients themselves"),
    _yuan("revenue_other_payers", "其他付费方收入", "employees' scheme, visitors and self-paying patients"),
    _yuan("revenue_medical", "医疗收入", "sum of the revenue by source"),
    _yuan("retained", "结余留用", "share of a surplus paid to the institution at clearing"),
    _yuan("assessment", "考核兑现", "money paid on the assessment score"),
    _yuan("borne", "超支分担", "share of a deficit borne by the institution: billed, never paid; a positive number"),
    _yuan("alliance_money", "医保清算资金", "retained + assessment - borne"),
    _yuan("other_income", "其他收入", "subsidy, public health, contract fees"),
    _yuan("costs", "支出", "costs of the year"),
    _yuan("net_income", "收支结余", "revenue_medical + alliance_money + other_income - costs"),
    _yuan("debts_and_funds", "偿债与提取基金", "debt service and statutory funds taken before pay"),
    _yuan("headroom", "绩效总量余额", "what the approved pay total still allows"),
    _yuan("bonus", "绩效奖励", "clip(staff_share x (net_income - debts_and_funds), 0, headroom); empty for private ones"),
    _yuan("bonus_per_staff", "人均绩效奖励", "bonus / staff"),
)

FLOWS = (
    _YEAR,
    _MONTH,
    _TIER,
    _PLACE,
    _text("kind", "类别", "visit (门诊) or stay (住院)"),
    _whole("count", "contacts", "人次", "visits, or discharges, of enrolees"),
    _whole("claimed", "contacts", "报销人次", "those that drew on the fund"),
    _yuan("charge", "医疗费用", "billed"),
    _yuan("fund", "统筹基金支付", "paid by the basic fund"),
    _yuan("own_paid", "个人负担", "paid by the patients themselves"),
)

PATIENTS = (
    _YEAR,
    _text("klass", "人员类别", "benefit class: general, low_income, destitute, registered_poor"),
    _text("age_band", "年龄组", "age band: 0_4, 5_14, ..., 75plus"),
    _whole("persons", "persons", "人数", "enrolees"),
    _whole("visits", "contacts", "门诊人次", "visits"),
    _whole("stays", "discharges", "住院人次", "discharges"),
    _yuan("charge", "医疗费用", "billed"),
    _yuan("eligible", "政策范围内费用", "inside the catalogue"),
    _yuan("basic", "统筹基金支付", "paid by the basic fund"),
    _yuan("catastrophic", "大病保险支付", "paid by catastrophic insurance"),
    _yuan("assistance", "医疗救助支付", "paid by medical assistance"),
    _yuan("supplement", "补充保险支付", "paid by supplementary insurance"),
    _yuan("own_paid", "个人负担", "paid by the patients themselves"),
    _yuan("advanced", "患者垫付", "insurers' part that patients paid first and claimed later"),
)

FIT = (
    _text("row", "代码", "target of the county's folder"),
    _text("name_zh", "指标", "name in Chinese"),
    _text("name_en", "指标英文名", "name in English"),
    _text("kind", "种类", "echo (回显: an input seen again), fitted (拟合), predicted (预测)"),
    _text("unit", "单位", "unit of both numbers"),
    _number("target", "as `unit`", "参照值", "what is known"),
    _number("simulated", "as `unit`", "模拟值", "what this run gave"),
    _text("source", "来源", "document behind the target, or the word assumption"),
)

CLEARING = (
    _YEAR,
    _text("rule", "支付规则", "payment rule under which the budget stands"),
    _text("rule_zh", "支付方式", "name of the rule in Chinese"),
    _text("rule_en", "支付方式英文名", "name of the rule in English"),
    _text("id", "机构代码", "holder of the budget"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _yuan("budget", "预算", "budget of the year"),
    _yuan("spent", "发生额", "spending charged to it"),
    _yuan("balance", "结余", "budget - spent; negative is a deficit"),
    _yuan("retained", "机构留用", "part of a surplus that the holder is paid"),
    _yuan("fund_keeps", "基金留存", "part of a surplus that stays in the fund"),
    _yuan("borne", "机构分担", "part of a deficit that the holder bears"),
    _yuan("fund_adds", "基金补足", "part of a deficit that the fund adds"),
)

INDICATORS = (
    _YEAR,
    _text("indicator", "指标代码", "id of the indicator"),
    _text("name_zh", "指标", "name in Chinese"),
    _text("name_en", "指标英文名", "name in English"),
    _text("variant_zh", "口径", "variant in Chinese"),
    _text("variant_en", "口径英文", "variant in English"),
    _text("numerator_zh", "分子名称", "what is counted, in Chinese"),
    _text("numerator_en", "分子英文名", "what is counted, in English"),
    _text("denominator_zh", "分母名称", "over what, in Chinese"),
    _text("denominator_en", "分母英文名", "over what, in English"),
    _text("scheme", "险种", "scheme of the persons counted"),
    _text("basis", "核算基础", "count, incurred or cash"),
    _number("numerator", "contacts, persons or yuan", "分子", "value of the numerator"),
    _number("denominator", "contacts, persons or yuan", "分母", "value of the denominator"),
    _number("value", "as `unit`", "指标值", "numerator / denominator, in `unit`"),
    _text("unit", "单位", "unit of the value"),
)

INDICATORS_MONTHS = (_YEAR, _MONTH, *INDICATORS[1:])

CAPACITY = (
    _YEAR,
    _MONTH,
    _text("id", "机构代码", "id of the institution; village clinics are left out"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _TIER,
    _number("beds", "beds", "编制床位", "beds in the county's data; empty where beds are not scarce (outside the county)"),
    _number("occupied_beds", "beds", "平均占用床位", "occupied beds, mean over the month, all payers"),
    _number("occupancy", "ratio", "床位使用率", "occupied_beds / beds; above 1 only where an event opened more beds"),
    _whole("asked", "requests", "要求住院人次", "requests for a bed, all payers"),
    _whole("balked", "requests", "见队而去人次", "left at once, because the expected wait exceeded their patience"),
    _whole("gave_up", "requests", "等候中放弃人次", "lost patience while waiting"),
    _number("visit_wait_days", "days", "门诊平均等候", "from wish to visit, mean of residents' visits, travel excluded"),
    _number("stay_wait_days", "days", "住院平均等候", "from wish to bed, mean of residents' stays"),
)

PAY = (
    _YEAR,
    _text("id", "机构代码", "id of the institution; only those whose costs are known"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _number("staff_share", "ratio", "可用于奖励的比例", "share of what is left after debts and funds that staff may be paid"),
    _yuan("unlimited", "封顶前的奖励", "staff_share x (net_income - debts_and_funds), at least 0"),
    _yuan("headroom", "绩效总量余额", "what the approved pay total still allows"),
    _yuan("bonus", "绩效奖励", "the smaller of the two"),
)

RESULTS = (
    _YEAR,
    _text("rule", "规则", "payment rule that was cleared, or assessment"),
    _text("id", "机构代码", "institution that has a part in it"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _text("holder", "预算持有机构", "institution that answers for the budget; empty where the money is another alliance's"),
    _number("surplus_part", "ratio", "结余分得比例", "the institution's part of what its holder retains of a surplus; 1 alone"),
    _number("deficit_part", "ratio", "超支分担比例", "the institution's part of what its holder bears of a deficit; 1 alone"),
    _yuan("retained", "结余留用", "surplus that it was paid"),
    _yuan("borne", "超支分担", "deficit that it bore"),
    _yuan("unpaid", "跨医共体结算差额", "part of its bills that another alliance does not pay, by the price between them"),
    _yuan("kept", "留住病人奖励", "bonus on residents' stays kept in the county"),
    _yuan("lost", "考核扣减", "withheld money that the assessment did not give back"),
)

CHARGED = (
    _YEAR,
    _text("rule", "支付规则", "the package"),
    _text("id", "机构代码", "holder of the package"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _text(
        "way",
        "去向",
        "own (本医共体), others (别的医共体), outside_members (县内未入医共体), treatable (县外，县内可治), untreatable "
        "(县外，县内不可治), away (异地居住), points (stays' worth above or below what was billed)",
    ),
    _text("at", "就诊机构代码", "institution where they were treated; empty for points"),
    _text("at_zh", "就诊机构", "its name in Chinese"),
    _text("at_en", "就诊机构英文名", "its name in English"),
    _whole("cases", "contacts", "人次", "claims of the holder's residents"),
    _yuan("basic", "统筹基金支付", "what the fund was billed for them, charged to the package or not"),
    _yuan("charged", "计入打包的金额", "what of it the package is charged with; over all ways its spending"),
)

SCORES = (
    _YEAR,
    _text("id", "机构代码", "institution with money at stake"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _TIER,
    _text("item", "考核项目", f"{', '.join(INDICATOR_NAMES)}, or stated: what the policy states as scored"),
    _number("weight", "ratio", "权重", "weight of the item, of 1"),
    _number("value", "ratio, yuan or days", "指标值", "what was counted; empty for the stated part or where nothing was"),
    _number("floor", "ratio, yuan or days", "零分值", "value that earns nothing"),
    _number("target", "ratio, yuan or days", "满分值", "value that earns all"),
    _number("points", "points of 100", "得分", "points earned"),
    _number("points_lost", "points of 100", "失分", "points not earned"),
    _yuan("at_stake", "考核资金", "what the assessment decides about: the institution's, in each of its rows"),
    _yuan("lost", "扣减金额", "the institution's loss, divided in proportion to the points lost"),
)

POINTS = (
    _YEAR,
    _text("id", "机构代码", "institution whose stays are paid by points"),
    _text("name_zh", "机构", "name in Chinese"),
    _text("name_en", "机构英文名", "name in English"),
    _number("points", "points", "点数", "points of its stays"),
    _number("share", "ratio", "占全部点数", "s, its part of all points of the pool"),
    _yuan("value", "点值", "what a point of the pool was worth"),
    _yuan("marginal", "边际点值", "(1 - s) x value: what one more point of its own brings"),
)

BALANCE = (
    _YEAR,
    _text("basis", "核算基础", "cash: money less premiums collected early; incurred: that, with advances and claims, less debts"),
    _yuan("balance", "年末累计结余", "what the fund has on 31 December"),
    _number("part_of_year", "ratio", "占全年", "accounted days of the year over all its days"),
)

OUTSIDE = (
    _YEAR,
    _whole("cases", "contacts", "人次", "claims for care outside the county, where the policy says who pays first"),
    _whole("direct", "contacts", "直接结算人次", "settled at the hospital: the patient pays his own part only"),
    _yuan("insurers", "各类保险支付", "what all insurers pay of them"),
    _yuan("advanced", "患者垫付", "what of it patients advance because they did not file, or because nothing is settled there"),
    _whole("days", "days", "报销到账天数", "until they are paid back"),
)

NOTICES = (
    _YEAR,
    _text("date", "日期", "day on which the office would have been told"),
    _text("notice", "代码", "months_payable, deficit, high_cost, assistance_short, lookback, quota_balance, ..."),
    _text("name_zh", "事项", "what happened, in Chinese"),
    _text("name_en", "事项英文名", "what happened, in English"),
    _number("value", "as `unit`", "数值", "how much, how many"),
    _number("line", "as `unit`, or yuan", "界线", "the line that was passed, or the whole it is part of; empty: none"),
    _text("unit", "单位", "unit of the value"),
)

CSV: dict[str, tuple[Column, ...]] = {
    "fund": FUND,
    "institutions": INSTITUTIONS,
    "flows": FLOWS,
    "patients": PATIENTS,
    "clearing": CLEARING,
    "indicators": INDICATORS,
    "indicators-months": INDICATORS_MONTHS,
    "fit": FIT,
    "capacity": CAPACITY,
    "pay": PAY,
    "results": RESULTS,
    "charged": CHARGED,
    "scores": SCORES,
    "points": POINTS,
    "balance": BALANCE,
    "outside": OUTSIDE,
    "notices": NOTICES,
}
"""Tables for people, with their columns in order."""
LATER = ("indicators-months", "results", "charged", "scores", "points", "balance", "outside", "notices")
"""Tables that results of an earlier version of the program do not have; what needs them is then left out."""

PARQUET: dict[str, str] = {
    "mix": "residents' cases and charges by year, institution, visit or stay, and illness, as in `sim.experiment.detail`",
    "homes": "claims by year, the patient's township, place (tier inside the county; treatable, untreatable, away outside it) and "
    "visit or stay: cases, charge_fen, basic_fen",
    "prices": "what was billed at new item prices or without repeated tests, by year, institution, item class and payer, at old "
    "and new prices, as in `sim.settlement.counts`; only where a policy changes them",
    "incentives": "what the rules made it worth to do more, by month, deciding unit and lever, as in `sim.experiment.detail`; "
    "only where institutions react",
    "former": "residents' charges, fund payments and own payments by year and the scheme that they belonged to before a merger; "
    "only where a policy keeps two sets of terms apart",
    "ledger": "every posting of the book, columns as in `sim.ledger.book`",
    "claims": "the claims behind the postings, columns as in `sim.settlement.claim`; only with --encounters",
    "encounters": "visits and stays, columns as in `sim.journey.encounters`; only with --encounters",
}
"""Tables for programs: long, typed, compressed."""

ABOUT = {
    "fund": Words("基金收支，按月、按两种核算基础", "the fund's income and spending by month, on both bases"),
    "institutions": Words(
        "每家机构每年一行：从医疗收入到绩效奖励", "a row an institution and year: from medical revenue to the bonus"
    ),
    "flows": Words("在哪里看病，按月", "where people were treated, by month"),
    "patients": Words("居民负担，按人员类别和年龄组", "what patients paid, by benefit class and age band"),
    "clearing": Words(
        "年度清算：每个预算单位的预算、结余与分担", "the year's clearing: budget, balance and shares of every holder"
    ),
    "indicators": Words("指标，各有分子、分母和口径", "indicators, each with numerator, denominator and variant"),
    "indicators-months": Words(
        "逐月指标，各有分子、分母和口径；人均类按当月折算成全年",
        "indicators by month, each with numerator, denominator and variant; rates an enrolee are a year's at the month's pace"
    ),
    "fit": Words("模拟值与参照值，三类分开", "simulated against known, three kinds apart"),
    "capacity": Words("床位使用与等候，按月", "beds in use and waits, by month"),
    "pay": Words("绩效奖励受什么限制", "what bounds each bonus"),
    "results": Words("每次清算给每家机构带来什么，按什么比例", "what every clearing brought every institution, and by which key"),
    "charged": Words("打包支出的去向：县内、县外三类", "how a package's spending came about: inside, and three kinds of leaving"),
    "scores": Words("考核逐项得分，每项失分扣多少钱", "scores item by item, and what the lost points cost"),
    "points": Words("点数、点值和边际点值", "points, their value, and the value of one more"),
    "balance": Words("年末基金累计结余，两种核算基础", "what the fund has at the end of each year, on both bases"),
    "outside": Words("县外就医：直接结算与患者垫付", "care outside the county: settled there or advanced by patients"),
    "notices": Words("预警和事件，各有日期", "warnings and events of the fund, each with its day"),
}
