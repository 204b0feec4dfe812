"""Facts of deliberations and tasks: whole, told in order, without a word or ballot in clear."""

from __future__ import annotations

from typing import get_args

import pytest
from gov321.petition.events.v1 import deliberation_events_pb2 as pb
from gov321.petition.events.v1 import task_events_pb2 as task_pb

from services.petition.domain.catalogue import CatalogueEvent, CatalogueItemPut
from services.petition.domain.deliberation import Stage
from services.petition.domain.deliberation_events import DeliberationEvent, ExecutionChanged
from services.petition.domain.task_events import TaskEvent, TaskSent
from services.petition.domain.task_steps import ReportDone, Withdraw, take_task_step
from services.petition.store.task_codec import CatalogueCodec
from services.petition.wire import deliberation_facts, task_facts
from services.petition.wire.deliberation_facts import deliberation_of, deliberation_republished
from services.petition.wire.deliberation_record import from_deliberation, to_deliberation
from services.petition.wire.task_facts import task_of, task_republished
from services.petition.wire.task_record import from_task, to_task
from tests.support.deliberation_builders import LI, SECRETS, WANG, whole
from tests.support.deliberation_site import a_deliberation_codec, a_task_codec
from tests.support.memory_own import SOURCE, TOPIC
from tests.support.petition_builders import COUNTY, MONDAY, VILLAGE
from tests.support.registry_fakes import a_vault
from tests.support.task_builders import CHECK, YUHE, a_catalogue, a_task, ground
from tests.support.task_builders import SECRETS as TASK_SECRETS


def reported() -> tuple[object, ...]:
    """A task that has one of everything, and what it tells."""
    task = a_task(villages=(VILLAGE, YUHE))
    task, _ = take_task_step(task, ReportDone(VILLAGE, "王某说已清"), ground())
    return take_task_step(task, Withdraw("巡查王家水窖不再需要"), ground())


@pytest.mark.parametrize(
    ("messages", "events"),
    [
        (deliberation_facts._MESSAGES, DeliberationEvent),  # pyright: ignore[reportPrivateUsage]
        (task_facts._MESSAGES, TaskEvent),  # pyright: ignore[reportPrivateUsage]
        (task_facts._CATALOGUE, CatalogueEvent),  # pyright: ignore[reportPrivateUsage]
    ],
    ids=["deliberation", "task", "catalogue"],
)
def test_everything_that_can_happen_has_a_message(messages: object, events: object) -> None:
    assert set(messages) == set(get_args(events))  # pyright: ignore[reportArgumentType]


def test_no_fact_and_no_document_of_a_deliberation_has_words_names_or_ballots_in_clear() -> None:
    it, codec = whole().build(), a_deliberation_codec()
    facts = [event.data for event in codec.publish(it, 7, whole().happened, MONDAY)]
    document = codec.encode(it, 7)
    hidden = (*SECRETS, "voter-", "代签无效")
    for data in (*facts, document["snapshot"], document["ballots"], repr(it).encode()):
        assert all(secret.encode() not in data for secret in hidden)
    assert any(b"person-wang" in data for data in facts), "proposers are named by id"
    assert all(b"slip-" not in data for data in facts)


def test_a_change_of_the_execution_names_the_proposers_in_its_fact() -> None:
    record = from_deliberation(whole().build(), 7, a_vault())
    fact = ExecutionChanged((WANG, LI), Stage.BEGUN)
    name, data = deliberation_facts.deliberation_message(fact, record, MONDAY)
    message = pb.ExecutionChanged.FromString(data)
    assert name == "gov321.petition.events.v1.ExecutionChanged"
    assert (list(message.proposer_ids), message.stage) == ([WANG, LI], "begun")
    assert message.deliberation == record


def test_a_copy_of_a_deliberation_has_counts_and_no_ballots() -> None:
    vault, it = a_vault(), whole().build()
    copy = to_deliberation(from_deliberation(it, 7, vault), vault)
    assert [vote.ballots for vote in copy.votes] == [(), ()]
    assert [vote.counts for vote in copy.votes] == [vote.counts for vote in it.votes]
    assert copy.votes[-1].turnout == it.votes[-1].turnout


def test_no_fact_of_a_task_has_words_in_clear_and_the_record_comes_back() -> None:
    task, facts = reported()
    codec, vault = a_task_codec(), a_vault()
    events = codec.publish(task, 3, facts, MONDAY)  # pyright: ignore[reportArgumentType]
    assert [event.key for event in events] == [COUNTY.digits]
    for data in (*(event.data for event in events), repr(task).encode()):
        assert all(secret.encode() not in data for secret in TASK_SECRETS)
    assert to_task(from_task(task, 3, vault), vault) == task  # pyright: ignore[reportArgumentType]


def test_the_catalogue_is_told_whole() -> None:
    catalogue, codec = a_catalogue(), CatalogueCodec(TOPIC, SOURCE)
    [event] = codec.publish(catalogue, 5, (CatalogueItemPut(CHECK),), MONDAY)
    message = task_pb.CatalogueItemPut.FromString(event.data)
    assert (message.code, message.catalogue.revision) == (CHECK, 5)
    assert codec.decode(codec.encode(catalogue, 5)) == catalogue


def test_records_are_read_from_any_fact() -> None:
    vault = a_vault()
    deliberation = from_deliberation(whole().build(), 7, vault)
    assert deliberation_of(deliberation_republished(deliberation, MONDAY)[1]) == deliberation
    task = from_task(a_task(), 1, vault)
    assert task_of(task_republished(task, MONDAY)[1]) == task
    assert task_of(task_facts.task_message(TaskSent(), task, MONDAY)[1]) == task
    assert len(deliberation_facts.DELIBERATION_FACTS) == 8
    assert len(task_facts.TASK_FACTS) == 7
    assert len(task_facts.CATALOGUE_FACTS) == 2
