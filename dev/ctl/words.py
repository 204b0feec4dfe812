"""Chinese words for the codes of the API, both ways, one table for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from gov321.registry.v1 import household_pb2 as pb
from gov321.registry.v1 import registry_service_pb2 as registry_pb
from gov321.registry.v1.duplicate_service_pb2 import DuplicateCase
from gov321.registry.v1.roster_service_pb2 import Import

from .problems import UsageProblem

N = TypeVar("N", bound=int)


class Words(Generic[N]):
    """A table between what people write and what the API carries."""

    def __init__(self, what: str, table: Mapping[str, N]) -> None:
        self.what = what
        self._numbers = dict(table)
        self._words = {number: word for word, number in table.items()}

    def number(self, word: str) -> N:
        """Return the code of a word.

        Raises:
            UsageProblem: another word.
        """
        found = self._numbers.get(word.strip())
        if found is None:
            raise UsageProblem(f"“{self.what}”不能是“{word}”，可选：{self.choices}。")
        return found

    def word(self, number: int) -> str:
        """Return the word of a code; a code this program does not know stays a number."""
        return next((w for n, w in self._words.items() if n == number), str(number or ""))

    @property
    def choices(self) -> str:
        """All words, for help texts."""
        return "、".join(self._numbers)


SEX = Words("性别", {"男": pb.SEX_MALE, "女": pb.SEX_FEMALE})
RELATION = Words(
    "与户主关系",
    {
        "户主": pb.RELATION_HEAD,
        "配偶": pb.RELATION_SPOUSE,
        "子": pb.RELATION_SON,
        "女": pb.RELATION_DAUGHTER,
        "孙子女": pb.RELATION_GRANDCHILD,
        "父母": pb.RELATION_PARENT,
        "祖父母": pb.RELATION_GRANDPARENT,
        "兄弟姐妹": pb.RELATION_SIBLING,
        "其他": pb.RELATION_OTHER,
    },
)
JOIN_REASON = Words(
    "迁入原因",
    {
        "出生": pb.JOIN_REASON_BIRTH,
        "婚入": pb.JOIN_REASON_MARRIAGE,
        "迁入": pb.JOIN_REASON_MOVE_IN,
    },
)
LEAVE_REASON = Words(
    "离户原因",
    {
        "死亡": pb.LEAVE_REASON_DEATH,
        "婚出": pb.LEAVE_REASON_MARRIAGE,
        "迁出": pb.LEAVE_REASON_MOVE_OUT,
    },
)
NEED = Words(
    "需求",
    {
        "留守儿童": pb.NEED_KIND_LEFT_BEHIND_CHILD,
        "留守老人": pb.NEED_KIND_LEFT_BEHIND_ELDER,
        "留守妇女": pb.NEED_KIND_LEFT_BEHIND_WOMAN,
        "残疾": pb.NEED_KIND_DISABILITY,
        "低保": pb.NEED_KIND_MINIMUM_LIVING,
        "特困": pb.NEED_KIND_EXTREME_POVERTY,
        "服刑": pb.NEED_KIND_SERVING_SENTENCE,
        "刑满释放": pb.NEED_KIND_RELEASED,
    },
)
DISABILITY = Words(
    "残疾类别",
    {"视力": 1, "听力": 2, "言语": 3, "肢体": 4, "智力": 5, "精神": 6, "多重": 7},
)
INCOME_ITEM = Words(
    "收入项目",
    {
        "工资性收入": pb.INCOME_ITEM_WAGE,
        "生产经营性收入": pb.INCOME_ITEM_BUSINESS,
        "生产经营性支出": pb.INCOME_ITEM_BUSINESS_COST,
        "财产性收入": pb.INCOME_ITEM_PROPERTY,
        "转移性收入": pb.INCOME_ITEM_TRANSFER,
        "专项补助": pb.INCOME_ITEM_EARMARKED_AID,
        "一次性补助": pb.INCOME_ITEM_ONE_OFF_AID,
        "慰问金": pb.INCOME_ITEM_CONDOLENCE,
    },
)
CORRECTABLE = Words(
    "更正项目",
    {
        "姓名": pb.CORRECTABLE_FIELD_NAME,
        "性别": pb.CORRECTABLE_FIELD_SEX,
        "出生日期": pb.CORRECTABLE_FIELD_BIRTH_DATE,
        "身份证号": pb.CORRECTABLE_FIELD_ID_NUMBER,
        "联系电话": pb.CORRECTABLE_FIELD_PHONE,
        "民族": pb.CORRECTABLE_FIELD_ETHNICITY,
        "与户主关系": pb.CORRECTABLE_FIELD_RELATION,
        "住址": pb.CORRECTABLE_FIELD_ADDRESS,
        "村民小组": pb.CORRECTABLE_FIELD_GROUP,
    },
)
OF_HOUSEHOLD = frozenset({"住址", "村民小组"})
"""What a correction changes in the household itself and not in a member."""

SENSITIVE = Words(
    "敏感项",
    {
        "身份证号": registry_pb.SENSITIVE_FIELD_ID_NUMBER,
        "联系电话": registry_pb.SENSITIVE_FIELD_PHONE,
        "姓名": registry_pb.SENSITIVE_FIELD_NAME,
        "出生日期": registry_pb.SENSITIVE_FIELD_BIRTH_DATE,
        "需求": registry_pb.SENSITIVE_FIELD_NEEDS,
        "住址": registry_pb.SENSITIVE_FIELD_ADDRESS,
        "经纬度": registry_pb.SENSITIVE_FIELD_POINT,
    },
)
STATUS = Words("状态", {"在册": pb.Household.STATUS_LIVE, "已注销": pb.Household.STATUS_DISSOLVED})
IMPORT_STATE = Words(
    "导入状态",
    {
        "等待上传": Import.STATE_UPLOADING,
        "等待处理": Import.STATE_QUEUED,
        "正在导入": Import.STATE_RUNNING,
        "已完成": Import.STATE_DONE,
        "文件被拒": Import.STATE_REFUSED,
        "已停止": Import.STATE_CANCELLED,
    },
)
CASE_STATE = Words(
    "重复登记的结论",
    {
        "待判定": DuplicateCase.STATE_OPEN,
        "同一人": DuplicateCase.STATE_SAME_PERSON,
        "不是同一人": DuplicateCase.STATE_DISTINCT,
    },
)
CASE_REASON = Words(
    "疑似原因",
    {
        "身份证号相同": DuplicateCase.REASON_SAME_ID_NUMBER,
        "同村同名同生日": DuplicateCase.REASON_SAME_NAME_BIRTH_VILLAGE,
    },
)
FACTS: Mapping[str, str] = {
    "HouseholdRegistered": "登记",
    "HouseholdImported": "名册导入",
    "MemberAdded": "成员加入",
    "MemberRemoved": "成员离户",
    "HeadChanged": "变更户主",
    "HouseholdSplit": "分户",
    "HouseholdMerged": "并户",
    "HouseholdDissolved": "注销",
    "HouseholdMoved": "迁移",
    "HouseholdPlaced": "住址坐标变更",
    "CorrectionRequested": "申请更正",
    "CorrectionRejected": "更正被驳回",
    "HouseholdCorrected": "更正",
    "NeedTagged": "登记需求",
    "NeedEnded": "需求终止",
    "IncomeRecorded": "登记收入",
    "AwardGranted": "评为平安家庭",
    "AwardRevoked": "撤销平安家庭",
    "HouseholdRepublished": "重新发布",
}
"""What happened, by the last part of the fact's name."""
