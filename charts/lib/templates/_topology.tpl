{{/* Stops with a sentence, Chinese and English, when the topology is wrong. Called with globals. */}}
{{- define "gov321.checkTopology" -}}
{{- $county := .topology.county -}}
{{- if not (regexMatch "^[0-9]{6}000000$" $county) -}}
{{- fail (printf "global.topology.county 须为 12 位县级区划代码（如 610921000000），收到“%s”。 (It must be the 12-digit code of a county.)" $county) -}}
{{- end -}}
{{- if not .topology.sites -}}
{{- fail "global.topology.sites 为空：请列出本县的站点。 (The topology lists no sites.)" -}}
{{- end -}}
{{- $ids := dict -}}
{{- $taken := dict -}}
{{- range $site := .topology.sites -}}
  {{- if hasKey $ids $site.id -}}
  {{- fail (printf "拓扑中站点编号 %s 重复。 (Two sites of the topology have the id %s.)" $site.id $site.id) -}}
  {{- end -}}
  {{- $_ := set $ids $site.id true -}}
  {{- range $prefix := $site.scope -}}
    {{- if or (not (has (len $prefix) (list 6 9 12))) (not (hasPrefix (substr 0 6 $county) $prefix)) -}}
    {{- fail (printf "站点 %s 的范围 %s 不属于本县 %s。 (Scope %s of site %s is outside the county %s.)" $site.id $prefix $county $prefix $site.id $county) -}}
    {{- end -}}
    {{- $place := printf "%s/%s" $site.tier $prefix -}}
    {{- if hasKey $taken $place -}}
    {{- fail (printf "站点 %s 与 %s 在同一层级 %s 承载同一范围 %s 的综治中心。 (Sites %s and %s of tier %s both host the center of %s.)" (get $taken $place) $site.id $site.tier $prefix (get $taken $place) $site.id $site.tier $prefix) -}}
    {{- end -}}
    {{- $_ := set $taken $place $site.id -}}
  {{- end -}}
{{- end -}}
{{- end }}

{{/* Stops when this site is not the one the topology speaks of. Called with globals. */}}
{{- define "gov321.checkSite" -}}
{{- include "gov321.checkTopology" . -}}
{{- $here := dict -}}
{{- range .topology.sites }}{{ if eq .id $.site.id }}{{ $here = . }}{{ end }}{{ end -}}
{{- if not .site.id -}}
{{- fail "请用 global.site.id 说明要部署拓扑中的哪个站点。 (Say with global.site.id which site of the topology this is.)" -}}
{{- end -}}
{{- if not $here -}}
{{- fail (printf "拓扑中没有站点 %s。 (The topology has no site %s.)" .site.id .site.id) -}}
{{- end -}}
{{- if ne .site.tier $here.tier -}}
{{- fail (printf "站点 %s 在拓扑中的层级是 %s，而预设的层级是 %s。 (Site %s has tier %s in the topology and tier %s in global.site.tier.)" .site.id $here.tier .site.tier .site.id $here.tier .site.tier) -}}
{{- end -}}
{{- if and .site.scope (ne (join "," (sortAlpha .site.scope)) (join "," (sortAlpha $here.scope))) -}}
{{- fail (printf "站点 %s 的范围 %s 与拓扑中的 %s 不同。 (The scope of site %s differs from the topology's.)" .site.id (join "," .site.scope) (join "," $here.scope) .site.id) -}}
{{- end -}}
{{- end }}

{{/* The file every service reads, byte for byte the same for the same values. Called with globals. */}}
{{- define "gov321.topologyJson" -}}
{{- $sites := list -}}
{{- range .topology.sites -}}
{{- $sites = append $sites (dict "id" .id "tier" .tier "scope" .scope) -}}
{{- end -}}
{{- dict "county" .topology.county "sites" $sites | toPrettyJson -}}
{{- end }}

{{/* Rolls the pods when what they read changes. Called with globals. */}}
{{- define "gov321.countyChecksum" -}}
{{- printf "%s\n%s" (include "gov321.topologyJson" .) .divisions | sha256sum -}}
{{- end }}
