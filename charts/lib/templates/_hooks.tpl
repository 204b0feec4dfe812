{{/* A hook's job; called with the service, "name", "hook" and "args" added. */}}
{{- define "gov321.hookJob" -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "gov321.fullname" . }}-{{ .name }}
  labels:
    {{- include "gov321.labels" . | nindent 4 }}
  annotations:
    helm.sh/hook: {{ .hook }}
    # Kept until the next one, so that its log can be read; made anew at every run.
    helm.sh/hook-delete-policy: before-hook-creation
spec:
  backoffLimit: {{ .global.jobs.retries | int }}
  activeDeadlineSeconds: {{ .global.jobs.deadlineSeconds | int }}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {{ .root.Chart.Name }}
        app.kubernetes.io/part-of: gov321
        gov321/site: {{ .global.site.id }}
        gov321/role: job
    spec:
      {{- include "gov321.podBase" . | nindent 6 }}
      restartPolicy: Never
      {{- with .root.Values.nodeSelector }}
      nodeSelector:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .root.Values.tolerations }}
      tolerations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      containers:
        - name: {{ .name }}
          {{- include "gov321.container" . | nindent 10 }}
      volumes:
        {{- include "gov321.volumes" . | nindent 8 }}
{{- end }}

{{/*
Brings the service's database to the new version before its pods come: the old pods go on beside it
(N and N-1 fit the same data), and when it fails they stay. It refers to nothing this release makes:
the county's ConfigMap and the secrets were there before, its settings are its own.
*/}}
{{- define "gov321.migration" -}}
{{- $args := list (printf "services.%s" .root.Chart.Name) "migrate" -}}
{{- include "gov321.hookJob" (merge (dict "name" "migrate" "hook" "pre-install,pre-upgrade" "args" $args) .) -}}
{{- end }}

{{/*
A static member that stops keeps its partitions, so that a roll-out moves nothing; after a scale-down
nobody comes back for them, so those beyond the number of pods are taken out of their groups.
*/}}
{{- define "gov321.leaving" -}}
{{- $args := list (printf "services.%s" .root.Chart.Name) "leave" "--replicas" (.root.Values.scaling.replicas | int | toString) -}}
{{- include "gov321.hookJob" (merge (dict "name" "leave" "hook" "post-upgrade,post-rollback" "args" $args) .) -}}
{{- end }}
