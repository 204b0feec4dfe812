"""The cluster as the run sees it: one namespace, its pods, what they say and use."""

from __future__ import annotations

import json
import select
import subprocess
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from .shell import StepFailed, run, until

SERVICES = "gov321/role=service"
OURS = "gov321/e2e"
"""Label of a namespace this run may delete."""

_HTTP, _OPEN_WITHIN_S = 8080, 20.0


@dataclass(frozen=True, slots=True)
class Pod:
    """A pod as the API tells of it."""

    name: str
    uid: str
    ready: bool
    restarts: int
    phase: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """One namespace of the cluster `KUBECONFIG` points at."""

    namespace: str

    def kubectl(self, *args: str, given: str = "", within: float = 60.0) -> str:
        """Run kubectl in the namespace."""
        return run("kubectl", "-n", self.namespace, *args, given=given, within=within)

    def apply(self, *documents: dict[str, Any]) -> None:
        """Create or change objects."""
        listed = {"apiVersion": "v1", "kind": "List", "items": list(documents)}
        self.kubectl("apply", "-f", "-", given=json.dumps(listed))

    def create_namespace(self) -> None:
        """Make the namespace anew, with the PodSecurity level the charts promise.

        Raises:
            StepFailed: there is one of that name that is not ours.
        """
        found = run("kubectl", "get", "namespace", self.namespace, "-o", "json", may=(0, 1))
        if found:
            if OURS not in json.loads(found)["metadata"].get("labels", {}):
                raise StepFailed(f"命名空间 {self.namespace} 已存在，且不是本程序建立的。")
            self.delete_namespace()
        level = dict.fromkeys(("enforce", "warn"), "restricted")
        labels = {f"pod-security.kubernetes.io/{mode}": value for mode, value in level.items()}
        metadata = {"name": self.namespace, "labels": {OURS: "true", **labels}}
        self.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": metadata})

    def delete_namespace(self) -> None:
        """Delete the namespace and wait until it is gone."""
        run(
            *("kubectl", "delete", "namespace", self.namespace),
            *("--ignore-not-found", "--wait", "--timeout=180s"),
            within=200,
        )

    def pods(self, selector: str = SERVICES) -> list[Pod]:
        """Return the pods of a selector by name, those on their way out left out."""
        found = json.loads(self.kubectl("get", "pods", "-l", selector, "-o", "json"))["items"]
        return [_pod(one) for one in found if "deletionTimestamp" not in one["metadata"]]

    def until_ready(self, count: int, within: float = 600.0, selector: str = SERVICES) -> None:
        """Return once exactly so many pods are there and all are ready."""

        def look() -> bool:
            found = self.pods(selector)
            return len(found) == count and all(pod.ready for pod in found)

        until(look, f"{count} 个 Pod（{selector}）就绪", within)

    def scale(self, name: str, replicas: int) -> None:
        """Set the number of pods of a StatefulSet."""
        self.kubectl("scale", "statefulset", name, f"--replicas={replicas}")

    @contextmanager
    def forwarded(self, pod: str, port: int) -> Generator[str]:
        """Give a local address that leads to a port of a pod."""
        command = ("kubectl", "-n", self.namespace, "port-forward", f"pod/{pod}", f":{port}")
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                out: Any = process.stdout
                ready, _, _ = select.select([out], [], [], _OPEN_WITHIN_S)
                line = out.readline().decode() if ready else ""
                if " -> " not in line:
                    raise StepFailed(f"不能转发到 {pod} 的端口 {port}")
                yield line.split(" -> ")[0].removeprefix("Forwarding from ")
            finally:
                process.terminate()

    def page(self, pod: str, path: str) -> str:
        """Return a page of a pod's HTTP port, whatever its status."""
        with self.forwarded(pod, _HTTP) as address:
            opener = urllib.request.build_opener(_AnyStatus)
            with opener.open(f"http://{address}{path}", timeout=10) as answer:
                return answer.read().decode()

    def until_measured(self, within: float = 60.0) -> dict[str, float]:
        """Return the memory of each pod once the kubelets have measured all services."""

        def look() -> dict[str, float]:
            found = self.memory()
            return found if all(found.get(pod.name) for pod in self.pods()) else {}

        return until(look, "各 Pod 的内存已测得", within)

    def memory(self) -> dict[str, float]:
        """Return the working set of each running pod in MiB, as the kubelets tell it."""
        nodes = run("kubectl", "get", "nodes", "-o", "jsonpath={.items[*].metadata.name}").split()
        found: dict[str, float] = {}
        for node in nodes:
            path = f"/api/v1/nodes/{node}/proxy/stats/summary"
            for pod in json.loads(run("kubectl", "get", "--raw", path))["pods"]:
                if pod["podRef"]["namespace"] == self.namespace and "memory" in pod:
                    used = pod["memory"].get("workingSetBytes", 0)
                    found[pod["podRef"]["name"]] = round(used / 2**20, 1)
        return found

    def has_api(self, name: str) -> bool:
        """Whether the cluster serves an API group and version."""
        return name in run("kubectl", "api-versions").split()


class _AnyStatus(urllib.request.HTTPErrorProcessor):
    """Takes every answer as an answer: 503 of /readyz has a body too."""

    def http_response(self, request: Any, response: Any) -> Any:
        """Return the answer as it is."""
        return response


def _pod(found: dict[str, Any]) -> Pod:
    status = found["status"]
    conditions = {one["type"]: one["status"] for one in status.get("conditions", [])}
    return Pod(
        name=found["metadata"]["name"],
        uid=found["metadata"]["uid"],
        ready=conditions.get("Ready") == "True",
        restarts=sum(one["restartCount"] for one in status.get("containerStatuses", [])),
        phase=status["phase"],
    )
