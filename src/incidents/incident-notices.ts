import type { TimeRange } from '../history/history-store.ts';
import { type VendorNotice, VendorNotices } from '../history/timeline/vendor-notices.ts';
import { type IncidentLog, isWithin } from './incident-log.ts';

/** What the timeline of a target tells of its provider's own reports. */
export class IncidentNotices extends VendorNotices {
  readonly #log: IncidentLog;

  constructor(log: IncidentLog) {
    super();
    this.#log = log;
  }

  during(targetId: string, { from, to }: TimeRange): Promise<readonly VendorNotice[]> {
    const [providerId] = targetId.split('/', 1);
    const notices = this.#log
      .list(providerId)
      .map(({ incident }) => incident)
      // Work that was announced is no report of an outage.
      .filter((incident) => incident.impact !== 'maintenance' && isWithin(incident, from, to))
      .map(({ title, startedAt, reportedAt, resolvedAt }) => ({ title, startedAt, reportedAt, resolvedAt }));
    return Promise.resolve(notices.toReversed());
  }
}
