"""What offices call the codes of a case: "县级" for county, "住院" for inpatient, "特困" for destitute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

SPOKEN: dict[str, tuple[str, ...]] = {
    "general": ("普通", "普通居民", "一般居民"), "low_income": ("低保", "低保对象"), "destitute": ("特困", "特困人员"),
    "registered_poor": ("建档立卡", "建档立卡人口", "建档立卡贫困人口"), "low_income_edge": ("低保边缘", "低保边缘家庭"),
    "relapsed": ("返贫致贫", "返贫致贫人口"), "monitored": ("防返贫监测", "防止返贫监测", "防返贫监测对象"),
    "illness_poor": ("因病致贫", "因病致贫重病患者"), "inpatient": ("住院",), "outpatient": ("门诊", "普通门诊"),
    "chronic_outpatient": ("慢特病", "门诊慢特病"), "two_disease": ("两病", "两病用药", "两病门诊用药"),
    "village": ("村", "村级", "村卫生室"), "township": ("乡镇", "乡镇级", "卫生院", "乡镇卫生院"), "county": ("县", "县级", "县内"),
    "city": ("市", "市级"), "province": ("省", "省级", "省内异地"), "elsewhere": ("省外",), "prefecture": ("市内县外",),
    "none": ("无", "否", "未定级", "未转诊"), "level_1": ("一级",), "level_2": ("二级",), "level_3": ("三级",),
    "residents": ("居民", "居民医保", "城乡居民"), "employees": ("职工", "职工医保"), "other": ("其他",),
    "here": ("本地", "在家"), "work": ("外出务工",), "settled": ("异地安置",), "school": ("在外就学",),
    "up": ("上转",), "down": ("下转",), "emergency": ("急诊",), "skipped": ("未按规定转诊",),
    "unknown": ("不详",), "filed": ("已备案",), "not_filed": ("未备案",), "vaginal": ("顺产",), "caesarean": ("剖宫产",),
}  # fmt: skip
"""Code -> names, the first one the most usual. A name stands for one code only among those that a key allows."""


def coded(value: Any, names: Sequence[str]) -> Any:
    """The code among `names` that a Chinese word stands for; anything else as it is."""
    if not isinstance(value, str):
        return value
    said = value.strip()
    return next((name for name in names if said in SPOKEN.get(name, ())), value)
