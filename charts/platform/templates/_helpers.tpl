{{- define "platform.labels" -}}
app.kubernetes.io/name: platform
app.kubernetes.io/part-of: gov321
{{ include "gov321.commonLabels" . }}
{{- end }}

{{/* The divisions are a CSV with a code column first, all of one county. Called with globals. */}}
{{- define "platform.checkDivisions" -}}
{{- $lines := splitList "\n" (.divisions | replace "\r" "" | trim) -}}
{{- if not (hasPrefix "code,name" (first $lines)) -}}
{{- fail "global.divisions 须为以 code,name 开头的区划表：--set-file global.divisions=区划表.csv。 (Give the CSV of the divisions with --set-file global.divisions=FILE.)" -}}
{{- end -}}
{{- range rest $lines -}}
{{- $code := splitList "," . | first -}}
{{- if not (and (regexMatch "^[0-9]{12}$" $code) (hasPrefix (substr 0 6 $.topology.county) $code)) -}}
{{- fail (printf "区划表中的 %s 不是本县 %s 的区划代码。 (Division %s is no code of the county %s.)" $code $.topology.county $code $.topology.county) -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* Every service of every site, as a YAML list of {site, service, listens}. Called with root. */}}
{{- define "platform.placed" -}}
{{- $g := include "gov321.globals" . | fromYaml -}}
{{- $all := list -}}
{{- range $site := $g.topology.sites -}}
{{- range $name := keys $.Values.services | sortAlpha -}}
{{- $all = append $all (dict "site" $site.id "service" $name "listens" (index $.Values.services $name).listens) -}}
{{- end -}}
{{- end -}}
{{- toYaml $all -}}
{{- end }}

{{- define "platform.strimziMetadata" -}}
{{- with .Values.strimzi.namespace -}}
namespace: {{ . }}
{{ end -}}
labels:
  strimzi.io/cluster: {{ .Values.strimzi.cluster }}
  {{- include "platform.labels" . | nindent 2 }}
{{- end }}
