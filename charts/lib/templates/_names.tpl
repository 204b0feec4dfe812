{{/*
A service is asked for by (dict "root" $ "global" globals): `root` is the service's own chart.
The names come from the site, not from the release: two releases for one site cannot be installed.
*/}}
{{- define "gov321.fullname" -}}
{{- printf "%s-%s" .global.site.id .root.Chart.Name -}}
{{- end }}

{{/* Never change these: a StatefulSet's selector is for ever (tests/charts/selectors.json). */}}
{{- define "gov321.selector" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/part-of: gov321
gov321/site: {{ .global.site.id }}
gov321/role: service
{{- end }}

{{/* Labels of a site's objects. */}}
{{- define "gov321.labels" -}}
app.kubernetes.io/name: {{ .root.Chart.Name }}
app.kubernetes.io/part-of: gov321
{{ include "gov321.commonLabels" .root }}
gov321/site: {{ .global.site.id }}
gov321/tier: {{ .global.site.tier }}
{{- end }}

{{/* Labels every object has. Called with the chart's root. */}}
{{- define "gov321.commonLabels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}
