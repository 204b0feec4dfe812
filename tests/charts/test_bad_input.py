"""Values that do not fit together: `helm template` stops with a sentence, Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass

import helm_python as helm
import pytest

from tests.charts.cases import APIS, BY_HPA, BY_KEDA, WHOLE_PLATFORM
from tests.charts.rendering import COUNTY, HERE, Values, merged, site_values, templates, values_of

COUNTY_CODE = "610921000000"


@dataclass(frozen=True)
class Case:
    """Values on top of a site's that are right, and what is said."""

    id: str
    layer: Values
    chinese: str
    english: str


def sites(*found: tuple[str, str, str]) -> Values:
    listed = [{"id": name, "tier": tier, "scope": [prefix]} for name, tier, prefix in found]
    return {"global": {"topology": {"county": COUNTY_CODE, "sites": listed}}}


VILLAGES = ("villages", "village", "610921")
CASES = (
    Case(
        "scope outside the county",
        sites(VILLAGES, ("town9", "town", "610922104")),
        "站点 town9 的范围 610922104 不属于本县",
        "outside the county 610921000000",
    ),
    Case(
        "two sites for one center at the same tier",
        sites(VILLAGES, ("a", "town", "610921104"), ("b", "town", "610921104")),
        "站点 a 与 b 在同一层级 town 承载同一范围 610921104",
        "Sites a and b of tier town both host the center of 610921104",
    ),
    Case(
        "one id twice",
        sites(VILLAGES, ("villages", "town", "610921")),
        "站点编号 villages 重复",
        "Two sites of the topology have the id villages",
    ),
    Case(
        "tier mismatch",
        {"global": {"site": {"tier": "town"}}},
        "站点 villages 在拓扑中的层级是 village，而预设的层级是 town",
        "Site villages has tier village in the topology and tier town in global.site.tier",
    ),
    Case(
        "scope mismatch",
        {"global": {"site": {"scope": ["610921104"]}}},
        "站点 villages 的范围 610921104 与拓扑中的 610921 不同",
        "The scope of site villages differs from the topology's",
    ),
    Case(
        "unknown site",
        {"global": {"site": {"id": "hamlets"}}},
        "拓扑中没有站点 hamlets",
        "The topology has no site hamlets",
    ),
    Case(
        "no site",
        {"global": {"site": {"id": ""}}},
        "请用 global.site.id 说明",
        "Say with global.site.id which site of the topology this is",
    ),
    Case(
        "no county",
        {"global": {"topology": {"county": "6109"}}},
        "须为 12 位县级区划代码",
        "It must be the 12-digit code of a county",
    ),
    Case("no sites", {"global": {"topology": {"sites": []}}}, "请列出本县的站点", "lists no sites"),
    Case("unknown service", {"regisrty": {}}, "未知的值 regisrty", "Unknown value regisrty"),
    Case(
        "no brokers",
        {"global": {"kafka": {"bootstrap": "kafka"}}},
        "须为 主机:端口",
        "It must be host:port",
    ),
    Case(
        "no user",
        {"global": {"kafka": {"security": "SASL_SSL"}}},
        "须给出 username 和 password.secret",
        "SASL needs username and password.secret",
    ),
    Case(
        "most below least",
        {"registry": {"scaling": {"mode": "fixed", "min": 5, "max": 2}}},
        "max 2 小于 min 5",
        "max is below min",
    ),
    Case(
        "nothing to lag behind",
        merged({"global": {"apis": ["keda.sh/v1alpha1"]}}, BY_KEDA, {"registry": {"listens": []}}),
        "registry 不订阅任何主题",
        "cannot be scaled by lag",
    ),
    Case("no KEDA", BY_KEDA, "集群没有 keda.sh/v1alpha1 接口", "has no API keda.sh/v1alpha1"),
    Case("no adapter", BY_HPA, "集群没有 custom.metrics.k8s.io", "has no API custom.metrics"),
    Case(
        "draining longer than dying",
        {"registry": {"graceSeconds": 10, "drainSeconds": 20}},
        "drainSeconds 20 须小于 graceSeconds 10",
        "must be below",
    ),
)


def refusal(chart: str, values: Values) -> str:
    with pytest.raises(helm.HelmError) as refused:
        templates(chart, "villages", values)
    return str(refused.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_site_is_refused_with_a_sentence(case: Case) -> None:
    said = refusal("site", merged(site_values("villages"), case.layer))
    assert case.chinese in said
    assert case.english in said


@pytest.mark.parametrize(
    ("divisions", "said"),
    [
        ("", "--set-file global.divisions=区划表.csv"),
        ("code,name\n610922104000,镇\n", "610922104000 不是本县 610921000000 的区划代码"),
        ("code,name\n610921,县\n", "610921 不是本县"),
    ],
)
def test_a_table_of_divisions_that_is_none_of_this_county_is_refused(
    divisions: str, said: str
) -> None:
    values = merged(values_of(COUNTY), HERE, {"global": {"divisions": divisions}})
    assert said in refusal("platform", values)


@pytest.mark.parametrize(
    ("switch", "api"),
    [
        ({"strimzi": {"kafka": {"create": True}}}, "kafka.strimzi.io/v1"),
        ({"strimzi": {"topics": {"create": True}}}, "kafka.strimzi.io/v1"),
        ({"strimzi": {"users": {"create": True}}}, "kafka.strimzi.io/v1"),
        ({"mongodb": {"create": True}}, "mongodbcommunity.mongodb.com/v1"),
        ({"certificates": {"create": True}}, "cert-manager.io/v1"),
        ({"externalSecrets": {"create": True}}, "external-secrets.io/v1"),
    ],
)
def test_a_missing_operator_is_named(switch: Values, api: str) -> None:
    said = refusal("platform", merged(values_of(COUNTY), HERE, switch))
    assert f"集群没有 {api} 接口" in said
    assert f"The cluster has no API {api}" in said


@pytest.mark.parametrize(
    ("switch", "said"),
    [
        ({"certificates": {"create": True, "issuer": {"name": "x"}}}, "needs global.tls.secret"),
        ({"externalSecrets": {"create": True}}, "Name the store"),
        ({"strimzi": {"topics": {"create": True, "replicas": 1}}}, "minInsync 2 大于 replicas 1"),
    ],
)
def test_a_switch_says_what_else_it_needs(switch: Values, said: str) -> None:
    assert WHOLE_PLATFORM.keys() >= switch.keys()
    apis: Values = {"global": {"apis": list(APIS)}}
    assert said in refusal("platform", merged(values_of(COUNTY), HERE, apis, switch))
