"""Enumerations of the API of appeals: wire → domain."""

from __future__ import annotations

from gov321.petition.v1 import petition_pb2 as pb

from services.petition.domain.kinds import Channel, Disclosure, MatterType, Source, Urgency
from services.petition.domain.petition import Rating
from services.petition.domain.states import State

MATTER = {
    pb.MATTER_TYPE_INQUIRY: MatterType.INQUIRY,
    pb.MATTER_TYPE_HELP: MatterType.HELP,
    pb.MATTER_TYPE_COMPLAINT: MatterType.COMPLAINT,
    pb.MATTER_TYPE_REPORT: MatterType.REPORT,
    pb.MATTER_TYPE_SUGGESTION: MatterType.SUGGESTION,
    pb.MATTER_TYPE_PRAISE: MatterType.PRAISE,
}
SOURCE = {
    pb.SOURCE_OFFICIAL_ACCOUNT: Source.OFFICIAL_ACCOUNT,
    pb.SOURCE_APP: Source.APP,
    pb.SOURCE_PHONE: Source.PHONE,
    pb.SOURCE_VISIT: Source.VISIT,
    pb.SOURCE_PARTY_MEMBER: Source.PARTY_MEMBER,
    pb.SOURCE_DEPUTY: Source.DEPUTY,
    pb.SOURCE_CORE_HOUSEHOLDER: Source.CORE_HOUSEHOLDER,
    pb.SOURCE_PATROL: Source.PATROL,
    pb.SOURCE_HOTLINE: Source.HOTLINE,
    pb.SOURCE_PETITION_OFFICE: Source.PETITION_OFFICE,
    pb.SOURCE_DEPARTMENT: Source.DEPARTMENT,
    pb.SOURCE_COUNTER: Source.COUNTER,
}
CHANNEL = {
    pb.CHANNEL_ORDINARY: Channel.ORDINARY,
    pb.CHANNEL_PETITION_LAW: Channel.PETITION_LAW,
    pb.CHANNEL_DISCIPLINE: Channel.DISCIPLINE,
    pb.CHANNEL_MEDIATION: Channel.MEDIATION,
    pb.CHANNEL_LITIGATION: Channel.LITIGATION,
}
URGENCY = {
    pb.URGENCY_U1: Urgency.U1,
    pb.URGENCY_U2: Urgency.U2,
    pb.URGENCY_U3: Urgency.U3,
    pb.URGENCY_U4: Urgency.U4,
}
DISCLOSURE = {
    pb.DISCLOSURE_NAMED: Disclosure.NAMED,
    pb.DISCLOSURE_CONFIDENTIAL: Disclosure.CONFIDENTIAL,
    pb.DISCLOSURE_ANONYMOUS: Disclosure.ANONYMOUS,
}
RATING = {
    pb.RATING_SATISFIED: Rating.SATISFIED,
    pb.RATING_FAIRLY: Rating.FAIRLY,
    pb.RATING_DISSATISFIED: Rating.DISSATISFIED,
}
STATE = {
    pb.STATE_REGISTERED: State.REGISTERED,
    pb.STATE_ACCEPTED: State.ACCEPTED,
    pb.STATE_ASSIGNED: State.ASSIGNED,
    pb.STATE_IN_PROGRESS: State.IN_PROGRESS,
    pb.STATE_SUSPENDED: State.SUSPENDED,
    pb.STATE_REPLIED: State.REPLIED,
    pb.STATE_CONFIRMED: State.CONFIRMED,
    pb.STATE_CLOSED: State.CLOSED,
    pb.STATE_REJECTED: State.REJECTED,
    pb.STATE_WITHDRAWN: State.WITHDRAWN,
    pb.STATE_JOINED: State.JOINED,
}
