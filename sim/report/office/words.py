"""Every word that only the documents for Excel and Word say, in both languages. What the page says too is in
`sim.report.words`."""

from __future__ import annotations

from sim.foundation.errors import Words

OFFICE: dict[str, Words] = {
    # sheets
    "cover": Words("封面", "Cover"),
    "contents": Words("目录", "Contents"),
    "sheet_fund": Words("基金收支", "Fund"),
    "sheet_fund_cash": Words("基金收支 收付实现制", "Fund, cash"),
    "statement_incurred": Words(
        "城乡居民基本医疗保险基金收支表（权责发生制）", "Statement of the residents' basic insurance fund (as incurred)"
    ),
    "statement_cash": Words(
        "城乡居民基本医疗保险基金收支表（收付实现制）", "Statement of the residents' basic insurance fund (cash)"
    ),
    "statement_both": Words("城乡居民基本医疗保险基金收支表", "Statement of the residents' basic insurance fund"),
    "bonus_intervals": Words("各机构绩效奖励的差值及其95%区间", "Bonus of each institution: differences with 95 % intervals"),
    "sheet_months": Words("逐月收支", "Months"),
    "sheet_flows": Words("就医去向", "Flows"),
    "sheet_leaving": Words("县外就医", "Leaving"),
    "sheet_capacity": Words("床位与等候", "Beds and waits"),
    "sheet_indicators": Words("指标", "Indicators"),
    "sheet_indicator_months": Words("逐月指标", "Indicators by month"),
    "sheet_bonuses": Words("机构奖励", "Bonuses"),
    "sheet_clearing": Words("年度清算表", "Clearing"),
    "sheet_detail": Words("清算明细", "Clearing detail"),
    "sheet_chain": Words("奖励链条", "Bonus chain"),
    "sheet_class": Words("居民负担 类别", "Patients by class"),
    "sheet_age": Words("居民负担 年龄", "Patients by age"),
    "sheet_echo": Words("对照 回显", "Fit echo"),
    "sheet_fitted": Words("对照 拟合", "Fit fitted"),
    "sheet_predicted": Words("对照 预测", "Fit predicted"),
    "open_policy": Words("假设 政策", "Assumptions policy"),
    "open_behaviour": Words("假设 行为", "Assumptions behaviour"),
    "open_county": Words("假设 县情", "Assumptions county"),
    "sheet_clauses": Words("政策条款", "Provisions"),
    "sheet_data": Words("数据", "Data"),
    "sheet_provenance": Words("出处与核对", "Provenance"),
    "sheet_definitions": Words("口径", "Definitions"),
    "data_note": Words(
        "与同名 CSV 表逐格相同；金额单位为元，比例为小数。第二行是 CSV 的列名。",
        "Cell for cell the CSV table of this name; money in yuan, shares as ratios. The second heading is the CSV's.",
    ),
    "policy_column": Words("政策代号", "policy"),
    "term": Words("名词", "Term"),
    "meaning": Words("含义", "Meaning"),
    "clause": Words("条款原文", "Clause"),
    "quote": Words("引文", "Quotation (Chinese)"),
    "item": Words("项目", "Item"),
    "study_file": Words("研究", "Study"),
    "result": Words("结果", "Result"),
    # clearing
    "clearing_title": Words("医共体年度清算表", "Year's clearing of the alliance"),
    "clearing_title_detail": Words("清算明细：每个预算怎样结清", "Clearing in detail: how each budget is settled"),
    "clearing_hint": Words(
        "单位：元。浅黄格可以填写，其余格由公式计算，改动后自动重算；留用和分担比例在“清算明细”表。",
        "In yuan. Pale yellow cells are for you to fill in, all others are formulas and follow; shares are on the detail sheet.",
    ),
    "detail_hint": Words(
        "单位：元。浅黄格可以填写：分段上限和比例取自政策，审核扣款默认为零。",
        "In yuan. Pale yellow cells may be changed: band edges and shares come from the policy; audit refusals start at zero.",
    ),
    "clinics_folded": Words("村卫生室各行已折叠，点左侧加号展开。", "Village clinics are folded: the plus on the left opens them."),
    "no_terms": Words(
        "本机没有与本次运行相同的政策文件，留用和分担按运行结果填入数字，不随输入变化。",
        "The policy file of this run is not at hand: shares are the run's numbers and do not follow changes.",
    ),
    "no_paid": Words("单位：元。浅黄格可以填写，其余格由公式计算。空着的已拨数不能从账簿分出，请填写。",
                     "In yuan. Pale yellow cells are for you to fill in, all others are formulas. What had been paid is left empty "
                     "where the ledger does not tell it: please fill it in."),
    "audit_refused": Words("审核扣款", "Refused by audit"),
    "score": Words("考核得分", "Score"),
    "surplus_part": Words("结余分得比例", "Part of a surplus"),
    "deficit_part": Words("超支分担比例", "Part of a deficit"),
    "own_bills": Words("本院发生额", "Own bills"),
    "part_retained": Words("分得结余", "Of the surplus"),
    "fen_retained": Words("尾差", "Odd fen"),
    "kept": Words("留住病人奖励", "Bonus on stays kept"),
    "part_borne": Words("分担超支", "Of the deficit"),
    "fen_borne": Words("尾差", "Odd fen"),
    "unpaid": Words("跨医共体结算差额", "Price between alliances"),
    "members_hint": Words(
        "成员：比例和审核扣款可改。打包预算由全体成员共用，不分到各院；审核扣款从打包支出中减去。设有门诊统筹等其他预算时，本院发生额留空。",
        "Members: parts and audit refusals can be changed. The package is one for all and not divided beforehand; what audit "
        "refuses is taken off its spending. Own bills are left empty where other budgets hold some of them.",
    ),
    "deposit": Words("质量保证金", "Quality deposit"),
    "deposit_returned": Words("保证金返还比例", "Share of deposit returned"),
    "deposit_lost": Words("保证金扣减", "Deposit lost"),
    "accepted": Words("清算发生额", "Spent after audit"),
    "procurement": Words("集采结余留用", "Procurement savings"),
    "due": Words("应得合计", "Due in all"),
    "paid": Words("年末已拨", "Paid by 31 December"),
    "to_pay": Words("应补拨", "To be paid"),
    "to_recover": Words("应扣回", "To be recovered"),
    "code": Words("机构代码", "Code"),
    "surplus_edges": Words("结余分段上限（占预算）", "Upper edges of surplus bands (of the budget)"),
    "surplus_shares": Words("各段机构留用比例", "Institution's share of each band of surplus"),
    "surplus_ceiling": Words("留用上限（占预算）", "Most that is retained (of the budget)"),
    "deficit_edges": Words("超支分段上限（占预算）", "Upper edges of deficit bands (of the budget)"),
    "deficit_shares": Words("各段机构分担比例", "Institution's share of each band of deficit"),
    "fund_limit": Words("基金补足上限（占预算）", "Most that the fund adds (of the budget)"),
    "sign_agency": Words("医保经办机构（盖章）：", "Insurance agency (seal):"),
    "sign_alliance": Words("医共体牵头医院（盖章）：", "Lead hospital (seal):"),
    "sign_finance": Words("财政部门（盖章）：", "Finance bureau (seal):"),
    "sign_made": Words("制表人：", "Made by:"),
    "sign_checked": Words("复核人：", "Checked by:"),
    "sign_date": Words("日期：      年    月    日", "Date:"),
    # brief
    "brief": Words("简报", "Brief"),
    "side_by_side": Words("方案对照", "Policies side by side"),
    "how_sure": Words("有多大把握", "How sure this is"),
    "figure_title": Words(
        "清算后基金结余与县内机构绩效奖励（万元）", "Fund after clearing and bonuses in the county (10,000 yuan)"
    ),
    "fund_left": Words("清算后基金本年结余", "Fund balance after clearing"),
    "surplus_after": Words("清算后当期结余率", "Surplus rate after clearing"),
    "bonus_total": Words("县内机构绩效奖励合计", "Bonuses of institutions in the county"),
    "money_total": Words("县内机构医保清算资金合计", "Alliance money of institutions in the county"),
    "fund_income": Words("基金收入", "Fund income"),
    "fund_spending": Words("基金支出", "Fund spending"),
    "retained_total": Words("机构结余留用", "Retained by institutions"),
    "borne_total": Words("机构超支分担", "Borne by institutions"),
    "own_head": Words("居民人均个人负担（元）", "Own payment a head (yuan)"),
    "actual_ratio": Words("实际报销比", "Actual reimbursement ratio"),
    "stays_inside": Words("县域内住院率", "Stays in the county"),
    "primary_visits": Words("县内门诊在基层的占比", "Visits in the county at primary care"),
    "short_of_budget": Words("超支的预算个数", "Budgets overspent"),
    "sure_seed": Words(
        "只运行一次（随机种子 {seed}）；各方案面对同一批居民、同样的病，差额只来自政策，但一次运行给不出区间："
        "小于逐年波动的差额不可据以下结论。比较时加 --seeds 30 重复，即得区间。",
        "One replication (seed {seed}). All policies face the same people with the same illnesses, so differences "
        "come from policy alone; but one replication gives no interval: differences smaller than the swing from year "
        "to year decide nothing. Compare with --seeds 30 to get intervals.",
    ),
    "sure_pairs": Words(
        "差值来自{n}次成对重复，区间为95%，只含运气、不含假设的不确定；单列的数字是第一个随机种子（{seed}）的结果。",
        "Differences come from {n} paired replications with 95 % intervals, which are about luck alone, not about "
        "assumptions; single numbers are of the first seed ({seed}).",
    ),
    "sheet_years": Words("逐年", "Years"),
    "sheet_intervals": Words("差值区间", "Intervals"),
    "sheet_effects": Words("效应", "Effects"),
    "sheet_risk": Words("缺口机会", "Deficit risk"),
    "states_in_workbook": Words(
        "{what}共{n}行，见 report.xlsx 的“各档机会”表。", "{what}: {n} rows, on the sheet “Bands” of report.xlsx."
    ),
    "sheet_states": Words("各档机会", "Bands"),
    "sheet_ranges": Words("假设范围", "Ranges"),
    "sheet_bonus_intervals": Words("奖励差值区间", "Bonus intervals"),
    "sure_checks": Words("账目核对 {ok} 项通过，{bad} 项未通过。", "{ok} checks of the books passed, {bad} failed."),
    "sure_fit": Words(
        "与已知数字对照：有出处、没有参与拟合的 {n} 项里，{near} 项偏差在 10% 以内；最大偏差是{name}，{gap}。",
        "Against known numbers: of {n} with a source that took no part in fitting, {near} are within 10 %; the "
        "largest gap is {name}, {gap}.",
    ),
    "sure_county": Words(
        "县情数据 {n} 个数里 {a} 个是假设；换成本县数据后应重算。",
        "Of the county's {n} numbers {a} are assumptions; run again once the county's own numbers are in.",
    ),
    "sure_behaviour": Words(
        "未计入机构和医生对激励的反应：结果只含规则本身和患者对价格的反应。",
        "Institutions and doctors do not respond to incentives here: results are the rules' and the patients' response to prices.",
    ),
    "open_values": Words("文件没有写明、由建模者取定的数：", "Left open by the documents, chosen by the modeller:"),
    "no_open_values": Words("政策文件写明了全部取值。", "The documents give every value."),
    "others_in_report": Words("另有 {n} 项，见 report.xlsx“假设”各表。", "{n} more on the assumption sheets of report.xlsx."),
    "others_in_clauses": Words("另有 {n} 条，见 report.xlsx“政策条款”。", "{n} more on the sheet Provisions of report.xlsx."),
    "and_others": Words("（另有{n}条）", " ({n} more)"),
    "clauses_of": Words("各方案改了什么", "What each policy changes"),
    "gain": Words("增加最多", "Gains most"),
    "lose": Words("减少最多", "Loses most"),
    "change_of_bonus": Words("绩效奖励变化（万元）", "Change of bonus (10,000 yuan)"),
    "winners": Words("哪些机构增减最多（绩效奖励）", "Institutions that gain and lose most (bonus)"),
    "nobody": Words("没有机构的奖励发生变化。", "No institution's bonus changes."),
    # estimate
    "estimate": Words("测算报告", "Estimate of the effects"),
    "est_basis": Words("一、测算依据", "1. Legal basis"),
    "est_scope": Words("二、测算口径", "2. Definitions and scope"),
    "est_data": Words("三、数据来源", "3. Data"),
    "est_compare": Words("四、方案比较", "4. Comparison of policies"),
    "est_parties": Words("五、对各方的影响", "5. What each party gains and loses"),
    "est_risks": Words("六、风险及应对", "6. Risks and answers"),
    "est_advice": Words("七、建议", "7. Recommendation"),
    "est_fund": Words("（一）对基金", "5.1 The fund"),
    "est_institutions": Words("（二）对医疗机构", "5.2 Institutions"),
    "est_residents": Words("（三）对参保居民", "5.3 Residents"),
    "est_cases": Words("（四）典型病例的前后对比", "5.4 Typical cases before and after"),
    "est_assumptions": Words("附：假设清单", "Appendix: assumptions"),
    "fill_in": Words("【请填写】", "[to be written]"),
    "provisional": Words(
        "本文数字由仿真程序按所列政策和县情数据算出，是测算，不是决算；文字由使用单位核定。",
        "The numbers come from a simulation of the policies and county data named here. They are estimates, "
        "not accounts; the "
        "wording is for the office to settle.",
    ),
    "unclaimed_policy": Words(
        "本机没有与本次运行相同的政策文件，无法逐例计算：{ids}。",
        "The policy files of this run are not at hand, so cases cannot be settled: {ids}.",
    ),
    "assumed_provision": Words("（假设：无文件依据）", " (assumption: no document says so)"),
    "basis_line": Words(
        "{of}：{title}{number}；{source}；自{since}起施行。", "{of}: {title}{number}; {source}; in force from {since}."
    ),
    "scope_year": Words(
        "测算期为{year}年度，{county}参保居民{n}人；预热{warm}天，不计入结果。",
        "Year {year}, {n} enrolees of {county}; {warm} days of warming up are not accounted for.",
    ),
    "scope_basis": Words(
        "基金收支按权责发生制，即当年发生、当年计入；年终清算在次年进行，其结果单列。",
        "The fund is shown as incurred: what happens in a year counts in it; clearing happens in the next and is shown apart.",
    ),
    "scope_scheme": Words(
        "险种为城乡居民基本医疗保险；职工医保和外来病人只占用床位和号源，不进入基金收支。",
        "The scheme is the residents' basic insurance; employees and visitors take beds and slots but are outside the fund.",
    ),
    "data_files": Words("县情数据各表的数据个数与假设个数：", "Numbers in each file of the county, and assumptions among them:"),
    "data_fit": Words("没有参与拟合、可检验模型的对照：", "Known numbers that took no part in fitting and test the model:"),
    "data_clauses": Words(
        "政策条款与取值见第一部分，全部假设见附表。", "Clauses stand in part 1, all assumptions in the appendix."
    ),
    "by_tier_money": Words("县内机构按层级合计（万元）", "Institutions in the county by tier (10,000 yuan)"),
    "risk_budget": Words(
        "{of}：{n}个预算中有{over}个超支，超支合计{sum}万元，机构分担{borne}万元；超支最多的是{name}（{most}万元）。",
        "{of}: {over} of {n} budgets are overspent, by {sum} (10,000 yuan) together, of which institutions bear {borne}; "
        "most by {name} ({most}).",
    ),
    "risk_no_deficit": Words("{of}：{n}个预算都没有超支。", "{of}: none of {n} budgets is overspent."),
    "risk_no_budget": Words("{of}：没有预算，基金承担全部支出。", "{of}: no budget, the fund carries all spending."),
    "risk_loss": Words(
        "{of}：{n}家县内机构收支为负，合计{sum}万元。", "{of}: {n} institutions in the county run a loss, {sum} (10,000 yuan)."
    ),
    "risk_out": Words("{of}：统筹基金有{share}用于县外就医。", "{of}: {share} of the fund is spent outside the county."),
    "risk_clauses": Words(
        "{of}：文件有{n}条没有进入测算：{names}。", "{of}: {n} clauses of the document are not in the estimate: {names}."
    ),
    "risk_behaviour": Words(
        "测算未计入机构改变行为（分解住院、推诿、升高编码、控费）的后果，真实结果可能更好或更差。",
        "Institutions' responses (split stays, turning patients away, up-coding, saving) are not in the estimate; reality may "
        "be better or worse.",
    ),
    "answer_to": Words("应对：", "Answer: "),
    "advice_choice": Words("拟采用的方案及理由。参考：", "The policy chosen and why. For reference:"),
    "advice_open": Words("须由文件写明的取值（现为假设）：", "Values that the document has to state (now assumed):"),
    "advice_watch": Words(
        "执行中应逐月监测的指标：预算执行率、县域内住院率、次均费用、实际报销比。",
        "Indicators to watch month by month: share of the budget spent, stays in the county, mean charges, actual ratio.",
    ),
    "others_in_appendix": Words("另有{n}项，见附表。", "{n} more in the appendix."),
    "terms_used": Words("名词和口径", "Terms"),
    "own_by_class": Words("各类参保人员的费用和负担", "Charges and own payment by benefit class"),
    "cases_before_after": Words("典型病例的前后对比", "Typical cases before and after"),
    "case_sources": Words("典型病例费用的出处", "Where the charges of the cases come from"),
    "case": Words("典型病例", "Case"),
    "case_charge": Words("总费用（元）", "Charge (yuan)"),
    "case_eligible": Words("政策范围内（元）", "Eligible (yuan)"),
    "case_paid": Words("报销", "Paid"),
    "case_own": Words("自付", "Own"),
    "cases_note": Words(
        "按各方案{date}的规定逐例计算，年内首次就医；费用的出处见附表。报销含基本医保、大病保险、医疗救助和补充保险。",
        "Settled under each policy's terms of {date}, first care of the year; sources of the charges below. "
        "Paid: basic, "
        "catastrophic, assistance and supplement.",
    ),
    "cases_same": Words(
        "各典型病例在各方案下的报销完全相同：这些方案改变的是对机构的支付，不是居民待遇。",
        "All typical cases are paid alike under every policy: these policies change what providers are paid, not benefits.",
    ),
}


def word(key: str) -> Words:
    """The words under a key; KeyError for one that nobody wrote."""
    return OFFICE[key]


def filled(key: str, **values: object) -> Words:
    """The words under a key with their blanks filled in; a value that is `Words` gives each language its own."""
    zh = {name: value.zh if isinstance(value, Words) else value for name, value in values.items()}
    en = {name: value.en if isinstance(value, Words) else value for name, value in values.items()}
    return Words(OFFICE[key].zh.format(**zh), OFFICE[key].en.format(**en))
