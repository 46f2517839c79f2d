import type { ProviderIncident, StatusPage } from '../status-page.ts';

export function statusPageView(page: StatusPage | null) {
  if (page === null) return null;
  return {
    source: page.source,
    status: page.status,
    source_state: page.sourceState,
    source_detail: page.sourceDetail,
    checked_at: isoOrNull(page.checkedAt),
    incidents: page.incidents.map(providerIncidentView),
  };
}

export function providerIncidentView(incident: ProviderIncident) {
  return {
    id: incident.id,
    title: incident.title,
    impact: incident.impact,
    phase: incident.phase,
    components: incident.components,
    url: incident.url,
    started_at: iso(incident.startedAt),
    reported_at: iso(incident.reportedAt),
    updated_at: isoOrNull(incident.updatedAt),
    first_seen_at: iso(incident.firstSeenAt),
    resolved_at: isoOrNull(incident.resolvedAt),
    ended_by: incident.endedBy,
    detected_at: isoOrNull(incident.detectedAt),
    lead_seconds: incident.leadMs === null ? null : incident.leadMs / 1_000,
  };
}

function iso(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

function isoOrNull(epochMs: number | null): string | null {
  return epochMs === null ? null : iso(epochMs);
}
