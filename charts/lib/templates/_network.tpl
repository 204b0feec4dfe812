{{/* The ports in a list of addresses, host:port,…, as YAML. */}}
{{- define "gov321.ports" -}}
{{- $ports := list -}}
{{- range regexFindAll ":[0-9]+" . -1 }}{{ $ports = append $ports (trimPrefix ":" . | int) }}{{ end -}}
{{- $ports | uniq | toYaml -}}
{{- end }}

{{/* One way out: (dict "to" peers "ports" numbers); no peers means anywhere, at these ports. */}}
{{- define "gov321.wayOut" -}}
- ports:
    {{- range .ports }}
    - {port: {{ . | int }}, protocol: TCP}
    {{- end }}
  {{- with .to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}

{{/* The cluster's names. Called with globals. */}}
{{- define "gov321.wayToDns" -}}
- ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
  to:
    {{- toYaml .network.dns | nindent 4 }}
{{- end }}

{{/* The store. Called with globals. */}}
{{- define "gov321.wayToStore" -}}
{{- include "gov321.wayOut" (dict "to" .network.mongo "ports" .mongo.ports) -}}
{{- end }}

{{/* The brokers. Called with globals. */}}
{{- define "gov321.wayToKafka" -}}
{{- include "gov321.wayOut" (dict "to" .network.kafka "ports" (include "gov321.ports" .kafka.bootstrap | fromYamlArray)) -}}
{{- end }}

{{/*
A service's own policy, and for each service it asks one that lets it in there: who asks whom stands
in the asking chart alone.
*/}}
{{- define "gov321.networkPolicies" -}}
{{- $g := .global -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "gov321.fullname" . }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "gov321.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- with $g.network.monitoring }}
    - ports:
        - {port: http, protocol: TCP}
      from:
        {{- toYaml . | nindent 8 }}
    {{- end }}
    {{- with $g.network.clients }}
    - ports:
        - {port: grpc, protocol: TCP}
      from:
        {{- toYaml . | nindent 8 }}
    {{- end }}
  egress:
    {{- include "gov321.wayToDns" $g | nindent 4 }}
    {{- include "gov321.wayToKafka" $g | nindent 4 }}
    {{- include "gov321.wayToStore" $g | nindent 4 }}
    {{- range $peer := keys .root.Values.asks | sortAlpha }}
    - ports:
        - {port: 50051, protocol: TCP}
      to:
        - podSelector:
            matchLabels:
              {{- include "gov321.selector" (dict "root" (dict "Chart" (dict "Name" $peer)) "global" $g) | nindent 14 }}
    {{- end }}
    {{- with $g.auth.jwks.url }}
    {{- include "gov321.wayOut" (dict "to" $g.network.jwks "ports" (include "gov321.ports" (ternary . (printf "%s:%s" . (ternary "443" "80" (hasPrefix "https" .))) (regexMatch "://[^/]*:[0-9]+" .)) | fromYamlArray)) | nindent 4 }}
    {{- end }}
    {{- with $g.telemetry.otlpEndpoint }}
    {{- include "gov321.wayOut" (dict "to" $g.network.otlp "ports" (include "gov321.ports" . | fromYamlArray)) | nindent 4 }}
    {{- end }}
{{- range $peer := keys .root.Values.asks | sortAlpha }}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "gov321.fullname" $ }}-asks-{{ $peer }}
  labels:
    {{- include "gov321.labels" $ | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "gov321.selector" (dict "root" (dict "Chart" (dict "Name" $peer)) "global" $g) | nindent 6 }}
  policyTypes: [Ingress]
  ingress:
    - ports:
        - {port: grpc, protocol: TCP}
      from:
        - podSelector:
            matchLabels:
              {{- include "gov321.selector" $ | nindent 14 }}
{{- end }}
{{- end }}
