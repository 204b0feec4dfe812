"""Keeps a client pod at work while other things happen to the services, and reads its tally."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.model.division import Tier
from kit.roles import Role

from .access import RPC_PORT, Access, secret
from .cluster import Cluster
from .options import Options
from .shell import until

POD = "load"
READERS, WRITERS = 6, 6
_CODE = Path(__file__).with_name("load.py")


@dataclass(frozen=True, slots=True)
class LoadPod:
    """A pod that calls the registry of the villages from inside the cluster."""

    cluster: Cluster
    access: Access
    options: Options

    def start(self, households: Sequence[str]) -> None:
        """Start it on these households and return once it runs."""
        code = {"load.py": _CODE.read_text(encoding="utf-8")}
        self.cluster.apply(
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {"name": POD},
                "data": code,
            },
            secret(POD, {"token": self.access.token(Role.CLERK, Tier.VILLAGE)}),
            self._pod(households[:READERS], households[READERS : READERS + WRITERS]),
        )
        until(self._runs, "负载 Pod 运行", within=300)

    def stop(self) -> dict[str, Any]:
        """Let it end and return what it saw."""
        self.cluster.kubectl("exec", POD, "--", "sh", "-c", "kill -TERM 1")
        until(lambda: self._phase() == "Succeeded", "负载 Pod 结束", within=300)
        tally = json.loads(self.cluster.kubectl("logs", POD))
        self.cluster.kubectl("delete", "pod", POD)
        return tally

    def _runs(self) -> bool:
        return self._phase() == "Running"

    def _phase(self) -> str:
        return self.cluster.kubectl("get", "pod", POD, "-o", "jsonpath={.status.phase}")

    def _pod(self, read: Sequence[str], write: Sequence[str]) -> dict[str, Any]:
        registry = f"villages-registry.{self.cluster.namespace}.svc:{RPC_PORT}"
        given = {"TARGET": registry, "READ": " ".join(read), "WRITE": " ".join(write)}
        mounts = {"tmp": "/tmp", "code": "/e2e", "token": "/e2e-token"}  # noqa: S108 - in the pod
        container = {
            "name": POD,
            "image": self.options.devdata,
            "command": ["python", "/e2e/load.py"],
            "env": [{"name": name, "value": value} for name, value in given.items()],
            "securityContext": {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            },
            "volumeMounts": [{"name": name, "mountPath": to} for name, to in mounts.items()],
        }
        spec: dict[str, Any] = {
            "restartPolicy": "Never",
            "automountServiceAccountToken": False,
            "securityContext": {
                "runAsNonRoot": True,
                "runAsUser": 10001,
                "fsGroup": 10001,
                "seccompProfile": {"type": "RuntimeDefault"},
            },
            "containers": [container],
            "volumes": [
                {"name": "tmp", "emptyDir": {}},
                {"name": "code", "configMap": {"name": POD}},
                {"name": "token", "secret": {"secretName": POD}},
            ],
        }
        labels = {"gov321/client": "true"}
        metadata = {"name": POD, "labels": labels}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}
