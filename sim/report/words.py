"""Every word of the documents, Chinese and English side by side. Nothing else in this room says anything to a
reader."""

from __future__ import annotations

from sim.foundation.errors import Words
from sim.policy.clauses import NAMES_ZH
from sim.report.words_explain import EXPLAIN_WORDS
from sim.report.words_units import INDICATOR_UNITS, UNIT_NAMES

WORDS: dict[str, Words] = {
    # the page
    "tagline": Words(
        "紧密型县域医共体总额打包付费仿真", "Simulation of county medical alliances under a global budget"
    ),
    "question": Words("问题", "The question"),
    "answer": Words("回答", "The answer"),
    "policies": Words("政策逐条对照", "The policies, in their own words"),
    "fund": Words("基金的一年", "The fund's year"),
    "flows": Words("在哪里看病", "Where people were treated"),
    "institutions": Words("每家机构的收支与奖励", "Each institution: from revenue to bonus"),
    "patients": Words("居民负担", "What patients paid"),
    "effects": Words("效应从哪里来，谁得谁失", "What the effects are made of, and whose they are"),
    "fit": Words("模拟与实际对照", "Simulated against known"),
    "assumptions": Words("关键假设", "Assumptions that matter"),
    "provenance": Words("出处与核对", "Provenance and checks"),
    "definitions": Words("口径", "Definitions"),
    "county": Words("县", "County"),
    "enrolees": Words("参保居民", "Enrolees"),
    "year": Words("年度", "Year"),
    "seed": Words("随机种子", "Seed"),
    "engine": Words("引擎", "Engine"),
    "compiled": Words("编译引擎", "compiled"),
    "reference": Words("参照引擎", "reference"),
    "behaviour": Words("行为假设集", "Behaviour set"),
    "behaviour_none": Words("无（机构不因激励改变行为）", "none (institutions do not respond to incentives)"),
    "kind_of_year": Words("年景", "Kind of year"),
    "average_years": Words("平均年景", "average years"),
    "behaviour_weak": Words("弱（机构对激励有弱反应，假设）", "weak (institutions respond a little, assumed)"),
    "behaviour_central": Words("中（机构对激励有中等反应，假设）", "central (institutions respond, assumed)"),
    "behaviour_strong": Words("强（机构对激励有强反应，假设）", "strong (institutions respond strongly, assumed)"),
    "scale": Words("规模", "Scale"),
    "scaled": Words(
        "本次只模拟了部分居民，仅供测试和教学：排队不随规模缩放，金额不可直接引用。",
        "Only part of the residents was simulated, for tests and teaching: queues do not scale, and amounts must "
        "not be quoted.",
    ),
    "failed_checks": Words(
        "有核对未通过，本页数字不可使用。", "A check failed: the numbers of this page must not be used."
    ),
    "one_seed": Words(
        "只运行一次（一个随机种子），给不出区间，小的差别可能只是运气；"
        "比较时加 --seeds 30 重复，即得区间。各政策面对同一批居民、同样的病。",
        "One replication (one seed) gives no interval: small differences may be chance; compare with --seeds 30 to tell. "
        "All policies face the same residents with the same illnesses.",
    ),
    "baseline": Words("基准", "baseline"),
    "compared": Words("比较的政策", "Policies compared"),
    "inherits": Words("其余条款沿用", "All else as in"),
    "values": Words("取值", "Values"),
    "of_them_assumed": Words("其中假设", "assumptions among them:"),
    "other_pictures": Words("其他政策的图", "The same picture under the other policies"),
    "policy": Words("政策", "Policy"),
    "source": Words("来源", "Source"),
    "base": Words("建立在", "Changes"),
    "effective": Words("施行", "Effective"),
    "provision": Words("条款", "Provision"),
    "value": Words("取值", "Value"),
    "assumption": Words("假设", "assumption"),
    "assumption_head": Words("假设", "Assumption"),
    "range": Words("范围", "Range"),
    "why": Words("理由", "Reason"),
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "no_provisions": Words("没有自己的条款。", "No provisions of its own."),
    "not_modelled": Words("文件中未建模的条款", "Clauses of the document that are not modelled"),
    "no_effect": Words(
        "下列改动在本次运行中没有被任何规则读取，没有产生效果：",
        "These changes were read by no rule, and had no effect in this run:",
    ),
    "no_bill_changed": Words(
        "下列改动对应的规则参与了结算，但没有改变任何一张报销单，没有产生效果：",
        "The rules of these changes were asked, but changed no bill, and had no effect in this run:",
    ),
    "target_assumed": Words("参照值为假设，不作检验", "an assumed target: no test"),
    "target_unmodelled": Words("未建模", "not modelled"),
    # tables
    "unit_wan": Words("万元", "10,000 yuan"),
    "unit_yuan": Words("元", "yuan"),
    "unit_count": Words("人次", "contacts"),
    "unit_share": Words("%", "%"),
    "total": Words("合计", "Total"),
    "numbers_in": Words("本表数据：", "Numbers of this table: "),
    "sort_hint": Words("点击表头排序；点击 ▸ 展开村卫生室。", "Click a heading to sort; click ▸ for village clinics."),
    # fund
    "incurred": Words("权责发生制", "Incurred basis"),
    "cash": Words("收付实现制", "Cash basis"),
    "fund_line": Words("科目", "Line"),
    "income": Words("收入", "Income"),
    "spending": Words("支出", "Spending"),
    "income_total": Words("本年收入合计", "Total income"),
    "spending_total": Words("本年支出合计", "Total spending"),
    "balance": Words("本年收支结余", "Balance of the year"),
    "add_earlier": Words("不计本年入账的上年清算", "clearing of the year before, booked in this one: left out"),
    "less_retained": Words("次年清算：减机构留用等支付", "clearing next year: less what institutions are paid"),
    "plus_borne": Words("次年清算：加机构分担等扣减", "clearing next year: plus what institutions bear or lose"),
    "balance_cleared": Words("清算后的本年结余", "Balance of the year after clearing"),
    "surplus_rate": Words("当期结余率", "Surplus rate"),
    "of_which": Words("其中：", "of which "),
    "fund_note": Words(
        "权责发生制记录当年发生的费用，收付实现制记录当年的收付；两者之差是年末应付与应收。年终清算在次年进行。",
        "Incurred: care given in the year. Cash: money moved in the year. They differ by payables and "
        "receivables at its end. "
        "Clearing happens in the following year.",
    ),
    "fund_months": Words("每月医疗待遇支出（权责发生制）", "Benefits by month, incurred"),
    "by_month": Words("逐月数字", "Month by month"),
    "month": Words("月份", "Month"),
    # flows
    "tier": Words("层级", "Tier"),
    "village": Words("村卫生室", "Village clinic"),
    "township": Words("乡镇卫生院", "Township centre"),
    "county_tier": Words("县级医院", "County hospital"),
    "city": Words("市级医院", "City hospital"),
    "province": Words("省级医院", "Provincial hospital"),
    "visits": Words("门诊", "Visits"),
    "stays": Words("住院", "Stays"),
    "charges": Words("医疗费用", "Charges"),
    "fund_paid": Words("基金支付", "Fund"),
    "share": Words("占比", "share"),
    "flows_figure": Words("从人次到钱：各层级所占份额", "From visits to money: the share of each tier"),
    "flows_note": Words(
        "参保居民的全部就诊和住院，含未报销的门诊；不含职工医保和外来患者。",
        "All visits and stays of enrolees, claimed or not; without the employees' scheme and visitors.",
    ),
    "indicator": Words("指标", "Indicator"),
    "indicators": Words("指标及其口径", "Indicators and how they are defined"),
    "indicators_months": Words("逐月指标", "Indicators by month"),
    "pace": Words(
        "按出院或就诊的月份；人均和每百人的指标按当月折算成全年。只有全年才有的（人头、病例组合、项目结构、结余、预算）不在此列。",
        "By month of discharge or visit; rates an enrolee are a year's at the month's pace. What is known by year alone (distinct "
        "persons, case mix, classes of items, balances, budgets) is left out.",
    ),
    # institutions
    "institution": Words("机构", "Institution"),
    "visits_count": Words("诊疗人次", "Visits"),
    "stays_count": Words("出院人次", "Discharges"),
    "revenue_medical": Words("医疗收入", "Medical revenue"),
    "retained": Words("结余留用", "Retained"),
    "assessment": Words("考核兑现", "Assessment"),
    "borne": Words("超支分担", "Borne"),
    "alliance_money": Words("医保清算资金", "Alliance money"),
    "other_income": Words("其他收入", "Other income"),
    "costs": Words("支出", "Costs"),
    "net_income": Words("收支结余", "Net income"),
    "debts_and_funds": Words("偿债与提取", "Debts, funds"),
    "headroom": Words("绩效余额", "Headroom"),
    "bonus": Words("绩效奖励", "Bonus"),
    "profit": Words("利润", "profit"),
    "bonus_per_staff": Words("人均奖励", "Bonus a head"),
    "clearing": Words("年度清算：预算、结余与分担", "The year's clearing: budgets, balances and who bears them"),
    "clearing_budget": Words("预算", "Budget"),
    "clearing_spent": Words("发生额", "Spent"),
    "clearing_balance": Words("结余", "Balance"),
    "clearing_retained": Words("机构留用", "Retained"),
    "clearing_fund_keeps": Words("基金留存", "Kept by fund"),
    "clearing_borne": Words("机构分担", "Borne"),
    "clearing_fund_adds": Words("基金补足", "Added by fund"),
    "chain": Words("奖励是怎样算出来的", "How each bonus comes about"),
    "institutions_note": Words(
        "绩效奖励是可以发给职工的部分，不是医保直接付给机构的钱；民营机构没有绩效奖励，列利润（收支结余）；没有成本资料的机构只列医保清算资金。",
        "The bonus is what staff may be paid, not what the fund pays the institution. Where costs are unknown "
        "only alliance money "
        "is shown, and it is not called a bonus. Private institutions have a profit (net income) instead.",
    ),
    # patients
    "klass": Words("人员类别", "Benefit class"),
    "general": Words("一般居民", "General"),
    "low_income": Words("低保对象", "Low income"),
    "destitute": Words("特困人员", "Destitute"),
    "registered_poor": Words("建档立卡贫困人口", "Registered poor"),
    "age_band": Words("年龄组", "Age"),
    "persons": Words("人数", "Persons"),
    "charge_head": Words("人均医疗费用", "Charge a head"),
    "own_head": Words("人均个人负担", "Own payment a head"),
    "ratio_actual": Words("实际报销比", "Actual ratio"),
    "ratio_policy": Words("政策范围内报销比", "In-policy ratio"),
    "ratio_all": Words("三重保障后", "with all three"),
    "patients_note": Words(
        "实际报销比 =（基本医保＋大病保险＋医疗救助＋补充保险）÷ 医疗总费用，含未报销的门诊；政策范围内报销比 = "
        "基本医保 ÷ 政策范围内费用；三重保障后再加大病保险和医疗救助。",
        "Actual ratio = (basic + catastrophic + assistance + supplement) / charges, visits that were not claimed "
        "included. In-policy "
        "ratio = basic / eligible charges; with all three: plus catastrophic insurance and medical assistance.",
    ),
    # fit
    "echo": Words("回显：输入应原样再现", "Echo: inputs seen again"),
    "fitted": Words("拟合：常数按它们调整", "Fitted: constants were chosen to match"),
    "predicted": Words("预测：没有参与调整", "Predicted: took no part in fitting"),
    "target": Words("参照值", "Known"),
    "simulated": Words("模拟值", "Simulated"),
    "deviation": Words("偏差", "Deviation"),
    "unit": Words("单位", "Unit"),
    "fit_scaled": Words(
        "缩小规模时排队与全县不同，拟合仅供参考。",
        "At a reduced scale queues differ from the county's: fit is indicative only.",
    ),
    # assumptions, provenance
    "assumptions_note": Words(
        "文件和统计都没有给出、由建模者取定的数，按范围改变它们结论可能改变。",
        "Numbers that neither a document nor statistics give. Within their ranges they may change the answer.",
    ),
    "from_policy": Words("政策文件未写明的", "Left open by the policy documents"),
    "from_county": Words("居民怎样就医：行为常数", "How residents choose: constants of behaviour"),
    "county_numbers": Words("县情数据：多少是假设", "The county's data: how many numbers are assumptions"),
    "numbers": Words("数据个数", "Numbers"),
    "assumed": Words("其中假设", "assumptions"),
    "checks": Words("核对", "Checks"),
    "passed": Words("通过", "passed"),
    "failed": Words("未通过", "failed"),
    "findings": Words("关键数", "Key numbers"),
    "program": Words("程序", "Program"),
    "versions": Words("软件版本", "Versions"),
    "inputs": Words("输入文件", "Inputs"),
    "created": Words("生成时间", "Made"),
    "seconds": Words("用时（秒）", "Seconds"),
    "events": Words("研究自带事件代码", "The study's own event code"),
    "made_by": Words(
        "由 yigongti 生成；本页自足，不联网。", "Made by yigongti. This page is self-contained and uses no network."
    ),
    "folded_on_paper": Words(
        "收起的表没有印出：在屏幕上展开，或见 report.xlsx。",
        "Folded tables are not printed: unfold them on the screen, or see report.xlsx.",
    ),
    # on screen
    "notices": Words("当年的日期事项", "Events of the year"),
    "more_notices": Words("报告里另有当年的日期事项：", "Events of the year, in the report:"),
    "interrupted": Words("已中断，没有写下任何结果。", "Interrupted; nothing was written."),
    "cannot_write": Words("无法读写：", "Cannot read or write:"),
    "defect": Words("程序出错了，这不是您的文件的问题：", "This is a defect of the program, not of your files:"),
    "defect_hint": Words(
        "请把这条消息报告给项目；设置环境变量 YIGONGTI_DEBUG=1 可看到细节。",
        "Please report it to the project; set YIGONGTI_DEBUG=1 to see the details.",
    ),
    "stage_compile": Words("首次编译（仅一次，约一分钟）", "Compiling, once only (about a minute)"),
    "stage_provisions": Words("逐条重新结算", "Settling again by provision"),
    "stage_journeys": Words("居民就医与月度结算", "Journeys and monthly settlement"),
    "page_written": Words("报告：", "Report:"),
    "file": Words("文件", "File"),
    "kind_study": Words("研究", "Studies"),
    "kind_policy": Words("政策", "Policies"),
    "kind_county": Words("县", "Counties"),
    "part_eligible": Words("政策范围内费用（元）", "eligible charge (yuan)"),
    "part_deductible": Words("起付线", "deductible"),
    "part_basic": Words("基本医保统筹支付", "basic fund"),
    "part_catastrophic": Words("大病保险支付", "catastrophic insurance"),
    "part_assistance": Words("医疗救助支付", "medical assistance"),
    "part_supplement": Words("补充保险支付", "supplement"),
    "part_own_paid": Words("个人负担", "paid by the patient"),
    "part_paid_total": Words("报销合计", "paid by all payers"),
    "part_budget": Words("预算（元）", "budget (yuan)"),
    "part_balance": Words("结余（负数为超支）", "balance (negative: deficit)"),
    "part_retained": Words("机构留用", "retained by the institution"),
    "part_fund_keeps": Words("基金留存", "kept by the fund"),
    "part_borne": Words("机构分担", "borne by the institution"),
    "part_fund_adds": Words("基金补足", "added by the fund"),
    "part_deposit_returned": Words("返还保证金", "deposit returned"),
    "part_to_pay": Words("应补拨", "still to be paid"),
    "part_to_recover": Words("应扣回", "to be recovered"),
    "in_order": Words("没有问题", "in order"),
    "nothing_found": Words("没有找到任何研究、政策或县。", "No study, policy or county was found."),
    **EXPLAIN_WORDS,
}

