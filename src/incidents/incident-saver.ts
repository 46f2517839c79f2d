import type { HistoryWriter } from '../history/history-writer.ts';
import type { IncidentLog } from './incident-log.ts';

/** Before the id of the provider. */
export const INCIDENTS_PREFIX = 'incidents:';
/** chosen: incidents of one provider that outlive a restart, and with it the size of what is written at each change. */
const SAVED = 100;

/** Keeps in the store what providers reported and when we knew, with every change; written with the next batch. */
export class IncidentSaver {
  readonly #log: IncidentLog;
  readonly #writer: HistoryWriter;

  constructor(log: IncidentLog, writer: HistoryWriter) {
    this.#log = log;
    this.#writer = writer;
  }

  follow(): void {
    this.#log.onChange((targetId) => this.#save(targetId));
  }

  #save(targetId: string): void {
    const { incidents, outages } = this.#log.pastOf(targetId);
    const isOpen = ({ resolvedAt }: (typeof incidents)[number]) => resolvedAt === null;
    const over = incidents.filter((incident) => !isOpen(incident)).slice(0, SAVED);
    const past = { incidents: [...incidents.filter(isOpen), ...over], outages };
    this.#writer.saveState(INCIDENTS_PREFIX + targetId, JSON.stringify(past));
  }
}
