import { hash } from 'node:crypto';
import { Get, Headers, HttpCode, Post, Req, Res } from '@nestjs/common';
import { Clock } from '../../clock/clock.ts';
import { Access } from '../../access/requirement.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import { Problem } from '../../problems/problem.ts';
import type { Asking, Reply } from '../../problems/reply.ts';
import { shownText } from '../../problems/shown-value.ts';
import { AnsweredKeys } from '../answered-keys.ts';
import { bodyOf, Door, type RawBody } from '../door/door.ts';
import { jsonOf, wrongBody, wrongFields } from '../door/json-body.ts';
import { Intake } from '../intake.ts';
import { UnknownTargets } from '../unknown-targets.ts';
import { unknownTargetsSchema, unknownTargetsView } from '../unknown-targets.view.ts';
import { MOST_ITEMS, reportsAnswerSchema, reportsSchema } from './report.schema.ts';
import { ReportReader } from './report-reader.ts';

const TAG = 'intake';
const LIMIT_BYTES = 1024 * 1024;
/** Printable ASCII, as the draft of the header's standard has it, and not without end. */
const KEY_PATTERN = /^[\x20-\x7e]{1,255}$/;

/** Outcomes of real calls, as those who make them tell. */
@Endpoints('health/integration')
export class ObservationsController {
  constructor(
    private readonly intake: Intake,
    private readonly keys: AnsweredKeys,
    private readonly unknown: UnknownTargets,
    private readonly clock: Clock,
  ) {}

  @Post('observations')
  @HttpCode(202)
  @Access('ingest')
  @Door({ mediaTypes: ['application/json'], limitBytes: LIMIT_BYTES })
  @Operation({
    summary: 'Report outcomes of real calls',
    description:
      'One object, a list, or `{"items": […]}` of up to 1,000. Those that are wrong are told, the others taken in. ' +
      'With an `Idempotency-Key` the same body is counted once, however often it is sent within a day.',
    tag: TAG,
    body: reportsSchema,
    responses: { 202: reportsAnswerSchema, 413: 'problem', 415: 'problem', 422: 'problem', 429: 'problem' },
  })
  report(
    @Req() request: Asking,
    @Headers('idempotency-key') key: string | undefined,
    @Res() reply: Reply,
  ): void {
    const body = bodyOf(request);
    const answer = key === undefined ? this.#take(body) : this.#takeOnce(checkedKey(key), body);
    reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store');
    reply.send(answer);
  }

  @Get('unknown-targets')
  @Operation({
    summary: 'List the names that callers report and nobody watches',
    tag: TAG,
    responses: { 200: unknownTargetsSchema },
  })
  unknownTargets() {
    return unknownTargetsView(this.unknown.list());
  }

  #takeOnce(key: string, body: RawBody | null): string {
    const fingerprint = hash('sha256', body?.bytes ?? '', 'base64');
    const standing = this.keys.standingOf(key, fingerprint, this.clock.monotonicMs());
    switch (standing.kind) {
      case 'answered':
        return standing.answer;
      case 'taken':
        throw new Problem({
          status: 422,
          title: 'Idempotency key in use',
          detail: 'this Idempotency-Key came with another body before',
          errors: [{ field: 'Idempotency-Key', rule: 'one key for one body', value: shownText(key) }],
        });
      case 'new': {
        const answer = this.#take(body);
        this.keys.keep(key, { fingerprint, answer, atMs: this.clock.monotonicMs() });
        return answer;
      }
    }
  }

  #take(body: RawBody | null): string {
    const sent = jsonOf(body);
    const items = itemsOf(sent);
    this.intake.claimRoom('observations', items.length);
    const { observations, accepted, rejected } = new ReportReader(this.intake).read(items);
    if (accepted === 0) {
      const path = pathIn(sent);
      throw wrongFields(
        rejected.map(({ index, field, rule, value }) => ({ field: path(index, field), rule, value })),
      );
    }
    this.intake.take('observations', observations, accepted);
    return JSON.stringify({ accepted, rejected });
  }
}

function checkedKey(key: string): string {
  if (KEY_PATTERN.test(key)) return key;
  throw wrongFields([{ field: 'Idempotency-Key', rule: '1 to 255 printable characters', value: null }]);
}

function itemsOf(sent: unknown): readonly unknown[] {
  const isBatch = typeof sent === 'object' && sent !== null && 'items' in sent;
  const items = isBatch ? sent.items : Array.isArray(sent) ? sent : [sent];
  if (!Array.isArray(items)) throw wrongFields([{ field: 'items', rule: 'list', value: null }]);
  if (items.length === 0) throw wrongBody('at least 1 items');
  if (items.length > MOST_ITEMS) throw wrongBody(`at most ${MOST_ITEMS} items`);
  return items as readonly unknown[];
}

/** How a field is called in the body that was sent. */
function pathIn(sent: unknown): (index: number, field: string) => string {
  const isBatch = typeof sent === 'object' && sent !== null && 'items' in sent;
  if (!isBatch && !Array.isArray(sent)) return (_, field) => (field === 'item' ? 'body' : field);
  return (index, field) => {
    const item = isBatch ? `items.${index}` : String(index);
    return field === 'item' ? item : `${item}.${field}`;
  };
}
