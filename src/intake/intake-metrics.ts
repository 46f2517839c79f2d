import { type Family, familyHeader, label, sample } from '../metrics/exposition.ts';
import type { EndpointCounts, IntakeCounts } from './intake-counts.ts';

const ACCEPTED: Family = {
  name: 'bellwether_intake_accepted_total',
  type: 'counter',
  help: 'Outcomes of calls that were taken in, by endpoint.',
};
const REJECTED: Family = {
  name: 'bellwether_intake_rejected_total',
  type: 'counter',
  help: 'Outcomes of calls that were not taken in, by endpoint and by the field that was wrong.',
};
const IGNORED: Family = {
  name: 'bellwether_intake_ignored_total',
  type: 'counter',
  help: 'What came in and is no outcome of a call to a provider, by endpoint and why.',
};
const REFUSED: Family = {
  name: 'bellwether_intake_refused_requests_total',
  type: 'counter',
  help: 'Requests answered with 429 because too much was waiting, by endpoint.',
};
const QUEUED: Family = {
  name: 'bellwether_intake_queued',
  type: 'gauge',
  help: 'Outcomes that were accepted and wait to be taken in.',
};
const UNKNOWN: Family = {
  name: 'bellwether_intake_unknown_targets',
  type: 'gauge',
  help: 'Names that callers report and nobody watches.',
};
const DROPPED: Family = {
  name: 'bellwether_intake_dropped_total',
  type: 'counter',
  help: 'Outcomes that were accepted and then lost to a defect of ours.',
};

export interface IntakeFigures {
  readonly counts: IntakeCounts;
  readonly queued: number;
  readonly unknownNames: number;
}

/** How the intake goes, in Prometheus' text. */
export function intakeMetricsText({ counts, queued, unknownNames }: IntakeFigures): string {
  const perEndpoint = (family: Family, value: (of: EndpointCounts) => number): string =>
    familyHeader(family) +
    counts.endpoints
      .map(([endpoint, of]) => sample(family.name, label('endpoint', endpoint), value(of)))
      .join('');
  const perReason = (family: Family, values: (of: EndpointCounts) => ReadonlyMap<string, number>): string =>
    familyHeader(family) +
    counts.endpoints.flatMap(([endpoint, of]) => reasonSamples(family, endpoint, values(of))).join('');
  const single = (family: Family, value: number): string =>
    familyHeader(family) + sample(family.name, '', value);
  return [
    perEndpoint(ACCEPTED, ({ accepted }) => accepted),
    perReason(REJECTED, ({ rejected }) => rejected),
    perReason(IGNORED, ({ ignored }) => ignored),
    perEndpoint(REFUSED, ({ refused }) => refused),
    single(QUEUED, queued),
    single(UNKNOWN, unknownNames),
    single(DROPPED, counts.defects),
  ].join('');
}

function reasonSamples(family: Family, endpoint: string, values: ReadonlyMap<string, number>): string[] {
  return [...values].map(([reason, count]) =>
    sample(family.name, `${label('endpoint', endpoint)},${label('reason', reason)}`, count),
  );
}
