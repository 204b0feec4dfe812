"""The Chinese words for the registry's codes, as people write them in forms and rosters."""

from __future__ import annotations

from kit.model.errors import InvalidValue

from .household import Relation
from .need import DisabilityKind, Need, NeedKind
from .sex import Sex

RELATIONS = {
    "户主": Relation.HEAD,
    "配偶": Relation.SPOUSE,
    "子": Relation.SON,
    "女": Relation.DAUGHTER,
    "孙子女": Relation.GRANDCHILD,
    "父母": Relation.PARENT,
    "祖父母": Relation.GRANDPARENT,
    "兄弟姐妹": Relation.SIBLING,
    "其他": Relation.OTHER,
}
"""与户主关系, GB/T 4761."""

SEXES = {"男": Sex.MALE, "女": Sex.FEMALE}
"""性别."""

NEEDS = {
    "留守儿童": NeedKind.LEFT_BEHIND_CHILD,
    "留守老人": NeedKind.LEFT_BEHIND_ELDER,
    "留守妇女": NeedKind.LEFT_BEHIND_WOMAN,
    "残疾": NeedKind.DISABILITY,
    "低保": NeedKind.MINIMUM_LIVING,
    "特困": NeedKind.EXTREME_POVERTY,
    "服刑": NeedKind.SERVING_SENTENCE,
    "刑满释放": NeedKind.RELEASED,
}
"""需求, plan 四(二)2."""

DISABILITIES = {
    "视力": DisabilityKind.VISION,
    "听力": DisabilityKind.HEARING,
    "言语": DisabilityKind.SPEECH,
    "肢体": DisabilityKind.LIMB,
    "智力": DisabilityKind.INTELLECT,
    "精神": DisabilityKind.MENTAL,
    "多重": DisabilityKind.MULTIPLE,
}
"""残疾类别."""


def parse_sex(text: str) -> Sex:
    """Return the sex written as 男 or 女.

    Raises:
        InvalidValue: another word.
    """
    found = SEXES.get(text.strip())
    if found is None:
        raise InvalidValue(field="性别", why="请填写“男”或“女”")
    return found


def parse_relation(text: str) -> Relation:
    """Return the relation to the head written in Chinese.

    Raises:
        InvalidValue: another word.
    """
    found = RELATIONS.get(text.strip())
    if found is None:
        raise InvalidValue(field="与户主关系", why="请填写：" + "、".join(RELATIONS))
    return found


def need_text(need: Need) -> str:
    """Return a need in words, e.g. `残疾（肢体 2 级，2020-01-01 起）`."""
    word = next(word for word, kind in NEEDS.items() if kind is need.kind)
    span = f"{need.valid_from} 起" + (f"，{need.valid_to} 止" if need.valid_to else "")
    if need.disability is None:
        return f"{word}（{span}）"
    kind = next(w for w, found in DISABILITIES.items() if found is need.disability.kind)
    return f"{word}（{kind} {need.disability.grade} 级，{span}）"
