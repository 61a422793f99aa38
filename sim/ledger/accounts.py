"""The chart of accounts: who keeps which account, what a posting is about, and how each is called in Chinese and
English.

Every owner keeps books of his own. What the fund owes a hospital therefore stands twice: as a payable of the fund and
as a receivable of the hospital - and a check compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Name(NamedTuple):
    """A code of the book with its labels. The position in its tuple is the index that postings store."""

    code: str
    zh: str
    en: str


class Account(NamedTuple):
    """`nature` is asset, liability, income, expense or equity: it says on which side the account grows."""

    code: str
    owner: str
    nature: str
    zh: str
    en: str


OWNERS = (
    Name("residents", "参保居民", "residents"),
    Name("government", "各级财政", "government, by level in the column payer"),
    Name("basic_fund", "基本医保统筹基金", "basic insurance fund"),
    Name("catastrophic", "大病保险承办机构", "catastrophic insurer"),
    Name("assistance", "医疗救助资金", "medical assistance"),
    Name("supplement", "补充医疗保险", "supplementary insurer"),
    Name("other_payers", "其他付费方", "other payers: employees' scheme, visitors, self-paying"),
    Name("public_health", "公共卫生机构", "public-health institutions: disease control and others"),
    Name("institution", "医疗机构", "institution, in or out of the county, in the column holder"),
    Name("agency", "异地就医清算机构（上级经办机构）", "clearing agency for care outside the county"),
    Name("pool", "上级统筹基金（调剂金）", "pool or adjustment fund above the county"),
)

ACCOUNTS = (
    Account("residents.cash", "residents", "asset", "居民现金", "cash of residents"),
    Account("residents.premiums", "residents", "expense", "个人缴费", "premiums paid by residents"),
    Account("residents.care", "residents", "expense", "个人负担医疗费", "care paid by patients"),
    Account("government.cash", "government", "asset", "财政资金", "treasury"),
    Account("government.subsidy", "government", "expense", "财政补助支出", "subsidies paid"),
    Account("government.returned", "government", "income", "大病保险结余收回", "surplus of catastrophic insurance returned"),
    Account("basic_fund.cash", "basic_fund", "asset", "基金存款", "cash of the fund"),
    Account("basic_fund.advanced", "basic_fund", "asset", "预付医疗机构款", "advances and prepayments to institutions"),
    Account("basic_fund.recoverable", "basic_fund", "asset", "应扣回医疗机构款", "to be recovered from institutions"),
    Account("basic_fund.payable", "basic_fund", "liability", "应付医疗机构款", "payable to institutions"),
    Account("basic_fund.premium_payable", "basic_fund", "liability", "应付大病保费（考核暂留）",
            "catastrophic premium withheld"),
    Account(
        "basic_fund.received_early", "basic_fund", "liability", "暂收下年度保费", "premiums received for the next year"
    ),
    Account("basic_fund.premiums", "basic_fund", "income", "个人缴费收入", "premium income"),
    Account("basic_fund.subsidies", "basic_fund", "income", "财政补贴收入", "subsidy income"),
    Account("basic_fund.other_income", "basic_fund", "income", "利息及其他收入", "interest and other income"),
    Account("basic_fund.benefits", "basic_fund", "expense", "医疗待遇支出", "benefits, by line"),
    Account(
        "basic_fund.catastrophic_premium", "basic_fund", "expense", "大病保险支出", "catastrophic insurance premium"
    ),
    Account("basic_fund.retained", "basic_fund", "expense", "结余留用支出", "surplus left to institutions"),
    Account(
        "basic_fund.not_paid",
        "basic_fund",
        "income",
        "超支由机构分担",
        "deficit borne by institutions: billed, never paid",
    ),
    Account("basic_fund.balance", "basic_fund", "equity", "滚存结余", "balance brought forward"),
    Account("basic_fund.reserve", "basic_fund", "equity", "风险储备金", "risk reserve"),
    Account("basic_fund.pools", "basic_fund", "equity", "门诊统筹包干额度", "township outpatient pools, by holder"),
    Account("catastrophic.cash", "catastrophic", "asset", "大病保险资金", "cash of the catastrophic insurer"),
    Account(
        "catastrophic.payable", "catastrophic", "liability", "大病保险应付款", "payable of the catastrophic insurer"
    ),
    Account(
        "catastrophic.premiums", "catastrophic", "income", "大病保险保费收入", "premiums of the catastrophic insurer"
    ),
    Account("catastrophic.benefits", "catastrophic", "expense", "大病保险赔付", "catastrophic benefits"),
    Account("catastrophic.premium_receivable", "catastrophic", "asset", "应收保费（考核暂留）", "premium still to come"),
    Account("catastrophic.returned", "catastrophic", "expense", "大病保险结余上缴", "surplus returned to the province"),
    Account("assistance.cash", "assistance", "asset", "医疗救助资金存款", "cash of medical assistance"),
    Account("assistance.payable", "assistance", "liability", "医疗救助应付款", "payable of medical assistance"),
    Account("assistance.income", "assistance", "income", "医疗救助收入", "income of medical assistance"),
    Account("assistance.benefits", "assistance", "expense", "医疗救助支出", "medical assistance given"),
    Account("assistance.premiums", "assistance", "expense", "资助参保支出", "premiums paid for the poor"),
    Account("supplement.cash", "supplement", "asset", "补充医疗保险资金", "cash of the supplementary insurer"),
    Account(
        "supplement.payable", "supplement", "liability", "补充医疗保险应付款", "payable of the supplementary insurer"
    ),
    Account("supplement.benefits", "supplement", "expense", "补充医疗保险支出", "supplementary benefits"),
    Account("other_payers.cash", "other_payers", "asset", "其他付费方资金", "cash of other payers"),
    Account("other_payers.care", "other_payers", "expense", "其他付费方医疗费", "care paid by other payers"),
    Account("public_health.cash", "public_health", "asset", "公共卫生机构资金", "cash of public-health institutions"),
    Account("public_health.income", "public_health", "income", "医保结余分配收入", "their part of an alliance's surplus"),
    Account("institution.cash", "institution", "asset", "医疗机构货币资金", "cash of institutions"),
    Account("institution.receivable", "institution", "asset", "应收医疗款", "receivable for care"),
    Account("institution.advance", "institution", "liability", "预收医保款", "advances received"),
    Account("institution.repayable", "institution", "liability", "应退医保款", "to be paid back to the fund"),
    Account("institution.revenue", "institution", "income", "医疗收入", "medical revenue, by payer"),
    Account("institution.retained", "institution", "income", "结余留用收入", "retained surplus received"),
    Account("institution.not_paid", "institution", "expense", "医保结算差额", "billed and never paid"),
    Account("institution.opening", "institution", "equity", "期初净资产", "opening equity"),
    Account("residents.advanced", "residents", "asset", "居民垫付待报销", "advanced by patients, to be claimed at home"),
    Account("basic_fund.owed_residents", "basic_fund", "liability", "应付参保人报销款", "owed to residents who paid first"),
    Account("catastrophic.owed_residents", "catastrophic", "liability", "大病保险应付参保人", "owed to residents"),
    Account("assistance.owed_residents", "assistance", "liability", "医疗救助应付救助对象", "owed to residents"),
    Account("supplement.owed_residents", "supplement", "liability", "补充保险应付参保人", "owed to residents"),
    Account("residents.contract_fees", "residents", "expense", "个人签约服务费", "contract fees paid by residents"),
    Account("residents.helped", "residents", "income", "依申请救助收入", "assistance received on application"),
    Account("basic_fund.contract_fees", "basic_fund", "expense", "家庭医生签约服务费支出", "family-doctor contract fees"),
    Account("basic_fund.prepaid_agency", "basic_fund", "asset", "异地就医预付金", "prepaid for care outside the county"),
    Account("basic_fund.owed_agency", "basic_fund", "liability", "应付异地清算资金", "owed to the clearing agency"),
    Account("basic_fund.handed_up", "basic_fund", "expense", "上解上级支出", "handed up to the pool"),
    Account("basic_fund.from_above", "basic_fund", "income", "上级下拨（补助）收入", "received from the pool"),
    Account("basic_fund.due_from_pool", "basic_fund", "asset", "应收上级下拨款", "due from the pool"),
    Account("government.public_health", "government", "expense", "基本公共卫生经费支出", "public-health money paid"),
    Account("government.gap", "government", "expense", "财政弥补缺口支出", "gaps filled by government"),
    Account("institution.contract_fees", "institution", "income", "签约服务费收入", "family-doctor contract fees received"),
    Account("agency.cash", "agency", "asset", "异地清算账户资金", "cash of the clearing agency"),
    Account("agency.due_from_home", "agency", "asset", "应收参保地清算资金", "due from the county's fund"),
    Account("agency.prepaid", "agency", "liability", "预收参保地预付金", "prepayment received from the county"),
    Account("pool.cash", "pool", "asset", "上级统筹基金存款", "cash of the pool"),
    Account("pool.owed_county", "pool", "liability", "应下拨县级资金", "owed to the county"),
    Account("pool.contributions", "pool", "income", "县级上解收入", "handed up by the county"),
    Account("pool.granted", "pool", "expense", "下拨县级支出", "granted to the county"),
    Account("pool.gap_filled", "pool", "income", "县级财政弥补缺口", "the county treasury's part of a gap"),
)

LINES = (
    Name("outpatient", "普通门诊", "ordinary outpatient care"),
    Name("inpatient", "住院", "inpatient care"),
    Name("chronic_outpatient", "门诊慢特病", "chronic and special outpatient care"),
    Name("two_disease", "两病门诊用药", "outpatient drugs for hypertension and diabetes"),
    Name("unclaimed", "未报销门诊", "visits that did not draw on the fund"),
    Name("income", "基金收入", "income of the fund"),
    Name("catastrophic_premium", "大病保险保费", "premium of catastrophic insurance"),
    Name("pool_clearing", "门诊统筹清算", "clearing of township outpatient pools"),
    Name("budget_clearing", "医院总额清算", "clearing of hospital budgets"),
    Name("opening", "期初余额", "opening balances"),
    Name("package_clearing", "医共体总额清算", "clearing of packages"),
    Name("tariff_clearing", "按病种、床日、点数结算差额", "difference between bills and payment by case, day or points"),
    Name("prepayment", "预拨周转", "prepayments"),
    Name("visitor_clearing", "外来就医按点数结算差额", "difference between bills and points of visiting patients"),
    Name("contract_fee", "家庭医生签约服务", "family-doctor contracts"),
    Name("procurement", "集采结余留用", "procurement savings"),
    Name("pooling", "统筹与调剂", "pooling and adjustment"),
    Name("lookback", "依申请救助", "assistance on application"),
    Name("employees_clearing", "职工医保医院总额清算", "clearing of hospitals' budgets of the employees' scheme"),
    Name("visit_points", "门诊病例分组结算差额", "difference between bills and points of visits"),
    Name("employees_package", "医共体职工医保打包清算", "clearing of packages of the employees' scheme"),
)
"""The first five are kinds of care; the first four are the kinds of a claim, in the order of `sim.policy.claims`."""

PAYERS = (
    Name("residents", "居民个人", "residents"),
    Name("basic_fund", "统筹基金", "basic fund"),
    Name("catastrophic", "大病保险", "catastrophic insurance"),
    Name("assistance", "医疗救助", "medical assistance"),
    Name("supplement", "补充保险", "supplementary insurance"),
    Name("other_payers", "其他付费方", "other payers"),
    Name("central", "中央财政", "central government"),
    Name("province", "省级财政", "provincial government"),
    Name("prefecture", "市级财政", "prefecture government"),
    Name("county", "县级财政", "county government"),
    Name("public_health", "公共卫生经费", "public-health money"),
)

PURPOSES = (
    Name("opening", "期初", "opening balance"),
    Name("premium_early", "预收保费", "premium collected for the coming year"),
    Name("premium", "确认保费", "premium of the year"),
    Name("subsidy", "财政补助", "subsidy"),
    Name("other_income", "其他收入", "other income"),
    Name("catastrophic_premium", "上缴大病保费", "catastrophic premium"),
    Name("earmark", "包干额度划定", "budget set aside"),
    Name("bill", "发生费用", "care delivered and billed"),
    Name("pay", "拨付", "approved bills paid"),
    Name("prepay", "预拨", "prepayment"),
    Name("offset", "预拨冲抵", "bills set off against a prepayment"),
    Name("retained", "结余留用", "surplus paid out"),
    Name("borne", "超支分担", "deficit borne"),
    Name("recover", "扣回", "recovered from later bills"),
    Name("release", "额度释放", "budget released"),
    Name("tariff", "结算差额", "paid by case, day or points instead of the bill"),
    Name("kept", "留治加成", "bonus on stays kept in the county"),
    Name("price", "医共体之间结算价差", "price between alliances below the bill"),
    Name("returned", "大病保险结余上缴", "surplus of catastrophic insurance returned"),
    Name("assessed", "考核扣减", "withheld and lost by the assessment"),
    Name("premium_refund", "退还保费", "premium returned to who left before the year began"),
    Name("claim_home", "受理零星报销", "claimed at home after the patient paid"),
    Name("reimburse", "零星报销拨付", "claims at home paid back"),
    Name("agency_pays", "清算机构代付", "paid to hospitals outside by the clearing agency"),
    Name("agency_clearing", "异地就医清算", "care outside cleared between agencies"),
    Name("agency_prepay", "上解异地预付金", "prepaid to the clearing agency"),
    Name("hand_up", "上解", "handed up"),
    Name("hand_down", "下拨", "received from above"),
    Name("gap", "弥补缺口", "gap filled"),
    Name("contract_fee", "签约服务费", "contract fee"),
    Name("procurement", "集采结余留用", "procurement savings retained"),
    Name("top_up", "救助资金兜底", "assistance topped up"),
    Name("lookback", "依申请救助", "assistance on application, looking back"),
)

NO_HOLDER = 65535
"""`holder` of a posting that concerns no institution."""


def index(codes: Iterable[str]) -> dict[str, int]:
    """code -> the index that postings store."""
    return {code: i for i, code in enumerate(codes)}


ACCOUNT = index(name.code for name in ACCOUNTS)
LINE = index(name.code for name in LINES)
PAYER = index(name.code for name in PAYERS)
PURPOSE = index(name.code for name in PURPOSES)
OWNER = index(name.code for name in OWNERS)
OWNER_OF = tuple(OWNER[account.owner] for account in ACCOUNTS)
"""Owner of each account, as an index into `OWNERS`."""
