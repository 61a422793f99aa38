"""The words of `yigongti explain`: what stands behind a number, and the director's page. Merged into `sim.report.words.WORDS`."""

from __future__ import annotations

from sim.foundation.errors import Words
from sim.policy.package.score import ALL

EXPLAIN_WORDS: dict[str, Words] = {
    # one number
    "explain_sum": Words("由下列各项相加", "The sum of"),
    "explain_postings": Words("账簿分录", "Postings"),
    "explain_booked": Words("入账月份", "booked in"),
    "explain_entries": Words("笔", "postings"),
    "explain_equal": Words("分录合计与该数相等（到分）", "the postings add up to the number, to the fen"),
    "explain_unequal": Words("分录合计与该数不等，相差", "the postings do not add up to the number; they miss it by"),
    "explain_claims": Words("报销明细", "Claims"),
    "explain_claims_equal": Words("明细合计与该数相等（到分）", "the claims add up to the number, to the fen"),
    "explain_claims_part": Words("明细合计为", "the claims add up to"),
    "explain_largest": Words("其中最大的一笔", "The largest of them"),
    "explain_claim": Words("报销单", "Claim"),
    "explain_clauses": Words("条款与取值", "Clauses and values"),
    "explain_again": Words(
        "按政策文件重新结算这笔费用，与入账结果相等（到分）。",
        "Settled again from the policy's file, it comes out as booked, to the fen.",
    ),
    "explain_not_again": Words(
        "按政策文件重新结算，结果与入账不同，因此不列步骤。",
        "Settled again from the policy's file, it comes out differently; no steps are shown.",
    ),
    "explain_policy_gone": Words(
        "找不到这项政策的文件，不能重新结算。", "The policy's file was not found, so the claim cannot be settled again."
    ),
    "explain_policy_changed": Words(
        "政策文件与运行时不同，不能重新结算。",
        "The policy's file differs from that of the run, so the claim cannot be settled again.",
    ),
    "explain_no_claims": Words(
        "本次运行没有保留报销明细；加 --encounters 重新运行可看到。",
        "This run kept no claims; run again with --encounters to see them.",
    ),
    "explain_cash": Words(
        "收付实现制按拨付日期入账；明细按出院日期，见权责发生制。",
        "The cash basis books by date of payment; claims go by discharge: see the incurred basis.",
    ),
    "explain_funding": Words(
        "筹资标准：政策设定了该年度的从政策，否则取县数据 funding.csv。",
        "Funding: the policy's where it sets the year, otherwise the county's funding.csv.",
    ),
    "explain_private": Words(
        "民营机构没有绩效奖励和绩效总量；它的利润是收支结余，见 net_income。",
        "A private institution has neither bonus nor pay total; its profit is its net income: ask for net_income.",
    ),
    "explain_unknown": Words(
        "县数据没有这家机构的成本，此数未知，不是零。", "The county gives no costs of this institution: unknown, not zero."
    ),
    "explain_other_payers": Words(
        "职工医保、外来和自费患者：县数据 streams.csv，不由本政策决定。",
        "Employees' scheme, visitors, self-paying patients: the county's streams.csv, not this policy.",
    ),
    "explain_unclaimed": Words(
        "另有未报销的门诊，由居民全额自付，没有明细。",
        "Visits that were not claimed are paid in full by residents and have no claims.",
    ),
    "explain_next_year": Words("清算在次年进行，分录在次年账内。", "Clearing happens in the following year; so do its postings."),
    "explain_county_fact": Words(
        "由县数据（institutions.csv、costs.csv）按机构计算，没有分录。",
        "Computed from the county's data (institutions.csv, costs.csv); there are no postings.",
    ),
    "not_for_staff": Words("不能用于奖励的部分（留作发展，或亏损自担）", "not for staff: kept for development, or a loss carried"),
    "above_ceiling": Words("超过绩效总量的部分", "above the ceiling of the pay total"),
    # the director's page
    "explain_hint": Words(
        "某家机构的奖励为什么变了：yigongti explain 结果文件夹 --institution 机构代码 --against 政策。",
        "Why an institution's bonus changed: yigongti explain FOLDER --institution ID --against POLICY.",
    ),
    "why_bonus": Words("奖励为什么变了", "Why the bonus changed"),
    "line": Words("项目", "Line"),
    "whose": Words("归因", "Whose"),
    "yours": Words("本院", "yours"),
    "rule": Words("制度", "the rule"),
    "others": Words("他方", "others"),
    "by_whose": Words("按归因合计", "By whose it is"),
    "adds_up": Words("各项之和等于变化（到分）", "the lines add up to the change, to the fen"),
    "volume": Words("人次", "volume"),
    "mix": Words("病种结构", "case mix"),
    "price": Words("同病次均费用", "charge per case of the same illness"),
    "mix_note": Words("来的是什么病，按原来的次均费用计", "which illnesses came, at their old charges"),
    "other_patients": Words("其他付费方患者收入", "revenue from other payers' patients"),
    "other_patients_note": Words("职工医保、外来和自费患者", "employees' scheme, visitors, self-paying"),
    "budget_new": Words("新设预算，预算减发生额", "a budget where there was none: budget less spending"),
    "budget_gone": Words("不再有预算，原来的结余", "the budget is gone, and with it its balance"),
    "budget_change": Words("预算变动", "change of the budget"),
    "spent_change": Words("发生额变动", "change of what was spent"),
    "sharing": Words("结余归基金、超支由基金补足的部分", "what the fund keeps of a surplus, adds to a deficit"),
    "sharing_note": Words("分享与分担比例", "the sharing key"),
    "pool_note": Words("含本乡镇村卫生室的门诊", "village clinics of the township included"),
    "other_income_note": Words("补助、公共卫生、签约费", "subsidy, public health, contract fees"),
    "budget_new_inside": Words(
        "新设打包预算，减去县内就医和点数差额", "a package where there was none, less care inside the county"
    ),
    "budget_gone_inside": Words("不再打包，原来预算减县内就医", "the package is gone: its budget less care inside the county"),
    "counted_otherwise": Words("规则不同所致", "by the rule, not by care"),
    "way_self": Words("本院收治的支出变动", "spending at this institution"),
    "way_own": Words("医共体其他成员收治的支出变动", "spending at the alliance's other members"),
    "way_others": Words("在别的医共体就医的支出变动", "spending at other alliances"),
    "way_outside_members": Words("在县内未入医共体机构就医的支出变动", "spending inside the county at no alliance's members"),
    "way_treatable": Words("外流：县内可治而去了县外", "leaks: left though treatable in the county"),
    "way_untreatable": Words("外流：县内不能治", "leaks: not treatable in the county"),
    "way_away": Words("外流：异地居住", "leaks: living away"),
    "way_points": Words("病例按点数或定额与账单之差", "stays' worth by points or quotas against their bills"),
    "members_key": Words("成员之间的分配办法", "how members divide"),
    "members_key_note": Words(
        "本院比例的变化、公共卫生机构所得、尾差", "a changed part of this institution, public health's part, rounding"
    ),
    "points_change": Words("点数变动，按原点值", "points, at the old value"),
    "value_change": Words("点值变动", "the value of a point"),
    "cross_price": Words("医共体之间的结算价：不付的部分", "price between alliances: what is not paid"),
    "kept_bonus": Words("留住病人的奖励", "bonus on stays kept in the county"),
    **{f"item_{i.name}": Words(i.zh, i.en) for i in ALL},
    "item_stated": Words("其余项目（政策给定得分）", "other items, at the score that the policy states"),
    "costs_note": Words("随收入变动的成本；固定成本不变", "costs that follow income; fixed ones do not change"),
    "debts_note": Words("按收支结余提取", "taken from net income before pay"),
    "not_for_staff_note": Words("可用于奖励的比例由县规定", "the share that staff may be paid is set by the county"),
    "above_ceiling_note": Words("核定的绩效工资总量", "the approved pay total"),
    "no_such_lines": Words(
        "没有变化的项目不列。考核扣减按各项失分的比例分到各项。",
        "Lines without change are left out. What the assessment takes is divided among its items by the points lost.",
    ),
    "no_change": Words("没有任何变化。", "Nothing changed."),
    "waterfall": Words("从原来到现在", "From then to now"),
    "change": Words("变化", "Change"),
    # leaving the county, beds and waits
    "leaving": Words("县外就医的三类", "Leaving the county: three kinds"),
    "place_of_care": Words("就医地", "Where"),
    "left_inside": Words("县内", "in the county"),
    "left_treatable": Words("县外：县内可治", "outside: treatable in the county"),
    "left_untreatable": Words("县外：县内不能治", "outside: not treatable in the county"),
    "left_away": Words("县外：异地居住", "outside: living away"),
    "share_inside": Words("县内占比", "share in the county"),
    "share_inside_present": Words("县内占比，不含异地居住", "the same without those who live away"),
    "leaving_note": Words(
        "统筹基金支付为全部报销人次（门诊和住院）；只计参保居民。县内可治：病种和轻重在县级医院能力之内。",
        "Fund: all claims, visits and stays, of enrolees. Treatable: the illness and its severity are within the county "
        "hospital's ability.",
    ),
    "capacity": Words("床位与等候", "Beds and waits"),
    "occupancy_highest": Words("床位使用率最高的月份", "the fullest month"),
    "went_away": Words("因等候离开", "went away from the queue"),
    "capacity_note": Words(
        "同级机构合计；等候按收治人次加权，从想住院到住上。逐月逐院的数在数据文件里。",
        "All institutions of the tier; waits from wish to bed, weighted by admissions. Months and institutions are in the file.",
    ),
    # several seeds
    "intervals": Words("差值与区间", "Differences with intervals"),
    "many_seeds": Words(
        "以上三句和“差值与区间”来自多次重复，区间只含运气，不含假设的不确定；其余各表是第一个随机种子的结果。各政策面对同一批居民、同样的病。",
        "The three sentences and the differences with intervals are of all replications, their intervals about luck alone, not "
        "about assumptions; the other tables are of the first seed. "
        "All policies face the same residents with the same illnesses.",
    ),
    # several years
    "years": Words("逐年", "Year by year"),
    "years_note": Words(
        "本页其余各节是最后一年；yigongti report 结果文件夹 --year 可另选一年。结余为次年清算之后。",
        "The rest of the page is about its last year; `yigongti report FOLDER --year` chooses another. "
        "Balances are after clearing.",
    ),
    "stays_in_county": Words("县域内住院率", "Stays in the county"),
    "visits_at_primary": Words("县域内基层诊疗占比", "Visits at primary care"),
    "reasons_note": Words(
        "理由按文件原文列出；只有一种文字的没有翻译。",
        "Reasons are those of the files, in the language in which they are given.",
    ),
    # figures
    "income_to_date": Words("本年收入，按月均摊", "the year's income in equal months"),
    "spent_to_date": Words("累计支出", "spending to date"),
    "fund_against_income": Words("权责发生制下基金累计支出与收入", "The fund's spending to date against its income, incurred"),
    "budget_used": Words("支出占预算的比例（空心：超出预算）", "spending as share of the budget (hollow: above it)"),
    "budgets_used": Words("每个预算用了多少", "How much of each budget was used"),
    "occupancy": Words("床位使用率", "Beds occupied"),
    "stay_wait_days": Words("住院平均等候", "Mean wait for a bed"),
    "visit_wait_days": Words("门诊平均等候", "Mean wait for a visit"),
    "unit_hours": Words("小时", "hours"),
    "unit_minutes": Words("分钟", "minutes"),
    "unit_beds": Words("张", "number"),
    "occupied_beds": Words("占用床位", "Beds filled"),
    "partial_beds": Words(
        "只模拟了{}的居民，床位和诊位却是全县的：没有人为床位排队。床位使用率和等候因此没有意义，不列；要看它们，请模拟全县（不加--scale）。",
        "Only {} of the residents were simulated, on all the county's beds and consulting slots: nobody queues for a bed. "
        "Occupancy and waits would mean nothing and are not shown; run the whole county (without --scale) to see them.",
    ),
    "forest": Words("与基准之差，95%区间", "Difference from the baseline, 95 % interval"),
    "unmoved": Words("未列：完全没有差别的指标", "left out, without any difference:"),
    "forest_axis": Words("占基准均值的百分比", "percent of the baseline's mean"),
    "same_line": Words("各月相同的政策共用一条线。", "Policies with the same months share a line."),
    "figures_written": Words("图：", "Figures:"),
    "stage_replications": Words("多个随机种子重复", "Replications over seeds"),
}
