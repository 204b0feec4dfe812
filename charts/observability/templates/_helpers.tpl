{{- define "observability.labels" -}}
app.kubernetes.io/name: observability
app.kubernetes.io/part-of: gov321
{{ include "gov321.commonLabels" . }}
{{- end }}
