import { HttpCode, HttpException, Post, Req, Res } from '@nestjs/common';
import { z } from 'zod';
import { Access } from '../../access/requirement.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import { type Asking, type Reply, setHeaders } from '../../problems/reply.ts';
import { bodyOf, Door, type RawBody } from '../door/door.ts';
import { jsonOf } from '../door/json-body.ts';
import { Intake } from '../intake.ts';
import { spansOfJson } from './otlp-json.ts';
import { exportAnswerProtobuf, spansOfProtobuf, statusProtobuf } from './otlp-protobuf.ts';
import { SpanReader } from './span-reader.ts';

const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';
/** chosen: a batch of 512 spans with their prompts; what is longer would hold up everybody else while it is read. */
const LIMIT_BYTES = 4 * 1024 * 1024;

const requestSchema = z
  .looseObject({ resourceSpans: z.array(z.looseObject({})).optional() })
  .meta({ id: 'ExportTraceServiceRequest', description: 'https://opentelemetry.io/docs/specs/otlp/' });

const answerSchema = z
  .object({
    partialSuccess: z
      .object({ rejectedSpans: z.string(), errorMessage: z.string() })
      .optional()
      .describe('Calls to models that were not taken in'),
  })
  .meta({ id: 'ExportTraceServiceResponse' });

/** Traces over OTLP/HTTP: calls to models in them become observations. */
@Endpoints('v1/traces')
export class TracesController {
  constructor(private readonly intake: Intake) {}

  @Post()
  @HttpCode(200)
  @Access('ingest')
  @Door({ mediaTypes: [JSON_TYPE, PROTOBUF_TYPE], limitBytes: LIMIT_BYTES })
  @Operation({
    summary: 'Take in traces (OTLP/HTTP, JSON or protobuf)',
    description:
      'Client spans with `gen_ai.*` attributes become outcomes of calls; others are ignored. Messages, prompts and ' +
      'answers in them are never decoded.',
    tag: 'intake',
    body: requestSchema,
    responses: { 200: answerSchema, 413: 'problem', 415: 'problem', 429: 'problem' },
  })
  take(@Req() request: Asking, @Res() reply: Reply): void {
    const body = bodyOf(request);
    reply.header('cache-control', 'no-store');
    if (body?.mediaType === PROTOBUF_TYPE) this.#takeProtobuf(body, reply);
    else this.#takeJson(body, reply);
  }

  #takeJson(body: RawBody | null, reply: Reply): void {
    const { rejected, message } = this.#read(spansOfJson(jsonOf(body)));
    const partialSuccess = { rejectedSpans: String(rejected), errorMessage: message };
    reply.type(JSON_TYPE).send(JSON.stringify(rejected === 0 ? {} : { partialSuccess }));
  }

  /** OTLP wants errors in the encoding of the request, as a google.rpc.Status. */
  #takeProtobuf({ bytes }: RawBody, reply: Reply): void {
    reply.type(PROTOBUF_TYPE);
    try {
      const { rejected, message } = this.#read(spansOfProtobuf(bytes));
      reply.send(Buffer.from(exportAnswerProtobuf(rejected, message)));
    } catch (error) {
      if (!(error instanceof HttpException)) throw error;
      if (error instanceof Problem) setHeaders(reply, error.headers);
      const { code, message } = rpcStatusOf(error);
      reply.status(error.getStatus()).send(Buffer.from(statusProtobuf(code, message)));
    }
  }

  #read(spans: ReturnType<typeof spansOfJson>): { rejected: number; message: string } {
    this.intake.claimRoom('traces', spans.length);
    const { observations, accepted, ...outcome } = new SpanReader(this.intake).read(spans);
    this.intake.take('traces', observations, accepted);
    return outcome;
  }
}

/** google.rpc.Code: INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNKNOWN */
const CODES: Readonly<Record<number, number>> = { 400: 3, 429: 8 };
const UNKNOWN_CODE = 2;

function rpcStatusOf(error: HttpException): { code: number; message: string } {
  return { code: CODES[error.getStatus()] ?? UNKNOWN_CODE, message: error.message };
}
