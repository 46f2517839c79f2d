import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { spansOfJson } from './otlp-json.ts';
import { exportAnswerProtobuf, spansOfProtobuf } from './otlp-protobuf.ts';

/** A value as OTLP's JSON has it. */
type Value =
  { stringValue: string } | { intValue: string } | { doubleValue: number } | { boolValue: boolean };

interface JsonSpan {
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number };
  attributes: { key: string; value: Value }[];
  events: { name: string; timeUnixNano: string; attributes: { key: string; value: Value }[] }[];
}

type Writing = (writer: BinaryWriter) => void;

function message(field: number, write: Writing): Writing {
  return (writer) => {
    const inner = new BinaryWriter();
    write(inner);
    writer.tag(field, WireType.LengthDelimited).bytes(inner.finish());
  };
}

function valueOf(value: Value): Writing {
  return (writer) => {
    if ('stringValue' in value) writer.tag(1, WireType.LengthDelimited).string(value.stringValue);
    else if ('boolValue' in value) writer.tag(2, WireType.Varint).bool(value.boolValue);
    else if ('intValue' in value) writer.tag(3, WireType.Varint).int64(value.intValue);
    else writer.tag(4, WireType.Bit64).double(value.doubleValue);
  };
}

const attributesOf = (field: number, attributes: JsonSpan['attributes']): Writing[] =>
  attributes.map(({ key, value }) =>
    message(field, (writer) => {
      writer.tag(1, WireType.LengthDelimited).string(key);
      message(2, valueOf(value))(writer);
    }),
  );

/** The same span in protobuf, with fields that we do not read among those that we do. */
function encoded(span: JsonSpan): Uint8Array {
  const fields: Writing[] = [
    (writer) => writer.tag(1, WireType.LengthDelimited).bytes(new Uint8Array(16)),
    (writer) => writer.tag(5, WireType.LengthDelimited).string('chat gpt-5-mini'),
    (writer) => writer.tag(6, WireType.Varint).int32(span.kind),
    (writer) => writer.tag(7, WireType.Bit64).fixed64(span.startTimeUnixNano),
    (writer) => writer.tag(8, WireType.Bit64).fixed64(span.endTimeUnixNano),
    ...attributesOf(9, span.attributes),
    ...span.events.map((event) =>
      message(11, (writer) => {
        writer.tag(1, WireType.Bit64).fixed64(event.timeUnixNano);
        writer.tag(2, WireType.LengthDelimited).string(event.name);
        for (const write of attributesOf(3, event.attributes)) write(writer);
      }),
    ),
    message(15, (writer) => writer.tag(3, WireType.Varint).int32(span.status.code)),
    (writer) => writer.tag(16, WireType.Bit32).fixed32(257),
  ];
  const request = new BinaryWriter();
  message(
    1,
    message(
      2,
      message(2, (writer) => fields.forEach((write) => write(writer))),
    ),
  )(request);
  return request.finish();
}

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ stringValue: fc.string({ unit: 'binary', maxLength: 40 }) }),
  fc.record({ intValue: fc.maxSafeInteger().map(String) }),
  fc.record({ doubleValue: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
  fc.record({ boolValue: fc.boolean() }),
);
const attributes = fc.array(
  fc.record({
    key: fc.constantFrom(
      'gen_ai.provider.name',
      'gen_ai.request.model',
      'error.type',
      'gen_ai.input.messages',
    ),
    value,
  }),
);
const nanos = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);
const span: fc.Arbitrary<JsonSpan> = fc.record({
  kind: fc.nat(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  status: fc.record({ code: fc.nat(2) }),
  attributes,
  events: fc.array(
    fc.record({ name: fc.constantFrom('exception', 'gen_ai.choice'), timeUnixNano: nanos, attributes }),
    { maxLength: 3 },
  ),
});

describe('a trace in protobuf', () => {
  it('reads as the same trace in JSON', () => {
    fc.assert(
      fc.property(span, (sent) => {
        const json = { resourceSpans: [{ scopeSpans: [{ spans: [sent] }] }] };
        expect(spansOfProtobuf(encoded(sent))).toEqual(spansOfJson(json));
      }),
    );
  });

  it('is refused wherever it is cut, or read as far as it is whole', () => {
    const [sent] = fc.sample(span, { numRuns: 1, seed: 7 });
    const bytes = encoded(sent!);
    for (let length = 1; length < bytes.length; length++) {
      expect(() => spansOfProtobuf(bytes.subarray(0, length))).toThrow(
        expect.objectContaining({ status: 400 }),
      );
    }
  });

  it('is refused when its groups are nested without end', () => {
    expect(() => spansOfProtobuf(new Uint8Array(1_000_000).fill(0x0b))).toThrow(
      expect.objectContaining({ status: 400 }),
    );
  });

  it('never holds what was said', () => {
    const attribute = { key: 'gen_ai.input.messages', value: { stringValue: 'canary' } };
    const [sent] = fc.sample(span, { numRuns: 1, seed: 7 });
    const spans = spansOfProtobuf(encoded({ ...sent!, attributes: [attribute] }));
    expect([...spans[0]!.attributes]).toEqual([]);
  });

  it('is answered with nothing where all of it was taken', () => {
    expect(exportAnswerProtobuf(0, '')).toHaveLength(0);
    expect([...exportAnswerProtobuf(2, 'x')]).toEqual([0x0a, 5, 0x08, 2, 0x12, 1, 0x78]);
  });
});
