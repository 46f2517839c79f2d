/** What the demo reads of `GET /health/integration`. */
export interface Overview {
  readonly status: string;
  readonly providers: readonly ShownProvider[];
}

interface Judged {
  readonly id: string;
  readonly status: string;
  readonly reasons: readonly { readonly code: string }[];
}

export interface ShownProvider extends Judged {
  readonly version: string | null;
  readonly capabilities: {
    readonly restarted_at?: string;
    readonly models_loaded?: readonly unknown[];
    readonly queue_size?: number;
  };
  readonly notices: readonly { readonly message: string }[];
  readonly models: readonly Judged[];
  readonly generate: ShownGenerate | null;
  readonly status_page: { readonly source_state: string } | null;
}

interface ShownGenerate {
  readonly state: string;
  readonly calls_today: number;
  readonly spent_usd_today: number;
  readonly budget_usd_per_day: number;
}

/** What it reads of `GET /health/integration/incidents`. */
export interface ReportedIncident {
  readonly id: string;
  readonly target: string;
  readonly title: string;
  readonly lead_seconds: number | null;
  readonly ended_by: string | null;
}

/** One thing that is so at the moment, and how to tell that it has changed. */
export interface Fact {
  /** Names the same thing in every look. */
  readonly key: string;
  readonly value: string;
  /** The line to tell when the value is another than before, which is null for what was not there. */
  tell(before: string | null): string | null;
}

export function factsOf(overview: Overview): readonly Fact[] {
  return [...overview.providers.flatMap(factsOfProvider), statusOf({ ...overview, id: 'all', reasons: [] })];
}

function factsOfProvider(provider: ShownProvider): readonly Fact[] {
  return [
    statusOf(provider),
    ...provider.models.map((model) => modelStatusOf(model, provider)),
    changed(provider.id, 'version', provider.version),
    changed(provider.id, 'status page', provider.status_page?.source_state ?? null),
    changed(provider.id, 'models in memory', provider.capabilities.models_loaded?.length ?? null),
    changed(provider.id, 'queue', provider.capabilities.queue_size ?? null),
    restarted(provider),
    ...provider.notices.map(({ message }) => appeared(provider.id, `notice: ${message}`)),
    ...spendingOf(provider),
  ];
}

function line(id: string, text: string): string {
  return `${id.padEnd(13)} ${text}`;
}

function statusOf({ id, status, reasons }: Judged): Fact {
  const why = reasons.length === 0 ? '' : ` (${reasons.map(({ code }) => code).join(', ')})`;
  return {
    key: `${id} status`,
    value: status,
    tell: (before) => (isNews(before, status) ? line(id, `${before} → ${status}${why}`) : null),
  };
}

/** What a model has in common with its provider need not be told twice. */
function modelStatusOf(model: Judged, provider: Judged): Fact {
  const fact = statusOf(model);
  return model.status === provider.status ? { ...fact, tell: () => null } : fact;
}

/** That all is well at the start is what everybody expects. */
function isNews(before: string | null, value: string): boolean {
  if (before === null || before === '' || value === '') return false;
  return !['unknown', 'pending'].includes(before) || !['healthy', 'ok'].includes(value);
}

function changed(id: string, what: string, shown: string | number | null): Fact {
  const value = String(shown ?? '');
  return {
    key: `${id} ${what}`,
    value,
    tell: (before) => (isNews(before, value) ? line(id, `${what} ${before} → ${value}`) : null),
  };
}

function restarted({ id, capabilities }: ShownProvider): Fact {
  const value = capabilities.restarted_at ?? '';
  return { key: `${id} restart`, value, tell: () => (value === '' ? null : line(id, 'has restarted')) };
}

function appeared(id: string, text: string): Fact {
  return { key: `${id} ${text}`, value: text, tell: () => line(id, text) };
}

/** Only that it begins and that it is used up: every cent would be a line. */
function spendingOf({ id, generate }: ShownProvider): readonly Fact[] {
  if (generate === null || !['active', 'budget_exhausted'].includes(generate.state)) return [];
  const { calls_today: calls, spent_usd_today: spent, budget_usd_per_day: budget } = generate;
  const text = `generate probes ${generate.state} (${calls} today, ${spent} of ${budget} USD)`;
  return [{ key: `${id} generate`, value: generate.state, tell: () => line(id, text) }];
}

export function factsOfIncidents(incidents: readonly ReportedIncident[]): readonly Fact[] {
  return incidents.map(({ id, target, title, lead_seconds: lead, ended_by: endedBy }) => {
    const known = lead === null ? '' : `; ${leadOf(lead)}`;
    const text =
      endedBy === null ? `its page reports "${title}"${known}` : `"${title}" has ended: ${endedBy}`;
    return { key: `${target} incident ${id}`, value: text, tell: () => line(target, text) };
  });
}

function leadOf(seconds: number): string {
  return seconds >= 0
    ? `we knew ${seconds.toFixed(1)} s before it said so`
    : `it said so ${(-seconds).toFixed(1)} s before we knew`;
}
