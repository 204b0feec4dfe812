{{/* The settings of a service as environment (docs/settings.md); what is secret is a file. */}}
{{- define "gov321.env" -}}
{{- $g := .global -}}
{{- $site := $g.site.id -}}
{{- $name := .root.Chart.Name -}}
{{- $env := dict
  "GOV321_SITE" $site
  "GOV321_TOPOLOGY" "/etc/gov321/county/topology.json"
  "GOV321_DIVISIONS" "/etc/gov321/county/divisions.csv"
  "GOV321_GRACE_SECONDS" (.root.Values.graceSeconds | int | toString)
  "GOV321_DRAIN_SECONDS" (.root.Values.drainSeconds | int | toString)
  "GOV321_REQUIRED_SECRETS" (ternary "GOV321_MONGO__URI,GOV321_KAFKA__PASSWORD" "GOV321_MONGO__URI" (hasPrefix "SASL" $g.kafka.security))
  "GOV321_KAFKA__BOOTSTRAP" $g.kafka.bootstrap
  "GOV321_KAFKA__SECURITY" $g.kafka.security
  "GOV321_RPC__HOST" "0.0.0.0"
  "GOV321_RPC__PORT" "50051"
  "GOV321_HTTP__HOST" "0.0.0.0"
  "GOV321_HTTP__PORT" "8080"
  "GOV321_KEYS__RING" (printf "/etc/gov321/keys/%s" $g.keys.key)
  "GOV321_AUTH__ISSUER" $g.auth.issuer
  "GOV321_AUTH__AUDIENCE" $g.auth.audience
  "GOV321_AUTH__JWKS" ($g.auth.jwks.url | default (printf "/etc/gov321/jwks/%s" $g.auth.jwks.key))
  "GOV321_TELEMETRY__SAMPLE_RATIO" ($g.telemetry.sampleRatio | toString)
  "GOV321_TELEMETRY__LOG_LEVEL" $g.telemetry.logLevel
-}}
{{- if hasPrefix "SASL" $g.kafka.security -}}
{{- $_ := set $env "GOV321_KAFKA__MECHANISM" $g.kafka.mechanism -}}
{{- $_ := set $env "GOV321_KAFKA__USERNAME" (include "gov321.filled" (list $g.kafka.username $site $name)) -}}
{{- end -}}
{{- if $g.kafka.ca.secret -}}
{{- $_ := set $env "GOV321_KAFKA__CA" (printf "/etc/gov321/kafka-ca/%s" $g.kafka.ca.key) -}}
{{- end -}}
{{- if $g.kafka.client.secret -}}
{{- $_ := set $env "GOV321_KAFKA__CERTIFICATE" (printf "/etc/gov321/kafka-client/%s" $g.kafka.client.certificate) -}}
{{- $_ := set $env "GOV321_KAFKA__KEY" (printf "/etc/gov321/kafka-client/%s" $g.kafka.client.key) -}}
{{- end -}}
{{- if $g.auth.serviceToken.secret -}}
{{- $_ := set $env "GOV321_AUTH__SERVICE_TOKEN" (printf "/etc/gov321/token/%s" $g.auth.serviceToken.key) -}}
{{- end -}}
{{- if $g.tls.secret -}}
{{- $_ := set $env "GOV321_RPC__CERTIFICATE" "/etc/gov321/tls/tls.crt" -}}
{{- $_ := set $env "GOV321_RPC__KEY" "/etc/gov321/tls/tls.key" -}}
{{- $_ := set $env "GOV321_RPC__CA" "/etc/gov321/tls/ca.crt" -}}
{{- end -}}
{{- if $g.telemetry.otlpEndpoint -}}
{{- $_ := set $env "GOV321_TELEMETRY__OTLP_ENDPOINT" $g.telemetry.otlpEndpoint -}}
{{- end -}}
{{- range $peer, $variable := .root.Values.asks -}}
{{- $_ := set $env $variable (printf "%s-%s.%s.svc:50051" $site $peer $.root.Release.Namespace) -}}
{{- end -}}
{{- range $variable, $value := .root.Values.settings -}}
{{- $_ := set $env $variable ($value | toString) -}}
{{- end -}}
- name: GOV321_INSTANCE
  valueFrom:
    fieldRef:
      fieldPath: metadata.name
{{- range $variable := keys $env | sortAlpha }}
- name: {{ $variable }}
  value: {{ get $env $variable | quote }}
{{- end }}
{{- end }}

{{/* The secrets a service's files come from: mount name → {secret, items}. As YAML. */}}
{{- define "gov321.secretFiles" -}}
{{- $g := .global -}}
keys: {{ $g.keys.secret | quote }}
{{- if not $g.auth.jwks.url }}
jwks: {{ $g.auth.jwks.secret | quote }}
{{- end }}
{{- with $g.kafka.ca.secret }}
kafka-ca: {{ . | quote }}
{{- end }}
{{- with $g.kafka.client.secret }}
kafka-client: {{ . | quote }}
{{- end }}
{{- with $g.auth.serviceToken.secret }}
token: {{ . | quote }}
{{- end }}
{{- with $g.tls.secret }}
tls: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "gov321.volumeMounts" -}}
- {name: tmp, mountPath: /tmp}
- {name: county, mountPath: /etc/gov321/county, readOnly: true}
- {name: secrets, mountPath: /run/secrets/gov321, readOnly: true}
{{- range $mount := include "gov321.secretFiles" . | fromYaml | keys | sortAlpha }}
- {name: {{ $mount }}, mountPath: /etc/gov321/{{ $mount }}, readOnly: true}
{{- end }}
{{- end }}

{{/*
All optional: a service whose file is missing starts, is not ready, says in /readyz which file it
waits for, and goes on when it is there (kit/standby.py).
*/}}
{{- define "gov321.volumes" -}}
{{- $g := .global -}}
{{- $site := $g.site.id -}}
{{- $name := .root.Chart.Name -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .root.Values.scratch }}
- name: county
  configMap:
    name: {{ $g.countyConfigMap }}
    optional: true
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ include "gov321.filled" (list $g.mongo.uri.secret $site $name) }}
          optional: true
          items:
            - {key: {{ $g.mongo.uri.key }}, path: GOV321_MONGO__URI}
      {{- if hasPrefix "SASL" $g.kafka.security }}
      - secret:
          name: {{ include "gov321.filled" (list $g.kafka.password.secret $site $name) }}
          optional: true
          items:
            - {key: {{ $g.kafka.password.key }}, path: GOV321_KAFKA__PASSWORD}
      {{- end }}
{{- $files := include "gov321.secretFiles" . | fromYaml }}
{{- range $mount := keys $files | sortAlpha }}
- name: {{ $mount }}
  secret:
    optional: true
    secretName: {{ include "gov321.filled" (list (get $files $mount) $site $name) }}
    defaultMode: 0440
{{- end }}
{{- end }}
