{{/*
The one home of the defaults of `global`: every chart reads it through gov321.globals, so a county's
file of values fits platform, sites and devdata alike. In names of secrets and users {site} and
{service} stand for the site and the service; names without them are shared by all.
*/}}
{{- define "gov321.defaults" -}}
imageRegistry: ""
image:
  repository: gov321/services
  tag: ""
  digest: ""
  pullPolicy: IfNotPresent
  pullSecrets: []
site:
  id: ""
  tier: ""
  scope: []
topology:
  county: ""
  sites: []
divisions: ""
countyConfigMap: gov321-county
kafka:
  bootstrap: ""
  security: PLAINTEXT
  mechanism: SCRAM-SHA-512
  username: ""
  password: {secret: "", key: password}
  ca: {secret: "", key: ca.crt}
  client: {secret: "", certificate: user.crt, key: user.key}
mongo:
  uri: {secret: gov321-mongo, key: uri}
  ports: [27017]
keys: {secret: gov321-key-ring, key: ring.json}
auth:
  issuer: gov321-local
  audience: gov321
  jwks: {secret: gov321-jwks, key: jwks.json, url: ""}
  serviceToken: {secret: "", key: token}
tls: {secret: ""}
telemetry:
  otlpEndpoint: ""
  sampleRatio: 0.1
  logLevel: INFO
network:
  policies: true
  dns:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
  monitoring:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}
  clients:
    - podSelector: {matchLabels: {gov321/client: "true"}}
  kafka: []
  mongo: []
  jwks: []
  otlp: []
jobs:
  deadlineSeconds: 900
  retries: 1
secretsRevision: ""
priorityClassName: ""
apis: []
{{- end }}

{{/* `global` with the defaults filled in, as YAML. */}}
{{- define "gov321.globals" -}}
{{- $defaults := include "gov321.defaults" . | fromYaml -}}
{{- mustMergeOverwrite $defaults (deepCopy (.Values.global | default dict)) | toYaml -}}
{{- end }}

{{/* {site} and {service} in a name. Called with (list name site service). */}}
{{- define "gov321.filled" -}}
{{- index . 0 | replace "{site}" (index . 1) | replace "{service}" (index . 2) -}}
{{- end }}

{{/* A whole image name. Called with (dict "global" globals "own" overrides "repository" default "version" appVersion). */}}
{{- define "gov321.image" -}}
{{- $own := .own | default dict -}}
{{- $repository := $own.repository | default .repository -}}
{{- $tag := $own.tag | default .global.image.tag | default .version -}}
{{- $digest := $own.digest | default (ternary "" .global.image.digest (hasKey $own "tag")) -}}
{{- with .global.imageRegistry }}{{ trimSuffix "/" . }}/{{ end -}}
{{- $repository -}}{{- if $digest }}@{{ $digest }}{{ else }}:{{ $tag }}{{ end -}}
{{- end }}

{{/* Stops when the cluster lacks an API. Called with (dict "root" $ "api" name "for" what). */}}
{{- define "gov321.requireApi" -}}
{{- $told := dig "global" "apis" list (.root.Values | merge dict) -}}
{{- if not (or (.root.Capabilities.APIVersions.Has .api) (has .api $told)) -}}
{{- fail (printf "集群没有 %s 接口，%s 需要它：请先安装相应的 Operator，或关闭此开关；离线渲染时用 --api-versions %s。 (The cluster has no API %s, which %s needs: install its operator first or switch this off; offline, pass --api-versions %s.)" .api .for .api .api .for .api) -}}
{{- end -}}
{{- end }}

{{/* A list of words on one line. */}}
{{- define "gov321.words" -}}
[{{ range $number, $word := . }}{{ if $number }}, {{ end }}{{ $word | quote }}{{ end }}]
{{- end }}
