/** A value of an attribute as OTLP's JSON has it. */
function anyValue(value: unknown): object {
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: String(value) };
}

const attributesOf = (attributes: Readonly<Record<string, unknown>>): object[] =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));

const nanos = (epochMs: number): string => `${Math.round(epochMs)}000000`;

export interface SpanOptions {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly kind?: number | string;
  readonly lastsMs?: number;
  readonly endedAt?: number;
  readonly isError?: boolean;
  readonly events?: readonly {
    readonly name: string;
    readonly afterMs: number;
    readonly attributes?: object;
  }[];
}

/** A span of a call to a model, client kind, over now, unless told otherwise. */
export function otlpSpan({
  attributes = {},
  kind = 3,
  lastsMs = 800,
  endedAt = Date.now(),
  isError = false,
  events = [],
}: SpanOptions): object {
  const startedAt = endedAt - lastsMs;
  return {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    name: 'chat gpt-5-mini',
    kind,
    startTimeUnixNano: nanos(startedAt),
    endTimeUnixNano: nanos(endedAt),
    attributes: attributesOf(attributes),
    events: events.map((event) => ({
      name: event.name,
      timeUnixNano: nanos(startedAt + event.afterMs),
      attributes: attributesOf({ ...event.attributes }),
    })),
    status: isError ? { code: 2, message: 'canary: the prompt' } : {},
  };
}

export function otlpTrace(...spans: readonly object[]): object {
  const resource = { attributes: attributesOf({ 'service.name': 'shop' }) };
  return { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'openai' }, spans }] }] };
}
