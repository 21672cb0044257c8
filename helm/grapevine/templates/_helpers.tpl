{{- define "grapevine.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for "-peers-NN" and the hash that a StatefulSet puts behind it. */}}
{{- define "grapevine.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 44 | trimSuffix "-" }}
{{- else if contains (include "grapevine.name" .) .Release.Name -}}
{{- .Release.Name | trunc 44 | trimSuffix "-" }}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "grapevine.name" .) | trunc 44 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "grapevine.peersService" -}}
{{ include "grapevine.fullname" . }}-peers
{{- end }}

{{- define "grapevine.selectorLabels" -}}
app.kubernetes.io/name: {{ include "grapevine.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: peer
{{- end }}

{{- define "grapevine.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "grapevine.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "grapevine.image" -}}
{{ .Values.image.repository }}:{{ default .Chart.AppVersion .Values.image.tag }}
{{- end }}

{{- define "grapevine.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ default (include "grapevine.fullname" .) .Values.serviceAccount.name }}
{{- else -}}
{{ default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The peers of this release find each other under one name; others come behind it. */}}
{{- define "grapevine.bootstrap" -}}
{{- $own := printf "/dns/%s.%s.svc/tcp/4001" (include "grapevine.peersService" .) .Release.Namespace -}}
{{- prepend .Values.peer.bootstrap $own | join "," }}
{{- end }}

{{- define "grapevine.alone" -}}
{{- if kindIs "bool" .Values.peer.alone -}}
{{ .Values.peer.alone }}
{{- else -}}
{{ and (eq (int .Values.replicaCount) 1) (empty .Values.peer.bootstrap) }}
{{- end }}
{{- end }}

{{- define "grapevine.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "grapevine.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# Not "Always": it would open the key to the group at each start, and a peer refuses a key that others can read.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}
