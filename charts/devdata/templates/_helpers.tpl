{{/* Called with (dict "root" $ "part" kafka|store|topics). */}}
{{- define "devdata.selector" -}}
app.kubernetes.io/name: {{ .part }}
app.kubernetes.io/part-of: gov321
gov321/role: devdata
{{- end }}

{{- define "devdata.labels" -}}
{{ include "devdata.selector" . }}
{{ include "gov321.commonLabels" .root }}
gov321/not-for-production: "true"
{{- end }}

{{- define "devdata.image" -}}
{{- include "gov321.image" (dict "global" (include "gov321.globals" . | fromYaml) "own" .Values.image "repository" "gov321/devdata" "version" .Chart.AppVersion) -}}
{{- end }}

{{- define "devdata.container" -}}
image: {{ include "devdata.image" .root }}
imagePullPolicy: {{ .global.image.pullPolicy }}
securityContext:
  {{- include "gov321.containerSecurity" . | nindent 2 }}
{{- end }}

{{- define "devdata.service" -}}
apiVersion: v1
kind: Service
metadata:
  name: devdata-{{ .part }}
  labels:
    {{- include "devdata.labels" . | nindent 4 }}
spec:
  selector:
    {{- include "devdata.selector" . | nindent 4 }}
  ports:
    - {name: {{ .part }}, port: {{ .port }}, targetPort: {{ .part }}}
{{- end }}

{{/* All but the pod's containers: one pod, one volume at /data, all processes as the image's user. */}}
{{- define "devdata.statefulset" -}}
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: devdata-{{ .part }}
  labels:
    {{- include "devdata.labels" . | nindent 4 }}
spec:
  replicas: 1
  serviceName: devdata-{{ .part }}
  selector:
    matchLabels:
      {{- include "devdata.selector" . | nindent 6 }}
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: [ReadWriteOnce]
        {{- with .root.Values.storageClass }}
        storageClassName: {{ . }}
        {{- end }}
        resources:
          requests:
            storage: {{ (index .root.Values .part).storage }}
{{- end }}

{{- define "devdata.policy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: devdata-{{ .part }}
  labels:
    {{- include "devdata.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "devdata.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - ports:
        - {port: {{ .part }}, protocol: TCP}
      from:
        {{- range .from }}
        - podSelector:
            matchLabels:
              app.kubernetes.io/part-of: gov321
              gov321/role: {{ . }}
        {{- end }}
{{- end }}
