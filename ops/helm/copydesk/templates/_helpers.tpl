{{/* The name of what the chart makes. */}}
{{- define "copydesk.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What selects the pods of a component: (dict "root" $ "component" "worker"). It never changes. */}}
{{- define "copydesk.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end -}}

{{- define "copydesk.labels" -}}
{{ include "copydesk.selector" . }}
app.kubernetes.io/part-of: copydesk
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name (.root.Chart.Version | replace "+" "_") }}
{{- end -}}

{{- define "copydesk.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end -}}

{{- define "copydesk.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "copydesk.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end -}}
{{- end -}}

{{/* Whether a sources.toml is mounted: "yes" or nothing. */}}
{{- define "copydesk.hasSources" -}}
{{- if or .Values.sources.toml .Values.sources.existingConfigMap .Values.sources.existingSecret -}}yes{{- end -}}
{{- end -}}

{{/* The environment of every process. */}}
{{- define "copydesk.env" -}}
{{- $kafka := .Values.kafka -}}
- name: COPYDESK_BROKER
  value: {{ required "kafka.bootstrapServers names no Kafka: host:port[,host:port]" $kafka.bootstrapServers | quote }}
- name: COPYDESK_SECURITY_PROTOCOL
  value: {{ $kafka.securityProtocol | quote }}
{{- if hasPrefix "SASL_" $kafka.securityProtocol }}
- name: COPYDESK_SASL_MECHANISM
  value: {{ $kafka.sasl.mechanism | quote }}
{{- $_ := required "kafka.sasl.existingSecret names no Secret with the password" $kafka.sasl.existingSecret }}
{{- if eq $kafka.sasl.mechanism "OAUTHBEARER" }}
- name: COPYDESK_SASL_TOKEN_URL
  value: {{ required "kafka.sasl.tokenUrl is needed for OAUTHBEARER" $kafka.sasl.tokenUrl | quote }}
- name: COPYDESK_SASL_CLIENT_ID
  value: {{ required "kafka.sasl.clientId is needed for OAUTHBEARER" $kafka.sasl.clientId | quote }}
- name: COPYDESK_SASL_CLIENT_SECRET_FILE
  value: /etc/copydesk/sasl/{{ $kafka.sasl.key }}
{{- with $kafka.sasl.scope }}
- name: COPYDESK_SASL_TOKEN_SCOPE
  value: {{ . | quote }}
{{- end }}
{{- else }}
- name: COPYDESK_SASL_USERNAME
  value: {{ required "kafka.sasl.username is needed for the login" $kafka.sasl.username | quote }}
- name: COPYDESK_SASL_PASSWORD_FILE
  value: /etc/copydesk/sasl/{{ $kafka.sasl.key }}
{{- end }}
{{- end }}
{{- if hasSuffix "SSL" $kafka.securityProtocol }}
{{- if $kafka.tls.existingSecret }}
{{- with $kafka.tls.caKey }}
- name: COPYDESK_SSL_CAFILE
  value: /etc/copydesk/tls/{{ . }}
{{- end }}
{{- with $kafka.tls.certKey }}
- name: COPYDESK_SSL_CERTFILE
  value: /etc/copydesk/tls/{{ . }}
{{- end }}
{{- with $kafka.tls.keyKey }}
- name: COPYDESK_SSL_KEYFILE
  value: /etc/copydesk/tls/{{ . }}
{{- end }}
{{- end }}
- name: COPYDESK_SSL_CHECK_HOSTNAME
  value: {{ $kafka.tls.checkHostname | quote }}
{{- end }}
{{- with .Values.registry.url }}
- name: COPYDESK_REGISTRY
  value: {{ . | quote }}
{{- with $.Values.registry.username }}
- name: COPYDESK_REGISTRY_USERNAME
  value: {{ . | quote }}
{{- end }}
{{- if $.Values.registry.existingSecret }}
- name: COPYDESK_REGISTRY_PASSWORD_FILE
  value: /etc/copydesk/registry/{{ $.Values.registry.key }}
{{- end }}
{{- end }}
- name: COPYDESK_APP_ID
  value: {{ .Values.desk.appId | quote }}
- name: COPYDESK_PARTITIONS
  value: {{ int64 .Values.desk.partitions | quote }}
- name: COPYDESK_REPLICATION
  value: {{ int64 .Values.desk.replication | quote }}
- name: COPYDESK_LOG_LEVEL
  value: {{ .Values.desk.logLevel | quote }}
- name: COPYDESK_DATA
  value: /var/lib/copydesk
- name: COPYDESK_METRICS_HOST
  value: 0.0.0.0
{{- range $name, $value := .Values.settings }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{/* COPYDESK_SOURCES and COPYDESK_OWNS, of whoever reads them. */}}
{{- define "copydesk.sourcesEnv" -}}
{{- if include "copydesk.hasSources" . }}
- name: COPYDESK_SOURCES
  value: /etc/copydesk/sources/{{ .Values.sources.key }}
{{- end }}
{{- if .Values.owns }}
- name: COPYDESK_OWNS
  value: /etc/copydesk/owns/owns.toml
{{- end }}
{{- end -}}

{{- define "copydesk.volumes" -}}
- name: tmp
  emptyDir: { sizeLimit: 256Mi }
{{- if hasPrefix "SASL_" .Values.kafka.securityProtocol }}
- name: sasl
  secret: { secretName: {{ .Values.kafka.sasl.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- if and (hasSuffix "SSL" .Values.kafka.securityProtocol) .Values.kafka.tls.existingSecret }}
- name: tls
  secret: { secretName: {{ .Values.kafka.tls.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- if and .Values.registry.url .Values.registry.existingSecret }}
- name: registry
  secret: { secretName: {{ .Values.registry.existingSecret }}, defaultMode: 0440 }
{{- end }}
{{- end -}}

{{- define "copydesk.mounts" -}}
- { name: tmp, mountPath: /tmp }
{{- if hasPrefix "SASL_" .Values.kafka.securityProtocol }}
- { name: sasl, mountPath: /etc/copydesk/sasl, readOnly: true }
{{- end }}
{{- if and (hasSuffix "SSL" .Values.kafka.securityProtocol) .Values.kafka.tls.existingSecret }}
- { name: tls, mountPath: /etc/copydesk/tls, readOnly: true }
{{- end }}
{{- if and .Values.registry.url .Values.registry.existingSecret }}
- { name: registry, mountPath: /etc/copydesk/registry, readOnly: true }
{{- end }}
{{- end -}}

{{- define "copydesk.sourcesVolumes" -}}
{{- if .Values.sources.existingSecret }}
- name: sources
  secret: { secretName: {{ .Values.sources.existingSecret }}, defaultMode: 0440 }
{{- else if include "copydesk.hasSources" . }}
- name: sources
  configMap: { name: {{ default (printf "%s-sources" (include "copydesk.fullname" .)) .Values.sources.existingConfigMap }} }
{{- end }}
{{- if .Values.owns }}
- name: owns
  configMap: { name: {{ include "copydesk.fullname" . }}-owns }
{{- end }}
{{- end -}}

{{- define "copydesk.sourcesMounts" -}}
{{- if include "copydesk.hasSources" . }}
- { name: sources, mountPath: /etc/copydesk/sources, readOnly: true }
{{- end }}
{{- if .Values.owns }}
- { name: owns, mountPath: /etc/copydesk/owns, readOnly: true }
{{- end }}
{{- end -}}

{{/* What every pod has: (dict "root" $ "of" .Values.worker). */}}
{{- define "copydesk.pod" -}}
serviceAccountName: {{ include "copydesk.serviceAccountName" .root }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext: {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
terminationGracePeriodSeconds: {{ .of.terminationGracePeriodSeconds }}
{{- with .of.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .of.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Changes of what is mounted start the pods again: the processes read their files once. */}}
{{- define "copydesk.podAnnotations" -}}
checksum/config: {{ include (print .root.Template.BasePath "/config.yaml") .root | sha256sum }}
{{- with .of.podAnnotations }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The probes of a process that serves as soon as it works, and whose health is that of others. */}}
{{- define "copydesk.servingProbes" -}}
startupProbe:
  tcpSocket: { port: metrics }
  periodSeconds: 5
  failureThreshold: 60
readinessProbe:
  httpGet: { path: /healthz, port: metrics }
  periodSeconds: 10
  timeoutSeconds: 5
livenessProbe:
  tcpSocket: { port: metrics }
  periodSeconds: 20
  timeoutSeconds: 10
  failureThreshold: 6
{{- end -}}

{{/* The claim of a StatefulSet: (dict "root" $ "of" .Values.worker.persistence). */}}
{{- define "copydesk.claim" -}}
- metadata:
    name: data
  spec:
    accessModes: {{- toYaml .accessModes | nindent 6 }}
    {{- with .storageClass }}
    storageClassName: {{ . | quote }}
    {{- end }}
    resources:
      requests:
        storage: {{ .size | quote }}
{{- end -}}
