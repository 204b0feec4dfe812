"""What the rules came to, on the wire: colour and versions in clear, everything behind sealed."""

from __future__ import annotations

from collections.abc import Mapping

from gov321.grid.events.v1 import care_record_pb2 as pb

from kit.tolerance import is_known, read_enum
from kit.vault import Vault
from kit.wire_time import from_day, to_day
from services.grid.domain.care import Assessment
from services.grid.domain.colour.needs import NeedClass
from services.grid.domain.colour.values import Colour, DataProblem, DataTask, Rule, Verdict

BASIS = "assessment"
"""Field name the sealed basis is bound to."""

NEED_CODES: Mapping[NeedClass, str] = {
    NeedClass.LEFT_BEHIND: "left_behind",
    NeedClass.DISABLED: "disability",
    NeedClass.POOR: "hardship",
    NeedClass.MENTORED: "guidance",
}
"""Wire names of the classes of need: neither a health nor a criminal fact (domain §1.3 row 12)."""

_CLASSES = {code: found for found, code in NEED_CODES.items()}


def from_assessment(assessment: Assessment, household: str, vault: Vault) -> pb.AssessmentRecord:
    """Return the record of a result of the rules."""
    verdict = assessment.verdict
    basis = pb.AssessmentBasis(
        matched=[rule.value for rule in verdict.matched],
        reasons=verdict.reasons,
        data_tasks=[from_task(task) for task in verdict.data_tasks],
        need_classes=[NEED_CODES[need] for need in assessment.needs],
    )
    return pb.AssessmentRecord(
        colour=verdict.colour.value,
        suggested=verdict.suggested.value if verdict.suggested else "",
        year=assessment.year,
        inputs_hash=assessment.inputs_hash,
        on=from_day(assessment.on),
        rule_version=verdict.rule_version,
        policy_version=verdict.policy_version,
        basis=vault.seal(basis.SerializeToString(), household, BASIS),
    )


def to_assessment(record: pb.AssessmentRecord, household: str, vault: Vault) -> Assessment:
    """Return the result of a record.

    Raises:
        CannotOpen: the basis does not open.
    """
    basis = pb.AssessmentBasis.FromString(vault.open(record.basis, household, BASIS))
    verdict = Verdict(
        colour=read_enum(Colour, record.colour, Colour.PENDING),
        suggested=read_enum(Colour, record.suggested, Colour.PENDING) if record.suggested else None,
        matched=tuple(Rule(rule) for rule in basis.matched if is_known(Rule, rule)),
        reasons=tuple(basis.reasons),
        data_tasks=tuple(_to_tasks(basis)),
        rule_version=record.rule_version,
        policy_version=record.policy_version,
    )
    return Assessment(
        verdict,
        record.year,
        record.inputs_hash,
        to_day(record.on, "on"),
        tuple(_CLASSES[code] for code in basis.need_classes if code in _CLASSES),
    )


def from_task(task: DataTask) -> str:
    """Return the wire name of a data task, e.g. `award_missing:2`."""
    return f"{task.problem.value}:{task.years_back}" if task.years_back else task.problem.value


def _to_tasks(basis: pb.AssessmentBasis) -> list[DataTask]:
    parts = (task.partition(":") for task in basis.data_tasks)
    return [
        DataTask(DataProblem(problem), int(years or 0))
        for problem, _, years in parts
        if is_known(DataProblem, problem)
    ]
