import type { HealthEventMap, HealthEvents } from '../../health/health-events.ts';
import type { HealthRegistry } from '../../health/health-registry.ts';
import type { IntegrationReport } from '../../health/report/integration-report.ts';
import { circuitView } from '../../health/report/provider.view.ts';
import { providerIncidentView } from '../../health/report/status-page.view.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { LiveEventType, Members, News } from '../live-event.ts';
import type { LiveFilter } from '../live-filter.ts';
import { LiveSource } from '../live-source.ts';

const MS_PER_SECOND = 1_000;
const STATE = Buffer.from('"state":');
/** What a health event is told as, where it is about a target and happened once. */
type Happening = Extract<LiveEventType, keyof HealthEventMap>;

/** What becomes of the targets. */
export class HealthSource extends LiveSource {
  readonly #registry: HealthRegistry;
  readonly #report: IntegrationReport;
  /** Made once a target: what is updated is told as it is when it is told. */
  readonly #updates = new WeakMap<TargetHealth, News>();

  constructor(registry: HealthRegistry, report: IntegrationReport) {
    super();
    this.#registry = registry;
    this.#report = report;
  }

  subscribe(hear: (news: News) => void): () => void {
    const { events } = this.#registry;
    const ends = [
      events.on('target.updated', ({ state }) => hear(this.#updated(state))),
      events.on('target.added', ({ state }) => hear(happened('target.added', state, this.#entry(state)))),
      events.on('target.removed', ({ state }) => hear(removed(state))),
      events.on('egress.changed', ({ from, to }) => {
        hear({ type: 'egress.changed', targetId: null, state: null, members: () => ({ from, to }) });
      }),
      ...happeningsOf(events, hear),
    ];
    return () => ends.forEach((end) => end());
  }

  now(filter: LiveFilter): Members | null {
    if (!filter.takesAnyOf('target.', 'status.', 'circuit.', 'version.', 'incident.', 'egress.')) return null;
    return inner(this.#report.fresh((id) => filter.takesProvider(id)));
  }

  #updated(state: TargetHealth): News {
    const known = this.#updates.get(state);
    if (known !== undefined) return known;
    const { id } = state.target;
    const members = (): Members => this.#entry(state);
    const news: News = { type: 'target.updated', targetId: id, state: stateOf(id), members };
    this.#updates.set(state, news);
    return news;
  }

  #entry(state: TargetHealth): Buffer {
    return Buffer.concat([STATE, this.#report.entry(state)]);
  }
}

function happeningsOf(events: HealthEvents, hear: (news: News) => void): (() => void)[] {
  return [
    events.on('status.changed', ({ state, from, to }) => {
      const { status, reasons, blame } = to;
      const verdict = { status, since: iso(state.since), reasons, blame, usable: state.isUsable };
      hear(happened('status.changed', state, { from: from.status, to: status, ...verdict }));
    }),
    events.on('circuit.changed', ({ state, from, to }) => {
      const circuit = { from: from.state, to: to.state, circuit: circuitView(to), usable: state.isUsable };
      hear(happened('circuit.changed', state, circuit));
    }),
    events.on('target.recovered', ({ state, unusableForMs }) => {
      const recovery = { status: state.verdict.status, unusable_seconds: unusableForMs / MS_PER_SECOND };
      hear(happened('target.recovered', state, recovery));
    }),
    events.on('target.restarted', ({ state, at }) =>
      hear(happened('target.restarted', state, { restarted_at: iso(at) })),
    ),
    events.on('version.changed', ({ state, from, to }) =>
      hear(happened('version.changed', state, { from, to })),
    ),
    events.on('incident.changed', ({ state, incident, kind }) => {
      hear(happened('incident.changed', state, { change: kind, incident: providerIncidentView(incident) }));
    }),
  ];
}

function happened(type: Happening, state: TargetHealth, members: Members): News {
  return { type, targetId: state.target.id, state: null, members: () => members };
}

function removed(state: TargetHealth): News {
  return { ...happened('target.removed', state, {}), ends: stateOf(state.target.id) };
}

function stateOf(targetId: string): string {
  return `target ${targetId}`;
}

/** An object's text without its braces. */
function inner(json: Buffer): Buffer {
  return json.subarray(1, -1);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
