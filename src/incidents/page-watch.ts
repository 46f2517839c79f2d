import type { Clock, EpochMs } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { IncidentEnd, PageSourceState } from '../health/status-page.ts';
import type { Verdict } from '../health/status.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { ObservationPipeline } from '../monitor/observation-pipeline.ts';
import type { StatusPageSettings } from '../settings/settings.ts';
import { type IncidentChange, IncidentLedger, type Moment } from './incident-ledger.ts';
import type { IncidentLog } from './incident-log.ts';
import { OutageLog } from './outage-log.ts';
import { sourceNameOf } from './page-kind.ts';
import type { PageReport } from './page-report.ts';
import type { PageDocuments, StatusPageReader } from './status-page-reader.ts';

export interface WatchParts {
  readonly registry: HealthRegistry;
  readonly pipeline: ObservationPipeline;
  readonly clock: Clock;
  /** What is known from before, and where what is known is kept. */
  readonly log: IncidentLog;
}

/** How the page was reached, as its source says it. */
export interface SourceNote {
  readonly state: PageSourceState;
  readonly detail: string | null;
}

const NOT_ASKED: SourceNote = { state: 'pending', detail: null };

/** What one provider's page means for that provider: its condition, its incidents, and who was first. */
export class PageWatch {
  readonly state: TargetHealth;
  readonly settings: StatusPageSettings;
  readonly #parts: WatchParts;
  readonly #outages: OutageLog;
  readonly #ledger: IncidentLedger;
  readonly #sourceName: string;
  #report: PageReport | null = null;
  #note: SourceNote = NOT_ASKED;
  #checkedAt: number | null = null;
  #noted: Verdict | null = null;

  constructor(state: TargetHealth, settings: StatusPageSettings, parts: WatchParts) {
    this.state = state;
    this.settings = settings;
    this.#parts = parts;
    this.#sourceName = sourceNameOf(settings.url);
    const { incidents, outages } = parts.log.pastOf(state.target.id);
    this.#outages = new OutageLog(outages);
    this.#ledger = new IncidentLedger(this.#sourceName, this.#outages, parts.clock.now());
    this.#ledger.resume(incidents, parts.clock.monotonicMs());
    this.#noteOutage(state.since);
    this.#show();
  }

  /** Null when the page could be read, else what is wrong with it. */
  read(reader: StatusPageReader, documents: PageDocuments): string | null {
    const { components, regions } = this.settings;
    const reading = reader.parse(documents, { components, regions, now: this.#parts.clock.now() });
    if ('problem' in reading) return reading.problem;
    this.#report = reading.report;
    return null;
  }

  /** The page was looked at: what it said last stands as of now. */
  confirm(note: SourceNote): void {
    if (this.#report === null) return;
    const moment = this.#now();
    this.#checkedAt = moment.at;
    const { missing } = this.#report;
    const lack = missing.length === 0 ? null : `not on the page: ${missing.join(', ')}`;
    this.#note = { ...note, detail: note.detail ?? lack };
    this.#publish(this.#ledger.take(this.#report, moment), moment);
  }

  /** The page could not be read: nothing is known anew, and nothing is taken back. */
  fail(note: SourceNote): void {
    this.#note = note;
    this.#show();
  }

  /** What the page said is believed no more. */
  drop(endedBy: IncidentEnd): void {
    const moment = this.#now();
    this.#report = null;
    this.#publish(this.#ledger.drop(endedBy, moment), moment);
  }

  /** Ends the watch; the target shows no page any more. */
  close(): void {
    this.drop('not_watched');
    this.#parts.registry.publishStatusPage(this.state, null);
  }

  /** The target itself is gone, and must not be touched any more: what was open ends, and nothing else. */
  abandon(): void {
    const moment = this.#now();
    this.#tell(this.#ledger.drop('not_watched', moment), moment);
  }

  /** Something about the target has changed: perhaps an outage has begun that its page will tell of, or told of. */
  noteVerdict(): void {
    if (this.state.verdict === this.#noted) return;
    this.#noted = this.state.verdict;
    const moment = this.#now();
    if (!this.#noteOutage(moment.at)) return;
    const changes = this.#ledger.match();
    if (changes.length > 0) this.#publish(changes, moment);
  }

  /** True when an outage begins. */
  #noteOutage(at: EpochMs): boolean {
    const before = this.#outages.all;
    const hasBegun = this.#outages.note(this.state.verdict, at);
    if (this.#outages.all !== before) this.#parts.log.noteOutages(this.state.target.id, this.#outages.all);
    return hasBegun;
  }

  #publish(changes: readonly IncidentChange[], moment: Moment): void {
    this.#show();
    this.#tell(changes, moment);
    const isNew = this.state.amend({ incident: this.#ledger.condition });
    if (isNew) this.#parts.pipeline.reassess(this.state);
  }

  #tell(changes: readonly IncidentChange[], { at }: Moment): void {
    for (const { kind, incident } of changes) {
      this.#parts.registry.events.emit('incident.changed', { state: this.state, incident, kind, at });
    }
  }

  #show(): void {
    this.#parts.registry.publishStatusPage(this.state, {
      source: this.#sourceName,
      status: this.#ledger.status,
      incidents: this.#ledger.open,
      checkedAt: this.#checkedAt,
      sourceState: this.#note.state,
      sourceDetail: this.#note.detail,
    });
  }

  #now(): Moment {
    return { at: this.#parts.clock.now(), atMs: this.#parts.clock.monotonicMs() };
  }
}
