{{/* PodSecurity `restricted`; the number is the image's user (services/Dockerfile). */}}
{{- define "gov321.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "gov321.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* What a pod of ours never has: a token, variables of other services. */}}
{{- define "gov321.podBase" -}}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "gov321.podSecurity" . | nindent 2 }}
{{- with .global.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .global.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- end }}

{{/* The container of a service, without probes. Called with service, "args" added. */}}
{{- define "gov321.container" -}}
image: {{ include "gov321.image" (dict "global" .global "own" .root.Values.image "repository" .global.image.repository "version" .root.Chart.AppVersion) }}
imagePullPolicy: {{ .global.image.pullPolicy }}
args: {{ include "gov321.words" .args }}
env:
  {{- include "gov321.env" . | nindent 2 }}
resources:
  {{- toYaml .root.Values.resources | nindent 2 }}
securityContext:
  {{- include "gov321.containerSecurity" . | nindent 2 }}
volumeMounts:
  {{- include "gov321.volumeMounts" . | nindent 2 }}
{{- end }}

{{/*
The standard gRPC health service (kit/rpc_health.py): `liveness` depends on nothing, "" is readiness
with store, broker and assignment. The kubelet's gRPC probe speaks no TLS, so with TLS the same
questions are asked at /livez and /readyz.
*/}}
{{- define "gov321.aliveCheck" -}}
{{- if .global.tls.secret -}}
httpGet: {path: /livez, port: http}
{{- else -}}
grpc: {port: 50051, service: liveness}
{{- end -}}
{{- end }}

{{- define "gov321.probes" -}}
startupProbe:
  {{- include "gov321.aliveCheck" . | nindent 2 }}
  periodSeconds: 1
  timeoutSeconds: 2
  failureThreshold: 60
livenessProbe:
  {{- include "gov321.aliveCheck" . | nindent 2 }}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  {{- if .global.tls.secret }}
  httpGet: {path: /readyz, port: http}
  {{- else }}
  grpc: {port: 50051}
  {{- end }}
  periodSeconds: 2
  timeoutSeconds: 2
  failureThreshold: 2
{{- end }}
