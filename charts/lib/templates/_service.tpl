{{/* Everything one service of one site needs: the whole template of its chart. */}}
{{- define "gov321.service" -}}
{{- if .Values.enabled }}{{ include "gov321.placed" . }}{{ end -}}
{{- end }}

{{- define "gov321.placed" -}}
{{- $global := include "gov321.globals" . | fromYaml -}}
{{- $here := dict "root" . "global" $global -}}
{{- include "gov321.checkSite" $global -}}
{{- include "gov321.checkReferences" $global -}}
{{- include "gov321.checkNumbers" $here -}}
{{ include "gov321.headlessService" $here }}
---
{{ include "gov321.statefulset" $here }}
---
{{ include "gov321.migration" $here }}
{{- if eq .Values.scaling.mode "fixed" }}
---
{{ include "gov321.leaving" $here }}
{{- end }}
{{- if include "gov321.plural" $here }}
---
{{ include "gov321.pdb" $here }}
{{- end }}
{{- if $global.network.policies }}
---
{{ include "gov321.networkPolicies" $here }}
{{- end }}
{{- if eq .Values.scaling.mode "hpa" }}
---
{{ include "gov321.hpa" $here }}
{{- else if eq .Values.scaling.mode "keda" }}
---
{{ include "gov321.keda" $here }}
{{- end }}
{{- end }}

{{/* Stops when an address or a secret is not named. Called with globals. */}}
{{- define "gov321.checkReferences" -}}
{{- if not (regexMatch "^[^:,]+:[0-9]+(,[^:,]+:[0-9]+)*$" .kafka.bootstrap) -}}
{{- fail (printf "global.kafka.bootstrap 须为 主机:端口[,…]，收到“%s”。 (It must be host:port[,…].)" .kafka.bootstrap) -}}
{{- end -}}
{{- if and (hasPrefix "SASL" .kafka.security) (not (and .kafka.username .kafka.password.secret)) -}}
{{- fail (printf "global.kafka.security 为 %s 时须给出 username 和 password.secret。 (SASL needs username and password.secret.)" .kafka.security) -}}
{{- end -}}
{{- end }}
