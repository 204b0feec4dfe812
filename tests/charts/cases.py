"""Values under which every switch of the charts is on, for rules that hold in any case."""

from __future__ import annotations

from functools import cache

from tests.charts.rendering import (
    SERVICES,
    Document,
    Values,
    devdata,
    platform,
    site,
    whole_county,
)

APIS = (
    "cert-manager.io/v1",
    "custom.metrics.k8s.io/v1beta1",
    "external-secrets.io/v1",
    "kafka.strimzi.io/v1",
    "keda.sh/v1alpha1",
    "mongodbcommunity.mongodb.com/v1",
)
"""What has to be there when every switch is on."""

SECURED: Values = {
    "global": {
        "imageRegistry": "registry.example.cn/mirror",
        "apis": list(APIS),
        "kafka": {
            "bootstrap": "gov321-kafka-bootstrap.kafka.svc:9093",
            "security": "SASL_SSL",
            "username": "{site}-{service}",
            "password": {"secret": "{site}-{service}"},
            "ca": {"secret": "gov321-cluster-ca-cert"},
            "client": {"secret": "{site}-{service}"},
        },
        "mongo": {
            "uri": {"secret": "gov321-mongo-{site}-{service}", "key": "connectionString.standard"}
        },
        "auth": {"serviceToken": {"secret": "{site}-{service}-token"}},
        "tls": {"secret": "{site}-{service}-tls"},
        "telemetry": {"otlpEndpoint": "http://collector.monitoring.svc:4317"},
        "image": {"pullSecrets": ["mirror"]},
    }
}
"""A county with operators for everything, TLS everywhere and images from a mirror."""

WHOLE_PLATFORM: Values = {
    "namespace": {"create": True},
    "subscribers": {"civil-affairs": ["registry"]},
    "mirrors": ["town104"],
    "strimzi": {
        "kafka": {"create": True},
        "topics": {"create": True},
        "users": {"create": True},
    },
    "mongodb": {"create": True},
    "certificates": {"create": True, "issuer": {"name": "county"}},
    "externalSecrets": {"create": True, "store": {"name": "vault"}},
}

BY_KEDA: Values = {service: {"scaling": {"mode": "keda"}} for service in SERVICES}
BY_HPA: Values = {service: {"scaling": {"mode": "hpa"}} for service in SERVICES}
TWICE: Values = {service: {"scaling": {"replicas": 2}} for service in SERVICES}


@cache
def every_switch_on() -> tuple[Document, ...]:
    """Return a county in which all that can be rendered is. Do not change it."""
    return (
        *platform(SECURED, WHOLE_PLATFORM),
        *devdata(SECURED),
        *site("county", SECURED, BY_KEDA),
        *site("towns", SECURED, BY_HPA),
        *site("villages", SECURED, TWICE),
    )


def in_any_case() -> list[Document]:
    """Return the manifests of both, by default values and with every switch on."""
    return [*whole_county(), *every_switch_on()]
