"""Enumerations of the API and of the domain, one table for each pair."""

from __future__ import annotations

from gov321.registry.v1 import duplicate_service_pb2 as duplicate_pb
from gov321.registry.v1 import household_pb2 as pb
from gov321.registry.v1 import registry_service_pb2 as registry_pb
from gov321.registry.v1 import roster_service_pb2 as roster_pb

from kit.model.income import IncomeItem
from services.registry.domain.correction import CorrectableField
from services.registry.domain.duplicates import CaseState, DuplicateReason
from services.registry.domain.household import HouseholdStatus, JoinReason, LeaveReason, Relation
from services.registry.domain.import_job import ImportState
from services.registry.domain.need import DisabilityKind, NeedKind
from services.registry.domain.sex import Sex
from services.registry.usecases.disclosure import SensitiveField

SEX = {pb.SEX_MALE: Sex.MALE, pb.SEX_FEMALE: Sex.FEMALE}
RELATION = {
    pb.RELATION_HEAD: Relation.HEAD,
    pb.RELATION_SPOUSE: Relation.SPOUSE,
    pb.RELATION_SON: Relation.SON,
    pb.RELATION_DAUGHTER: Relation.DAUGHTER,
    pb.RELATION_GRANDCHILD: Relation.GRANDCHILD,
    pb.RELATION_PARENT: Relation.PARENT,
    pb.RELATION_GRANDPARENT: Relation.GRANDPARENT,
    pb.RELATION_SIBLING: Relation.SIBLING,
    pb.RELATION_OTHER: Relation.OTHER,
}
JOIN_REASON = {
    pb.JOIN_REASON_BIRTH: JoinReason.BIRTH,
    pb.JOIN_REASON_MARRIAGE: JoinReason.MARRIAGE,
    pb.JOIN_REASON_MOVE_IN: JoinReason.MOVE_IN,
}
LEAVE_REASON = {
    pb.LEAVE_REASON_DEATH: LeaveReason.DEATH,
    pb.LEAVE_REASON_MARRIAGE: LeaveReason.MARRIAGE,
    pb.LEAVE_REASON_MOVE_OUT: LeaveReason.MOVE_OUT,
}
NEED_KIND = {
    pb.NEED_KIND_LEFT_BEHIND_CHILD: NeedKind.LEFT_BEHIND_CHILD,
    pb.NEED_KIND_LEFT_BEHIND_ELDER: NeedKind.LEFT_BEHIND_ELDER,
    pb.NEED_KIND_LEFT_BEHIND_WOMAN: NeedKind.LEFT_BEHIND_WOMAN,
    pb.NEED_KIND_DISABILITY: NeedKind.DISABILITY,
    pb.NEED_KIND_MINIMUM_LIVING: NeedKind.MINIMUM_LIVING,
    pb.NEED_KIND_EXTREME_POVERTY: NeedKind.EXTREME_POVERTY,
    pb.NEED_KIND_SERVING_SENTENCE: NeedKind.SERVING_SENTENCE,
    pb.NEED_KIND_RELEASED: NeedKind.RELEASED,
}
DISABILITY_KIND = {kind.value: kind for kind in DisabilityKind}
INCOME_ITEM = {
    pb.INCOME_ITEM_WAGE: IncomeItem.WAGE,
    pb.INCOME_ITEM_BUSINESS: IncomeItem.BUSINESS,
    pb.INCOME_ITEM_BUSINESS_COST: IncomeItem.BUSINESS_COST,
    pb.INCOME_ITEM_PROPERTY: IncomeItem.PROPERTY,
    pb.INCOME_ITEM_TRANSFER: IncomeItem.TRANSFER,
    pb.INCOME_ITEM_EARMARKED_AID: IncomeItem.EARMARKED_AID,
    pb.INCOME_ITEM_ONE_OFF_AID: IncomeItem.ONE_OFF_AID,
    pb.INCOME_ITEM_CONDOLENCE: IncomeItem.CONDOLENCE,
}
CORRECTABLE_FIELD = {
    pb.CORRECTABLE_FIELD_NAME: CorrectableField.NAME,
    pb.CORRECTABLE_FIELD_SEX: CorrectableField.SEX,
    pb.CORRECTABLE_FIELD_BIRTH_DATE: CorrectableField.BIRTH_DATE,
    pb.CORRECTABLE_FIELD_ID_NUMBER: CorrectableField.ID_NUMBER,
    pb.CORRECTABLE_FIELD_PHONE: CorrectableField.PHONE,
    pb.CORRECTABLE_FIELD_ETHNICITY: CorrectableField.ETHNICITY,
    pb.CORRECTABLE_FIELD_RELATION: CorrectableField.RELATION,
    pb.CORRECTABLE_FIELD_ADDRESS: CorrectableField.ADDRESS,
    pb.CORRECTABLE_FIELD_GROUP: CorrectableField.GROUP,
}
STATUS = {
    pb.Household.STATUS_LIVE: HouseholdStatus.LIVE,
    pb.Household.STATUS_DISSOLVED: HouseholdStatus.DISSOLVED,
}
SENSITIVE_FIELD = {
    registry_pb.SENSITIVE_FIELD_ID_NUMBER: SensitiveField.ID_NUMBER,
    registry_pb.SENSITIVE_FIELD_PHONE: SensitiveField.PHONE,
    registry_pb.SENSITIVE_FIELD_NAME: SensitiveField.NAME,
    registry_pb.SENSITIVE_FIELD_BIRTH_DATE: SensitiveField.BIRTH_DATE,
    registry_pb.SENSITIVE_FIELD_NEEDS: SensitiveField.NEEDS,
    registry_pb.SENSITIVE_FIELD_ADDRESS: SensitiveField.ADDRESS,
    registry_pb.SENSITIVE_FIELD_POINT: SensitiveField.POINT,
}
IMPORT_STATE = {
    roster_pb.Import.STATE_UPLOADING: ImportState.UPLOADING,
    roster_pb.Import.STATE_QUEUED: ImportState.QUEUED,
    roster_pb.Import.STATE_RUNNING: ImportState.RUNNING,
    roster_pb.Import.STATE_DONE: ImportState.DONE,
    roster_pb.Import.STATE_REFUSED: ImportState.REFUSED,
    roster_pb.Import.STATE_CANCELLED: ImportState.CANCELLED,
}
CASE_STATE = {
    duplicate_pb.DuplicateCase.STATE_OPEN: CaseState.OPEN,
    duplicate_pb.DuplicateCase.STATE_SAME_PERSON: CaseState.SAME_PERSON,
    duplicate_pb.DuplicateCase.STATE_DISTINCT: CaseState.DISTINCT,
}
CASE_REASON = {
    duplicate_pb.DuplicateCase.REASON_SAME_ID_NUMBER: DuplicateReason.SAME_ID_NUMBER,
    duplicate_pb.DuplicateCase.REASON_SAME_NAME_BIRTH_VILLAGE: (
        DuplicateReason.SAME_NAME_BIRTH_VILLAGE
    ),
}
