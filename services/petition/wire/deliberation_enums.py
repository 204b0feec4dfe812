"""Enumerations of deliberations and votes, in the API and in the domain: a table for each pair."""

from __future__ import annotations

from gov321.petition.v1 import deliberation_pb2 as pb

from services.petition.domain.deliberation import Stage, TalkKind
from services.petition.domain.deliberation_step import DeliberationState
from services.petition.domain.voting import (
    Assembly,
    Basis,
    Choice,
    Result,
    Validity,
    VoteChannel,
)

DELIBERATION_STATE = {
    pb.Deliberation.STATE_RAISED: DeliberationState.RAISED,
    pb.Deliberation.STATE_TALKING: DeliberationState.TALKING,
    pb.Deliberation.STATE_MET: DeliberationState.MET,
    pb.Deliberation.STATE_OPINION: DeliberationState.OPINION,
    pb.Deliberation.STATE_ASSIGNED: DeliberationState.ASSIGNED,
    pb.Deliberation.STATE_VOTING: DeliberationState.VOTING,
    pb.Deliberation.STATE_DECIDED: DeliberationState.DECIDED,
    pb.Deliberation.STATE_EXECUTING: DeliberationState.EXECUTING,
    pb.Deliberation.STATE_EXECUTED: DeliberationState.EXECUTED,
    pb.Deliberation.STATE_PUBLICISED: DeliberationState.PUBLICISED,
    pb.Deliberation.STATE_CLOSED: DeliberationState.CLOSED,
    pb.Deliberation.STATE_NOT_ADOPTED: DeliberationState.NOT_ADOPTED,
    pb.Deliberation.STATE_FED_BACK: DeliberationState.FED_BACK,
}
TALK_KIND = {
    pb.Talk.KIND_OFFICIALS: TalkKind.OFFICIALS,
    pb.Talk.KIND_RESIDENTS: TalkKind.RESIDENTS,
}
ASSEMBLY = {
    pb.Vote.ASSEMBLY_VILLAGERS: Assembly.VILLAGERS,
    pb.Vote.ASSEMBLY_REPRESENTATIVES: Assembly.REPRESENTATIVES,
    pb.Vote.ASSEMBLY_GROUP: Assembly.GROUP,
}
BASIS = {
    pb.Vote.BASIS_PERSON: Basis.PERSON,
    pb.Vote.BASIS_HOUSEHOLD: Basis.HOUSEHOLD,
}
RESULT = {
    pb.Vote.RESULT_CARRIED: Result.CARRIED,
    pb.Vote.RESULT_LOST: Result.LOST,
    pb.Vote.RESULT_NO_QUORUM: Result.NO_QUORUM,
}
VALIDITY = {
    pb.BallotTally.VALIDITY_VALID: Validity.VALID,
    pb.BallotTally.VALIDITY_SPOILT: Validity.SPOILT,
    pb.BallotTally.VALIDITY_DUPLICATE: Validity.DUPLICATE,
    pb.BallotTally.VALIDITY_NOT_ENTITLED: Validity.NOT_ENTITLED,
    pb.BallotTally.VALIDITY_OUTSIDE_TIME: Validity.OUTSIDE_TIME,
    pb.BallotTally.VALIDITY_VOIDED: Validity.VOIDED,
}
CHOICE = {
    pb.BallotSlip.CHOICE_FOR: Choice.FOR,
    pb.BallotSlip.CHOICE_AGAINST: Choice.AGAINST,
    pb.BallotSlip.CHOICE_ABSTAIN: Choice.ABSTAIN,
    pb.BallotSlip.CHOICE_UNREADABLE: Choice.UNREADABLE,
}
VOTE_CHANNEL = {
    pb.BallotSlip.CHANNEL_ON_SITE: VoteChannel.ON_SITE,
    pb.BallotSlip.CHANNEL_PROXY: VoteChannel.PROXY,
    pb.BallotSlip.CHANNEL_MOBILE_BOX: VoteChannel.MOBILE_BOX,
    pb.BallotSlip.CHANNEL_ONLINE: VoteChannel.ONLINE,
}
STAGE = {
    pb.ExecutionChange.STAGE_BEGUN: Stage.BEGUN,
    pb.ExecutionChange.STAGE_ADVANCED: Stage.ADVANCED,
    pb.ExecutionChange.STAGE_DELAYED: Stage.DELAYED,
    pb.ExecutionChange.STAGE_DONE: Stage.DONE,
}
