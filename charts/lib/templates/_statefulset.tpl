{{/*
A StatefulSet without volumes: the pod's name is its static member id in Kafka's groups, so a pod
that comes back has its partitions again at once instead of after the session timeout.
*/}}
{{- define "gov321.statefulset" -}}
{{- $v := .root.Values -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: {{ include "gov321.fullname" . }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  {{- if eq $v.scaling.mode "fixed" }}
  replicas: {{ $v.scaling.replicas | int }}
  {{- end }}
  serviceName: {{ include "gov321.fullname" . }}
  podManagementPolicy: Parallel
  updateStrategy:
    type: RollingUpdate
  revisionHistoryLimit: 5
  selector:
    matchLabels:
      {{- include "gov321.selector" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "gov321.selector" . | nindent 8 }}
        gov321/tier: {{ .global.site.tier }}
      annotations:
        gov321/county-checksum: {{ include "gov321.countyChecksum" .global }}
        gov321/secrets-revision: {{ .global.secretsRevision | quote }}
        {{- with $v.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      {{- include "gov321.podBase" . | nindent 6 }}
      # It drains within graceSeconds; there is some to spare.
      terminationGracePeriodSeconds: {{ add $v.graceSeconds 10 }}
      topologySpreadConstraints:
        {{- range $key := list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
        - maxSkew: 1
          topologyKey: {{ $key }}
          whenUnsatisfiable: ScheduleAnyway
          labelSelector:
            matchLabels:
              {{- include "gov321.selector" $ | nindent 14 }}
        {{- end }}
      {{- with $v.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $v.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .root.Chart.Name }}
          {{- include "gov321.container" (merge (dict "args" (list (printf "services.%s" .root.Chart.Name))) .) | nindent 10 }}
          ports:
            - {name: grpc, containerPort: 50051}
            - {name: http, containerPort: 8080}
          {{- include "gov321.probes" . | nindent 10 }}
      volumes:
        {{- include "gov321.volumes" . | nindent 8 }}
{{- end }}

{{/* Headless: gRPC clients see every ready pod and balance among them. */}}
{{- define "gov321.headlessService" -}}
apiVersion: v1
kind: Service
metadata:
  name: {{ include "gov321.fullname" . }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
spec:
  clusterIP: None
  selector:
    {{- include "gov321.selector" . | nindent 4 }}
  ports:
    - {name: grpc, port: 50051, targetPort: grpc, appProtocol: grpc}
    - {name: http, port: 8080, targetPort: http, appProtocol: http}
{{- end }}
