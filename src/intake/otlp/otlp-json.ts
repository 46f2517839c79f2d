import { wrongBody } from '../door/json-body.ts';
import { type Fields, fieldsOf, numberOf, textOf } from '../fields.ts';
import {
  type AttributeValue,
  CLIENT_KIND,
  epochMsOf,
  ERROR_STATUS,
  EXCEPTION_TYPE,
  LONGEST_VALUE,
  READ_ATTRIBUTES,
  type Span,
  type SpanEvent,
} from './span.ts';

/**
 * The spans of an ExportTraceServiceRequest in protobuf's JSON, as OTLP has it.
 *
 * @throws Problem 400 when it is none
 */
export function spansOfJson(body: unknown): Span[] {
  const request = fieldsOf(body);
  if (request === null) throw wrongBody('object with resourceSpans');
  return listIn(request, 'resourceSpans').flatMap((resource) =>
    listIn(resource, 'scopeSpans').flatMap((scope) => listIn(scope, 'spans').map(spanOf)),
  );
}

/** Absent, as protobuf's JSON leaves out what is empty, or a list of objects. */
function listIn(fields: Fields, key: string): Fields[] {
  const list = fields[key];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) throw wrongBody(`${key}: list`);
  return list.map((each: unknown) => {
    const entry = fieldsOf(each);
    if (entry === null) throw wrongBody(`${key}: list of objects`);
    return entry;
  });
}

function spanOf(span: Fields): Span {
  const status = fieldsOf(span['status']);
  return {
    isClient: span['kind'] === CLIENT_KIND || span['kind'] === 'SPAN_KIND_CLIENT',
    startedAt: epochMsOf(nanosecondsOf(span['startTimeUnixNano'])),
    endedAt: epochMsOf(nanosecondsOf(span['endTimeUnixNano'])),
    hasErrorStatus: status?.['code'] === ERROR_STATUS || status?.['code'] === 'STATUS_CODE_ERROR',
    attributes: attributesOf(span),
    events: listIn(span, 'events').map(eventOf),
  };
}

function eventOf(event: Fields): SpanEvent {
  const type = attributesOf(event).get(EXCEPTION_TYPE);
  return {
    name: (textOf(event['name']) ?? '').slice(0, LONGEST_VALUE),
    at: epochMsOf(nanosecondsOf(event['timeUnixNano'])),
    exceptionType: typeof type === 'string' ? type : null,
  };
}

function attributesOf(owner: Fields): Map<string, AttributeValue> {
  const attributes = new Map<string, AttributeValue>();
  for (const { key, value } of listIn(owner, 'attributes')) {
    if (typeof key !== 'string' || !READ_ATTRIBUTES.has(key)) continue;
    const read = valueOf(fieldsOf(value));
    if (read !== null) attributes.set(key, read);
  }
  return attributes;
}

/** An AnyValue; lists and maps are not read. 64-bit numbers come as text. */
function valueOf(value: Fields | null): AttributeValue | null {
  if (value === null) return null;
  const { stringValue, boolValue } = value;
  if (typeof stringValue === 'string') return stringValue.length > LONGEST_VALUE ? null : stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  return numberOf(value['intValue']) ?? numberOf(value['doubleValue']);
}

function nanosecondsOf(value: unknown): bigint {
  if (typeof value === 'number') return Number.isFinite(value) ? BigInt(Math.trunc(value)) : 0n;
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? BigInt(value) : 0n;
}
