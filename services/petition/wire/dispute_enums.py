"""Enumerations of disputes and whistles, in the API and in the domain: a table for each pair."""

from __future__ import annotations

from gov321.petition.v1 import dispute_pb2 as pb
from gov321.petition.v1 import whistle_pb2 as whistle_pb

from services.petition.domain.dispute import CourtOutcome, DisputeKind, Performance
from services.petition.domain.dispute_step import DisputeState
from services.petition.domain.whistle import Level, PartState, Trigger

DISPUTE_KIND = {
    pb.Dispute.KIND_MARRIAGE_FAMILY: DisputeKind.MARRIAGE_FAMILY,
    pb.Dispute.KIND_NEIGHBOURS: DisputeKind.NEIGHBOURS,
    pb.Dispute.KIND_HOUSE_SITE: DisputeKind.HOUSE_SITE,
    pb.Dispute.KIND_CONTRACT: DisputeKind.CONTRACT,
    pb.Dispute.KIND_PRODUCTION: DisputeKind.PRODUCTION,
    pb.Dispute.KIND_DAMAGES: DisputeKind.DAMAGES,
    pb.Dispute.KIND_LAND_FOREST: DisputeKind.LAND_FOREST,
    pb.Dispute.KIND_EXPROPRIATION: DisputeKind.EXPROPRIATION,
    pb.Dispute.KIND_POLLUTION: DisputeKind.POLLUTION,
    pb.Dispute.KIND_LABOUR: DisputeKind.LABOUR,
    pb.Dispute.KIND_WAGE_ARREARS: DisputeKind.WAGE_ARREARS,
    pb.Dispute.KIND_MEDICAL: DisputeKind.MEDICAL,
    pb.Dispute.KIND_TRAFFIC: DisputeKind.TRAFFIC,
    pb.Dispute.KIND_PROPERTY_SERVICE: DisputeKind.PROPERTY_SERVICE,
    pb.Dispute.KIND_CONSUMER: DisputeKind.CONSUMER,
    pb.Dispute.KIND_TOURISM: DisputeKind.TOURISM,
    pb.Dispute.KIND_ONLINE_TRADE: DisputeKind.ONLINE_TRADE,
    pb.Dispute.KIND_VILLAGE_AFFAIRS: DisputeKind.VILLAGE_AFFAIRS,
    pb.Dispute.KIND_OTHER: DisputeKind.OTHER,
}
DISPUTE_STATE = {
    pb.Dispute.STATE_REGISTERED: DisputeState.REGISTERED,
    pb.Dispute.STATE_MEDIATING: DisputeState.MEDIATING,
    pb.Dispute.STATE_SIGNING: DisputeState.SIGNING,
    pb.Dispute.STATE_EFFECTIVE: DisputeState.EFFECTIVE,
    pb.Dispute.STATE_PERFORMED: DisputeState.PERFORMED,
    pb.Dispute.STATE_BROKEN: DisputeState.BROKEN,
    pb.Dispute.STATE_FAILED: DisputeState.FAILED,
}
PERFORMANCE = {
    pb.AgreementFollowUp.PERFORMANCE_NOT_YET: Performance.NOT_YET,
    pb.AgreementFollowUp.PERFORMANCE_PARTLY: Performance.PARTLY,
    pb.AgreementFollowUp.PERFORMANCE_WHOLLY: Performance.WHOLLY,
}
COURT_OUTCOME = {
    pb.CourtConfirmation.OUTCOME_PENDING: CourtOutcome.PENDING,
    pb.CourtConfirmation.OUTCOME_CONFIRMED: CourtOutcome.CONFIRMED,
    pb.CourtConfirmation.OUTCOME_NOT_ACCEPTED: CourtOutcome.NOT_ACCEPTED,
    pb.CourtConfirmation.OUTCOME_REJECTED: CourtOutcome.REJECTED,
}
TRIGGER = {
    whistle_pb.Whistle.TRIGGER_CANNOT_SOLVE: Trigger.CANNOT_SOLVE,
    whistle_pb.Whistle.TRIGGER_JOINT_ENFORCEMENT: Trigger.JOINT_ENFORCEMENT,
    whistle_pb.Whistle.TRIGGER_EMERGENCY: Trigger.EMERGENCY,
}
LEVEL = {
    whistle_pb.Whistle.LEVEL_ROUTINE: Level.ROUTINE,
    whistle_pb.Whistle.LEVEL_FOCUS: Level.FOCUS,
    whistle_pb.Whistle.LEVEL_HARD: Level.HARD,
}
PART_STATE = {
    whistle_pb.WhistlePart.STATE_CALLED: PartState.CALLED,
    whistle_pb.WhistlePart.STATE_REPORTED: PartState.REPORTED,
    whistle_pb.WhistlePart.STATE_CLOSED: PartState.CLOSED,
    whistle_pb.WhistlePart.STATE_WAIVED: PartState.WAIVED,
}
