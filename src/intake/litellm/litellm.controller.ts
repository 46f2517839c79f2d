import { HttpCode, Post, Req, Res } from '@nestjs/common';
import { Access } from '../../access/requirement.ts';
import { Operation } from '../../openapi/operation.ts';
import { Endpoints } from '../../problems/endpoints.ts';
import type { Asking, Reply } from '../../problems/reply.ts';
import { bodyOf, Door } from '../door/door.ts';
import { wrongFields } from '../door/json-body.ts';
import { Intake } from '../intake.ts';
import { LogReader } from './log-reader.ts';
import { logsAnswerSchema, logsSchema } from './litellm.schema.ts';
import { logsOf } from './log-lines.ts';

/** chosen: a batch of a hundred logs with their prompts; what is longer would hold up everybody else while it is read. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/** The outcomes of a LiteLLM proxy's calls, as its `generic_api` callback sends them. */
@Endpoints('integrations/litellm')
export class LiteLlmController {
  constructor(private readonly intake: Intake) {}

  @Post()
  @HttpCode(202)
  @Access('ingest')
  @Door({ mediaTypes: ['application/json', 'application/x-ndjson'], limitBytes: LIMIT_BYTES })
  @Operation({
    summary: "Take in a LiteLLM proxy's logs (callback type generic_api)",
    description:
      'A list, one log, or one log a line. Prompts and answers are dropped unread: they are neither kept nor logged.',
    tag: 'intake',
    body: logsSchema,
    responses: { 202: logsAnswerSchema, 413: 'problem', 415: 'problem', 429: 'problem' },
  })
  take(@Req() request: Asking, @Res() reply: Reply): void {
    const logs = logsOf(bodyOf(request));
    this.intake.claimRoom('litellm', logs.length);
    const { observations, accepted, ignored, rejected } = new LogReader(this.intake).read(logs);
    if (accepted === 0 && ignored === 0 && rejected.length > 0) {
      throw wrongFields(
        rejected.map(({ index, field, rule, value }) => ({ field: `${index}.${field}`, rule, value })),
      );
    }
    this.intake.take('litellm', observations, accepted);
    reply.header('content-type', 'application/json; charset=utf-8').header('cache-control', 'no-store');
    reply.send(JSON.stringify({ accepted, ignored, rejected }));
  }
}
