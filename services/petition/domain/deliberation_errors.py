"""What deliberations refuse, one class per reason; fields hold ids and codes only."""

from __future__ import annotations

from kit.model.errors import Kind, Refusal


class DeliberationStepNotAllowed(Refusal):
    """The step does not start from there. Fields: `id`, `step`, `state`, `states`."""

    kind = Kind.REFUSED
    reason = "DELIBERATION_STEP_NOT_ALLOWED"
    text = "议题（编号 {id}）现为“{state}”，只有“{states}”时才能{step}，请刷新后查看。"


class DeliberationNotAtVillage(Refusal):
    """Only a village deliberates. Fields: `center`."""

    kind = Kind.INVALID
    reason = "DELIBERATION_NOT_AT_VILLAGE"
    text = "{center} 不是村级中心，协商议题请由村（社区）登记。"


class DeliberationNeedsProposer(Refusal):
    """One to so many proposers, each once. Fields: `count`, `most`."""

    kind = Kind.INVALID
    reason = "DELIBERATION_NEEDS_PROPOSER"
    text = "议题须有 1 至 {most} 名互不重复的提出人，收到 {count} 名，请核对。"


class DeliberationDateWrong(Refusal):
    """A day lies where it cannot. Fields: `id`, `what`, `day`."""

    kind = Kind.INVALID
    reason = "DELIBERATION_DATE_WRONG"
    text = "议题（编号 {id}）的{what} {day} 不合情理，请核对日期。"


class DeliberationNeedsBothTalks(Refusal):
    """Officials and residents both speak first (两说). Fields: `id`."""

    kind = Kind.REFUSED
    reason = "DELIBERATION_NEEDS_BOTH_TALKS"
    text = "议题（编号 {id}）须先有“干部说法说政策”和“群众说事说心声”的记录，再开协商会议。"


class DeliberationNeedsVote(Refusal):
    """A major matter is voted on (law 24). Fields: `id`."""

    kind = Kind.REFUSED
    reason = "DELIBERATION_NEEDS_VOTE"
    text = "议题（编号 {id}）属重大事项，须经村民会议或村民代表会议表决，请先召集表决。"


class VoteBasisWrong(Refusal):
    """A representatives' meeting does not vote by household. Fields: `id`."""

    kind = Kind.INVALID
    reason = "VOTE_BASIS_WRONG"
    text = "议题（编号 {id}）由村民代表会议表决时只能按人计票，请重新选择。"


class VoteNoticeTooShort(Refusal):
    """Villagers are told ten days ahead (law 21). Fields: `id`, `earliest`."""

    kind = Kind.REFUSED
    reason = "VOTE_NOTICE_TOO_SHORT"
    text = "议题（编号 {id}）的村民会议须提前十天通知，最早可于 {earliest} 召开，请调整日期。"


class VoteNotHeldYet(Refusal):
    """The assembly meets later. Fields: `id`, `held_on`."""

    kind = Kind.REFUSED
    reason = "VOTE_NOT_HELD_YET"
    text = "议题（编号 {id}）的会议于 {held_on} 召开，会后方可登记结果。"


class VotePresentWrong(Refusal):
    """Fewer than voted, or more than may. Fields: `id`, `present`, `least`, `most`."""

    kind = Kind.INVALID
    reason = "VOTE_PRESENT_WRONG"
    text = "议题（编号 {id}）的到会人数须在 {least} 至 {most} 之间，收到 {present}，请核对。"


class VoteEntitledWrong(Refusal):
    """Nobody, or more than a village has. Fields: `id`, `entitled`, `most`."""

    kind = Kind.INVALID
    reason = "VOTE_ENTITLED_WRONG"
    text = "议题（编号 {id}）的应到数须在 1 至 {most} 之间，收到 {entitled}，请核对。"


class VoteTooManyBallots(Refusal):
    """More ballots than anybody needs. Fields: `id`, `most`."""

    kind = Kind.REFUSED
    reason = "VOTE_TOO_MANY_BALLOTS"
    text = "议题（编号 {id}）登记的表决票超过 {most} 张，请核对是否重复录入。"


class VoteMoreThanEntitled(Refusal):
    """More count than may vote: a number or a ballot is wrong. Fields: `id`, `entitled`."""

    kind = Kind.REFUSED
    reason = "VOTE_MORE_THAN_ENTITLED"
    text = "议题（编号 {id}）的有效参与票将超过应到数 {entitled}，请核对应到数和表决票。"


class BallotNotCounting(Refusal):
    """No ballot of this id counts. Fields: `id`, `ballot`."""

    kind = Kind.NOT_FOUND
    reason = "BALLOT_NOT_COUNTING"
    text = "议题（编号 {id}）没有编号为 {ballot} 的有效表决票，请刷新后查看。"


class VoteDecisionMissing(Refusal):
    """A carried vote says what is decided and until when. Fields: `id`."""

    kind = Kind.INVALID
    reason = "VOTE_DECISION_MISSING"
    text = "议题（编号 {id}）表决已通过，请填写决定内容和执行期限。"


class DeliberationPublicityRuns(Refusal):
    """The days of publicity are not over. Fields: `id`, `until`."""

    kind = Kind.REFUSED
    reason = "DELIBERATION_PUBLICITY_RUNS"
    text = "议题（编号 {id}）公示至 {until}，公示期满后方可办结。"
