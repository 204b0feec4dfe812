"""What happens to a county that works: upgrades, a failed one, lost pods, lost data services."""

from __future__ import annotations

import random
from typing import Any

from .cluster import Pod
from .loading import LoadPod
from .shell import CommandFailed, StepFailed, until
from .story import SERVICE_PODS, Run, listed, metric

SITE, SERVICE = "villages", "registry"
NAME = f"{SITE}-{SERVICE}"
PARTITIONS = 12
TWICE = "registry.scaling.replicas=2"
BROKEN = "registry.settings.GOV321_INCOME_POLICY=/etc/gov321/none.json"
"""A version whose migration ends with an error: a policy that does not exist."""


def under_load(run: Run) -> None:
    """Upgrade, fail to upgrade, roll back and lose a pod while clients are at work."""
    with run.report.step(f"{NAME} 扩到两个副本"):
        run.releases.put_site(SITE, TWICE)
        run.cluster.until_ready(SERVICE_PODS + 1)
    load = LoadPod(run.cluster, run.access, run.options)
    load.start(run.households)
    _upgrade(run)
    _fail_to_upgrade(run)
    _roll_back(run)
    _lose_a_pod(run)
    with run.report.step("负载结束：失败的请求，丢失或重复的写入") as found:
        tally = load.stop()
        found |= {key: tally[key] for key in ("reads", "writes", "retried", "failed")}
        found["最长（秒）"] = tally["longest_seconds"]
        _check_tally(run, tally)
    with run.report.step("各 Pod 的内存"):
        run.report.memory = run.cluster.until_measured()


def scale_down(run: Run) -> None:
    """Go back to one pod; it has all partitions as soon as the other one was taken out."""
    with run.report.step("缩回一个副本，剩下的 Pod 接过全部分区") as found:
        run.releases.put_site(SITE)
        run.cluster.until_ready(SERVICE_PODS)
        until(lambda: _assigned(run) == PARTITIONS, "接过全部分区", within=300)
        found["分区"] = PARTITIONS


def lose_kafka(run: Run) -> None:
    """Stop Kafka: commands still work, readiness says why, and all arrives when it is back."""
    [household] = run.households[-1:]
    before = _restarts(run)
    with run.report.step("停止 Kafka：就绪变为否"):
        run.cluster.scale("devdata-kafka", 0)
        _until_unready(run, "bus")
    with run.report.step("Kafka 停止时仍可办理"), run.access.at(SITE, SERVICE) as ask:
        point = ("--point", "108.512345,32.891234")
        revision = int(ask("household", "place", household, *point)["revision"])
    with run.report.step("恢复 Kafka：全部就绪，零重启") as found:
        run.cluster.scale("devdata-kafka", 1)
        run.cluster.until_ready(SERVICE_PODS)
        found["重启"] = _same_restarts(run, before)
    with run.report.step("停止期间的办理到达县级"):
        until(lambda: _revision(run, household, "county") == revision, "到达县级", within=300)


def lose_store(run: Run) -> None:
    """Stop the store: readiness says why, nothing restarts, and nothing is lost."""
    [household] = run.households[-1:]
    before, revision = _restarts(run), _revision(run, household)
    with run.report.step("停止存储：就绪变为否"):
        run.cluster.scale("devdata-store", 0)
        _until_unready(run, "store")
    with run.report.step("恢复存储：全部就绪，零重启") as found:
        run.cluster.scale("devdata-store", 1)
        run.cluster.until_ready(SERVICE_PODS)
        found["重启"] = _same_restarts(run, before)
    with run.report.step("数据仍在"):
        if _revision(run, household) != revision:
            raise StepFailed(f"户 {household} 的版本变了")


def _upgrade(run: Run) -> None:
    before = _by_name(run)
    with run.report.step("负载下升级（换新 Pod）") as found:
        run.releases.put_site(SITE, TWICE, "global.telemetry.logLevel=WARNING")
        run.cluster.until_ready(SERVICE_PODS + 1)
        found["新 Pod"] = len(_changed(run, before, SITE))


def _fail_to_upgrade(run: Run) -> None:
    before = _by_name(run)
    with run.report.step("迁移失败的升级：旧 Pod 继续服务") as found:
        try:
            run.releases.put_site(SITE, TWICE, BROKEN, "global.jobs.retries=0")
        except CommandFailed as failure:
            found["helm"] = f"退出码 {failure.code}"
        else:
            raise StepFailed("迁移失败，而升级成功了")
        if changed := _changed(run, before, ""):
            raise StepFailed(f"迁移失败，而 Pod 换了：{changed}")
        run.cluster.until_ready(SERVICE_PODS + 1, within=60)


def _roll_back(run: Run) -> None:
    with run.report.step("负载下回退到升级前") as found:
        target = run.releases.revision(SITE) - 1
        run.releases.roll_back(SITE, target)
        run.cluster.until_ready(SERVICE_PODS + 1)
        found["版本"] = target


def _lose_a_pod(run: Run) -> None:
    lost = random.choice([pod for pod in run.cluster.pods() if pod.name.startswith(NAME)])
    with run.report.step("负载下随机删除一个 Pod，直到重新就绪") as found:
        run.cluster.kubectl("delete", "pod", lost.name, "--wait=false")
        until(lambda: _replaced(run, lost), f"{lost.name} 重新就绪", within=300)
        found["Pod"] = lost.name


def _check_tally(run: Run, tally: dict[str, Any]) -> None:
    if tally["failed"] or not tally["writes"]:
        raise StepFailed(f"失败的请求：{tally['errors'][:3]}")
    for site in (SITE, "county"):
        until(lambda s=site: _has(run, s, tally["revisions"]), f"{site} 有全部写入", within=300)


def _has(run: Run, site: str, revisions: dict[str, int]) -> bool:
    """Whether each household is at exactly the revision its writer was told."""
    return revisions.items() <= listed(run, site).items()


def _replaced(run: Run, lost: Pod) -> bool:
    there = [pod for pod in run.cluster.pods() if pod.name == lost.name]
    return any(pod.ready and pod.uid != lost.uid for pod in there)


def _until_unready(run: Run, check: str) -> None:
    """Return once no service is ready and each pod of the site says that it is because of this."""
    until(lambda: not any(pod.ready for pod in run.cluster.pods()), "就绪变为否", within=300)
    text = run.cluster.page(f"{NAME}-0", "/readyz")
    if check not in text:
        raise StepFailed(f"/readyz 没有说到 {check}：{text}")


def _assigned(run: Run) -> float:
    return metric(run, f"{NAME}-0", "gov321_bus_assigned")


def _revision(run: Run, household: str, site: str = SITE) -> int:
    return listed(run, site)[household]


def _by_name(run: Run) -> dict[str, str]:
    return {pod.name: pod.uid for pod in run.cluster.pods()}


def _changed(run: Run, before: dict[str, str], prefix: str) -> list[str]:
    now = _by_name(run)
    return [name for name, uid in before.items() if name.startswith(prefix) and now[name] != uid]


def _restarts(run: Run) -> dict[str, int]:
    return {pod.name: pod.restarts for pod in run.cluster.pods()}


def _same_restarts(run: Run, before: dict[str, int]) -> int:
    """Return how many containers restarted since; more than none is a failure."""
    more = sum(_restarts(run).values()) - sum(before.values())
    if more:
        raise StepFailed(f"容器重启了 {more} 次")
    return more
