import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { wrongBody } from '../door/json-body.ts';
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
 * Numbers of the fields that are read, of opentelemetry/proto/{collector/trace,trace,common}/v1. By hand rather than by
 * generated code: what is not named here, prompts and answers above all, is skipped and never becomes a string.
 */
const REQUEST = { resourceSpans: 1 } as const;
const RESOURCE_SPANS = { scopeSpans: 2 } as const;
const SCOPE_SPANS = { spans: 2 } as const;
const SPAN = { kind: 6, startNanos: 7, endNanos: 8, attributes: 9, events: 11, status: 15 } as const;
const STATUS = { code: 3 } as const;
const EVENT = { timeNanos: 1, name: 2, attributes: 3 } as const;
const KEY_VALUE = { key: 1, value: 2 } as const;
const ANY_VALUE = { string: 1, bool: 2, int: 3, double: 4 } as const;

/** Reads one field, or leaves it to be skipped by answering false. */
type FieldReader = (reader: BinaryReader, field: number, wire: WireType) => boolean;

/**
 * The spans of an ExportTraceServiceRequest in protobuf's own form.
 *
 * @throws Problem 400 when it is none
 */
export function spansOfProtobuf(bytes: Uint8Array): Span[] {
  const spans: Span[] = [];
  try {
    nested(bytes, REQUEST.resourceSpans, (resource) =>
      nested(resource, RESOURCE_SPANS.scopeSpans, (scope) =>
        nested(scope, SCOPE_SPANS.spans, (span) => void spans.push(spanOf(span))),
      ),
    );
  } catch {
    // the reader throws on what ends too early or has no such wire type; its message would help nobody
    throw wrongBody('an ExportTraceServiceRequest in protobuf');
  }
  return spans;
}

/** Calls back for each message in one field of a message. */
function nested(bytes: Uint8Array, field: number, read: (message: Uint8Array) => void): void {
  eachField(bytes, (reader, number, wire) => {
    if (number !== field || wire !== WireType.LengthDelimited) return false;
    read(reader.bytes());
    return true;
  });
}

function eachField(bytes: Uint8Array, read: FieldReader): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wire] = reader.tag();
    if (!read(reader, number, wire)) reader.skip(wire, number);
  }
}

interface SpanDraft {
  isClient: boolean;
  hasErrorStatus: boolean;
  startNanos: bigint;
  endNanos: bigint;
  readonly attributes: Map<string, AttributeValue>;
  readonly events: SpanEvent[];
}

function spanOf(bytes: Uint8Array): Span {
  const draft: SpanDraft = {
    isClient: false,
    hasErrorStatus: false,
    startNanos: 0n,
    endNanos: 0n,
    attributes: new Map(),
    events: [],
  };
  eachField(bytes, (reader, number, wire) =>
    wire === WireType.LengthDelimited
      ? readSpanMessage(draft, reader, number)
      : readSpanNumber(draft, reader, { number, wire }),
  );
  const { startNanos, endNanos, ...span } = draft;
  return { ...span, startedAt: epochMsOf(startNanos), endedAt: epochMsOf(endNanos) };
}

function readSpanMessage(draft: SpanDraft, reader: BinaryReader, number: number): boolean {
  if (number === SPAN.attributes) readAttribute(reader.bytes(), draft.attributes);
  else if (number === SPAN.events) draft.events.push(eventOf(reader.bytes()));
  else if (number === SPAN.status) draft.hasErrorStatus = statusOf(reader.bytes()) === ERROR_STATUS;
  else return false;
  return true;
}

function readSpanNumber(
  draft: SpanDraft,
  reader: BinaryReader,
  { number, wire }: { number: number; wire: WireType },
): boolean {
  if (number === SPAN.kind && wire === WireType.Varint) draft.isClient = reader.int32() === CLIENT_KIND;
  else if (number === SPAN.startNanos && wire === WireType.Bit64) draft.startNanos = BigInt(reader.fixed64());
  else if (number === SPAN.endNanos && wire === WireType.Bit64) draft.endNanos = BigInt(reader.fixed64());
  else return false;
  return true;
}

function statusOf(bytes: Uint8Array): number {
  let code = 0;
  eachField(bytes, (reader, number, wire) => {
    if (number !== STATUS.code || wire !== WireType.Varint) return false;
    code = reader.int32();
    return true;
  });
  return code;
}

function eventOf(bytes: Uint8Array): SpanEvent {
  const attributes = new Map<string, AttributeValue>();
  let [name, nanos] = ['', 0n];
  eachField(bytes, (reader, number, wire) => {
    if (number === EVENT.name && wire === WireType.LengthDelimited) name = shortText(reader.bytes()) ?? '';
    else if (number === EVENT.timeNanos && wire === WireType.Bit64) nanos = BigInt(reader.fixed64());
    else if (number === EVENT.attributes && wire === WireType.LengthDelimited)
      readAttribute(reader.bytes(), attributes);
    else return false;
    return true;
  });
  const type = attributes.get(EXCEPTION_TYPE);
  return { name, at: epochMsOf(nanos), exceptionType: typeof type === 'string' ? type : null };
}

/** The value is looked at only once its key is known to be one that is read. */
function readAttribute(bytes: Uint8Array, into: Map<string, AttributeValue>): void {
  let key: string | null = null;
  let value: Uint8Array | null = null;
  eachField(bytes, (reader, number, wire) => {
    if (wire !== WireType.LengthDelimited) return false;
    if (number === KEY_VALUE.key) key = shortText(reader.bytes());
    else if (number === KEY_VALUE.value) value = reader.bytes();
    else return false;
    return true;
  });
  if (key === null || value === null || !READ_ATTRIBUTES.has(key)) return;
  const read = valueOf(value);
  if (read !== null) into.set(key, read);
}

/** Lists, maps and bytes are not read. */
function valueOf(bytes: Uint8Array): AttributeValue | null {
  let value: AttributeValue | null = null;
  eachField(bytes, (reader, number, wire) => {
    if (number === ANY_VALUE.string && wire === WireType.LengthDelimited) value = shortText(reader.bytes());
    else if (number === ANY_VALUE.bool && wire === WireType.Varint) value = reader.bool();
    else if (number === ANY_VALUE.int && wire === WireType.Varint) value = Number(reader.int64());
    else if (number === ANY_VALUE.double && wire === WireType.Bit64) value = reader.double();
    else return false;
    return true;
  });
  return value;
}

const utf8 = new TextDecoder();

function shortText(bytes: Uint8Array): string | null {
  return bytes.length > LONGEST_VALUE ? null : utf8.decode(bytes);
}

/** ExportTraceServiceResponse with its partial success; empty where all was taken. */
export function exportAnswerProtobuf(rejectedSpans: number, message: string): Uint8Array {
  if (rejectedSpans === 0) return new Uint8Array();
  const partial = new BinaryWriter().tag(1, WireType.Varint).int64(rejectedSpans);
  partial.tag(2, WireType.LengthDelimited).string(message);
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(partial.finish()).finish();
}

/** google.rpc.Status, in which OTLP wants errors told. */
export function statusProtobuf(code: number, message: string): Uint8Array {
  const status = new BinaryWriter().tag(1, WireType.Varint).int32(code);
  return status.tag(2, WireType.LengthDelimited).string(message).finish();
}