AXIS_NAMES: dict[str, Words] = {
    "all": Words("其余", "all others"),
    "village": Words("村卫生室", "village"),
    "township": Words("乡镇", "township"),
    "county": Words("县级", "county"),
    "city": Words("市级", "city"),
    "prefecture": Words("统筹区内县外", "prefecture"),
    "province": Words("省级", "province"),
    "elsewhere": Words("省外", "elsewhere"),
    "none": Words("未定级", "ungraded"),
    "level_1": Words("一级", "level 1"),
    "level_2": Words("二级", "level 2"),
    "level_3": Words("三级", "level 3"),
    "unsigned": Words("未签约", "unsigned"),
    "signed": Words("签约", "signed"),
    "outpatient": Words("普通门诊", "outpatient"),
    "inpatient": Words("住院", "inpatient"),
    "chronic_outpatient": Words("门诊慢特病", "chronic outpatient"),
    "two_disease": Words("两病门诊", "two-disease"),
    "hypertension": Words("高血压", "hypertension"),
    "diabetes": Words("糖尿病", "diabetes"),
}
"""Keys of table values in policy files, where they differ from a code of the result tables."""

DEFINITIONS: tuple[tuple[Words, Words], ...] = (
    (
        Words("95%区间", "95 % interval"),
        Words(
            "把全部重复再做许多遍，这样算出的区间约有95%含真值。区间含0就写“未见明确增减”：增和减都说得通，不等于没有变化。",
            "Were all replications made again many times, about 95 % of such intervals would hold the true value. One that holds 0 "
            "is called no clear change: both a rise and a fall would fit, which is not to say that nothing changed.",
        ),
    ),
    (
        Words("医共体", "Alliance"),
        Words(
            "牵头医院、乡镇卫生院和村卫生室组成的一个整体，共同承担一笔总额。",
            "A lead hospital with its township centres and village clinics, which together hold one budget.",
        ),
    ),
    (
        Words("政策范围内费用", "Eligible charge"),
        Words(
            "目录内费用，已扣除全自费、超限价和乙类先行自付部分。",
            "Charges inside the catalogue, less self-paid, over-limit and first-paid parts.",
        ),
    ),
    (
        Words("门诊统筹包干", "Outpatient pool"),
        Words(
            "按参保人头给乡镇的门诊资金，结余留用、超支分担。",
            "Outpatient money a head held by the township, which shares in surplus and deficit.",
        ),
    ),
    (
        Words("结余留用、超支分担", "Retained, borne"),
        Words(
            "清算时机构分得的结余；机构承担的超支，即已发生而医保不付的费用。",
            "The surplus an institution keeps at clearing; the deficit it bears, which is care billed and never paid.",
        ),
    ),
    (
        Words("医保清算资金", "Alliance money"),
        Words("结余留用＋考核兑现－超支分担。", "Retained + assessment \u2212 borne."),
    ),
    (
        Words("绩效奖励", "Bonus"),
        Words(
            "医疗收入＋医保清算资金＋其他收入－支出，扣除偿债和提取后按比例可发的部分，不超过绩效总量余额，不小于零。",
            "The share of medical revenue + alliance money + other income \u2212 costs, after debts and "
            "statutory funds, that staff may be "
            "paid: never below zero, never above the headroom of the approved pay total.",
        ),
    ),
    (
        Words("同一批居民", "The same people"),
        Words(
            "同一随机种子下，每个人在各政策下同一天得同样的病；差额只来自政策。",
            "On one seed everybody falls ill on the same day with the same severity under every policy: "
            "differences come from the policy alone.",
        ),
    ),
)
"""Terms explained at the end of the page."""

