{{/* Stops when numbers of a service's values do not fit together. */}}
{{- define "gov321.checkNumbers" -}}
{{- $s := .root.Values.scaling -}}
{{- if lt ($s.max | int) ($s.min | int) -}}
{{- fail (printf "%s.scaling: max %d 小于 min %d。 (max is below min.)" .root.Chart.Name ($s.max | int) ($s.min | int)) -}}
{{- end -}}
{{- $v := .root.Values -}}
{{- if ge ($v.drainSeconds | int) ($v.graceSeconds | int) -}}
{{- fail (printf "%s: drainSeconds %d 须小于 graceSeconds %d。 (drainSeconds must be below graceSeconds.)" .root.Chart.Name ($v.drainSeconds | int) ($v.graceSeconds | int)) -}}
{{- end -}}
{{- if and (eq $s.mode "keda") (not .root.Values.listens) -}}
{{- fail (printf "%s 不订阅任何主题，不能按积压伸缩。 (It listens to nothing, so it cannot be scaled by lag.)" .root.Chart.Name) -}}
{{- end -}}
{{- end }}

{{/* More than one pod for sure: only then may a drain be told to wait. */}}
{{- define "gov321.plural" -}}
{{- $s := .root.Values.scaling -}}
{{- if gt (ternary $s.replicas $s.min (eq $s.mode "fixed") | int) 1 }}true{{ end -}}
{{- end }}

{{- define "gov321.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "gov321.fullname" . }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "gov321.selector" . | nindent 6 }}
{{- end }}

{{/* By lag as the pods tell it; needs an adapter that serves custom.metrics.k8s.io. */}}
{{- define "gov321.hpa" -}}
{{- include "gov321.requireApi" (dict "root" .root "api" "custom.metrics.k8s.io/v1beta1" "for" (printf "%s.scaling.mode=hpa" .root.Chart.Name)) -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "gov321.fullname" . }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: StatefulSet
    name: {{ include "gov321.fullname" . }}
  minReplicas: {{ .root.Values.scaling.min | int }}
  maxReplicas: {{ .root.Values.scaling.max | int }}
  metrics:
    - type: Pods
      pods:
        metric:
          name: gov321_bus_lag_records
        target:
          type: AverageValue
          averageValue: {{ .root.Values.scaling.lag | int | quote }}
  behavior:
    scaleDown:
      stabilizationWindowSeconds: 600
{{- end }}

{{- define "gov321.keda" -}}
{{- include "gov321.requireApi" (dict "root" .root "api" "keda.sh/v1alpha1" "for" (printf "%s.scaling.mode=keda" .root.Chart.Name)) -}}
{{- $g := .global -}}
{{- $v := .root.Values -}}
{{- $name := include "gov321.fullname" . -}}
{{- $signed := or (hasPrefix "SASL" $g.kafka.security) $g.kafka.ca.secret $g.kafka.client.secret -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ $name }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: StatefulSet
    name: {{ $name }}
  minReplicaCount: {{ $v.scaling.min | int }}
  maxReplicaCount: {{ $v.scaling.max | int }}
  cooldownPeriod: 600
  triggers:
    {{- range $v.listens }}
    - type: kafka
      metadata:
        bootstrapServers: {{ $g.kafka.bootstrap | quote }}
        consumerGroup: {{ printf "gov321.%s.%s.%s" $g.site.id $.root.Chart.Name .subscription }}
        topic: {{ printf "gov321.%s.events.v1" .context }}
        lagThreshold: {{ $v.scaling.lag | int | quote }}
        offsetResetPolicy: earliest
        {{- if hasPrefix "SASL" $g.kafka.security }}
        sasl: {{ $g.kafka.mechanism | lower | replace "-" "_" | replace "scram_sha_" "scram_sha" | replace "plain" "plaintext" }}
        {{- end }}
        {{- if hasSuffix "SSL" $g.kafka.security }}
        tls: enable
        {{- end }}
      {{- if $signed }}
      authenticationRef:
        name: {{ $name }}
      {{- end }}
    {{- end }}
{{- if $signed }}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: {{ $name }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  {{- if hasPrefix "SASL" $g.kafka.security }}
  env:
    - {parameter: username, name: GOV321_KAFKA__USERNAME, containerName: {{ .root.Chart.Name }}}
  {{- end }}
  secretTargetRef:
    {{- if hasPrefix "SASL" $g.kafka.security }}
    - parameter: password
      name: {{ include "gov321.filled" (list $g.kafka.password.secret $g.site.id .root.Chart.Name) }}
      key: {{ $g.kafka.password.key }}
    {{- end }}
    {{- if $g.kafka.ca.secret }}
    - parameter: ca
      name: {{ include "gov321.filled" (list $g.kafka.ca.secret $g.site.id .root.Chart.Name) }}
      key: {{ $g.kafka.ca.key }}
    {{- end }}
    {{- if $g.kafka.client.secret }}
    - parameter: cert
      name: {{ include "gov321.filled" (list $g.kafka.client.secret $g.site.id .root.Chart.Name) }}
      key: {{ $g.kafka.client.certificate }}
    - parameter: key
      name: {{ include "gov321.filled" (list $g.kafka.client.secret $g.site.id .root.Chart.Name) }}
      key: {{ $g.kafka.client.key }}
    {{- end }}
{{- end }}
{{- end }}
