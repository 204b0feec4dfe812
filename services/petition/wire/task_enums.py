"""Enumerations of tasks and the catalogue, in the API and in the domain: a table for each pair."""

from __future__ import annotations

from gov321.petition.v1 import task_pb2 as pb

from services.petition.domain.catalogue import QuotaPeriod, TaskKind, TaskList
from services.petition.domain.task import TaskState

TASK_LIST = {
    pb.CatalogueItem.LIST_OWN: TaskList.OWN,
    pb.CatalogueItem.LIST_ASSIST: TaskList.ASSIST,
    pb.CatalogueItem.LIST_NEGATIVE: TaskList.NEGATIVE,
}
TASK_KIND = {
    pb.CatalogueItem.KIND_WORK: TaskKind.WORK,
    pb.CatalogueItem.KIND_DATA: TaskKind.DATA,
    pb.CatalogueItem.KIND_CERTIFICATE: TaskKind.CERTIFICATE,
}
QUOTA_PERIOD = {
    pb.CatalogueItem.PERIOD_MONTH: QuotaPeriod.MONTH,
    pb.CatalogueItem.PERIOD_QUARTER: QuotaPeriod.QUARTER,
    pb.CatalogueItem.PERIOD_YEAR: QuotaPeriod.YEAR,
}
TASK_STATE = {
    pb.Task.STATE_OPEN: TaskState.OPEN,
    pb.Task.STATE_DONE: TaskState.DONE,
    pb.Task.STATE_WITHDRAWN: TaskState.WITHDRAWN,
}