TIERS = ("village", "township", "county", "city", "province")
TIER_WORDS = {tier: WORDS["county_tier" if tier == "county" else tier] for tier in TIERS}
"""Name of each tier, as institutions of that tier are called."""
SHORT_TIERS = {tier: Words(TIER_WORDS[tier].zh, tier.capitalize()) for tier in TIERS}
"""The same for narrow places."""

CLASSES = ("general", "low_income", "destitute", "registered_poor")


def heading(zh: str, en: str) -> Words:
    """A name from a table at the start of a row: English with a capital."""
    return Words(zh, en[:1].upper() + en[1:])


def say(key: str) -> Words:
    """The words under a key; KeyError for one that nobody wrote."""
    return WORDS[key]


def axis_name(key: str) -> Words:
    """A key of a table value in words: a tier, a place, a class; the key itself if nobody named it."""
    return AXIS_NAMES.get(key) or WORDS.get(key) or Words(NAMES_ZH.get(key, key), key.replace("_", " "))


def indicator_unit(unit: str) -> Words:
    """A unit of the indicators in both languages, as it stands if nobody named it."""
    return INDICATOR_UNITS.get(unit, Words(unit, unit))


def unit_name(unit: str) -> Words:
    """A unit of the fit table in both languages, as it stands if nobody named it."""
    return UNIT_NAMES.get(unit, Words(unit, unit))


def named(code: str) -> Words:
    """A code from a table in words, the code itself where there are none: a county may have classes of its own."""
    return WORDS.get(code, Words(code, code))
