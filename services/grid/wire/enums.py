"""Enumerations of the API and of the domain, one table for each pair.

The wire names in records and facts are the values of the domain's enumerations themselves.
"""

from __future__ import annotations

from gov321.grid.v1 import care_pb2 as care_pb
from gov321.grid.v1 import grid_pb2 as pb
from gov321.grid.v1 import line_service_pb2 as line_pb
from gov321.grid.v1 import plan_service_pb2 as plan_pb
from gov321.grid.v1 import run_service_pb2 as run_pb

from services.grid.domain.colour.values import Colour
from services.grid.domain.lines import EndReason, Line, Post, SessionKind
from services.grid.domain.partition.values import SizeReason
from services.grid.domain.plan import PlanKind, PlanStatus
from services.grid.domain.run import RunStatus
from services.grid.domain.visit import DutyCode, VisitKind

SIZE_REASON = {
    pb.SIZE_REASON_TOO_FEW_HOUSEHOLDS: SizeReason.TOO_FEW_HOUSEHOLDS,
    pb.SIZE_REASON_TOO_MANY_HOUSEHOLDS: SizeReason.TOO_MANY_HOUSEHOLDS,
    pb.SIZE_REASON_TOO_FEW_PERSONS: SizeReason.TOO_FEW_PERSONS,
    pb.SIZE_REASON_TOO_MANY_PERSONS: SizeReason.TOO_MANY_PERSONS,
}
POST = {
    pb.POST_COMMITTEE_MEMBER: Post.COMMITTEE_MEMBER,
    pb.POST_GROUP_HEAD: Post.GROUP_HEAD,
    pb.POST_CORE_HOUSEHOLDER: Post.CORE_HOUSEHOLDER,
    pb.POST_PARTY_MEMBER: Post.PARTY_MEMBER,
    pb.POST_DEPUTY: Post.DEPUTY,
}
END_REASON = {
    pb.END_REASON_TERM_OVER: EndReason.TERM_OVER,
    pb.END_REASON_REPLACED: EndReason.REPLACED,
    pb.END_REASON_RESIGNED: EndReason.RESIGNED,
    pb.END_REASON_DIED: EndReason.DIED,
    pb.END_REASON_LEFT: EndReason.LEFT,
    pb.END_REASON_GRID_ENDED: EndReason.GRID_ENDED,
    pb.END_REASON_HOUSEHOLD_ENDED: EndReason.HOUSEHOLD_ENDED,
}
SESSION_KIND = {
    line_pb.SESSION_KIND_RECEPTION_DAY: SessionKind.RECEPTION_DAY,
    line_pb.SESSION_KIND_VOTER_MEETING: SessionKind.VOTER_MEETING,
}
COLOUR = {
    care_pb.COLOUR_GREEN: Colour.GREEN,
    care_pb.COLOUR_YELLOW: Colour.YELLOW,
    care_pb.COLOUR_RED: Colour.RED,
    care_pb.COLOUR_PENDING: Colour.PENDING,
}
LINE = {
    care_pb.LINE_PARTY: Line.PARTY,
    care_pb.LINE_DEPUTY: Line.DEPUTY,
    care_pb.LINE_CORE_HOUSEHOLDER: Line.CORE_HOUSEHOLDER,
}
VISIT_KIND = {
    care_pb.VISIT_KIND_RECEPTION: VisitKind.RECEPTION,
    care_pb.VISIT_KIND_APPOINTMENT: VisitKind.APPOINTMENT,
    care_pb.VISIT_KIND_VISIT: VisitKind.VISIT,
}
DUTY_CODE = {
    care_pb.DUTY_CODE_PUBLICITY: DutyCode.PUBLICITY,
    care_pb.DUTY_CODE_OPINION: DutyCode.OPINION,
    care_pb.DUTY_CODE_APPEAL: DutyCode.APPEAL,
    care_pb.DUTY_CODE_FEEDBACK: DutyCode.FEEDBACK,
    care_pb.DUTY_CODE_MEDIATION: DutyCode.MEDIATION,
    care_pb.DUTY_CODE_SANITATION: DutyCode.SANITATION,
    care_pb.DUTY_CODE_FOOD_SAFETY: DutyCode.FOOD_SAFETY,
    care_pb.DUTY_CODE_ERRAND: DutyCode.ERRAND,
}
PLAN_KIND = {
    plan_pb.Plan.KIND_PARTITION: PlanKind.PARTITION,
    plan_pb.Plan.KIND_REPAIR: PlanKind.REPAIR,
    plan_pb.Plan.KIND_SPLIT: PlanKind.SPLIT,
    plan_pb.Plan.KIND_MERGE: PlanKind.MERGE,
    plan_pb.Plan.KIND_MOVE: PlanKind.MOVE,
    plan_pb.Plan.KIND_EXTRACT: PlanKind.EXTRACT,
}
PLAN_STATUS = {
    plan_pb.Plan.STATUS_DRAFTED: PlanStatus.DRAFTED,
    plan_pb.Plan.STATUS_APPLIED: PlanStatus.APPLIED,
    plan_pb.Plan.STATUS_UNDONE: PlanStatus.UNDONE,
    plan_pb.Plan.STATUS_STALE: PlanStatus.STALE,
}
RUN_STATUS = {
    run_pb.ColourRun.STATUS_DRAFTED: RunStatus.DRAFTED,
    run_pb.ColourRun.STATUS_APPLYING: RunStatus.APPLYING,
    run_pb.ColourRun.STATUS_APPLIED: RunStatus.APPLIED,
}
