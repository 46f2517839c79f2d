import { Body, Get, type LoggerService, Module, NotFoundException, Post, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { Endpoints } from './endpoints.ts';
import { Problem } from './problem.ts';
import { ProblemsModule } from './problems.module.ts';

const noteSchema = z.strictObject({
  limit: z.int().min(1).max(10),
  action: z.enum(['open', 'close', 'reset']).optional(),
  api_key: z.string().max(3).optional(),
  items: z.array(z.strictObject({ ok: z.boolean() })).optional(),
});
const querySchema = z.strictObject({ limit: z.coerce.number().int().max(5).default(3) });

@Endpoints()
class NotesController {
  @Post('notes')
  take(@Body({ schema: noteSchema }) body: z.output<typeof noteSchema>): unknown {
    return body;
  }

  @Get('notes')
  list(@Query({ schema: querySchema }) query: z.output<typeof querySchema>): unknown {
    return query;
  }

  @Get('broken')
  broken(): never {
    throw new Error('the password is hunter2');
  }

  @Get('busy')
  busy(): never {
    throw new Problem({ status: 429, detail: 'slow down', headers: { 'retry-after': '3' } });
  }

  @Get('gone')
  gone(): never {
    throw new NotFoundException('no such note');
  }
}

@Module({ imports: [ProblemsModule], controllers: [NotesController] })
class NotesModule {}

class KeptLog implements LoggerService {
  readonly errors: unknown[][] = [];
  log(): void {}
  warn(): void {}
  error(...line: unknown[]): void {
    this.errors.push(line);
  }
}

describe('problems', () => {
  const log = new KeptLog();
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const adapter = new FastifyAdapter({ bodyLimit: 1000 });
    app = await NestFactory.create<NestFastifyApplication>(NotesModule, adapter, {
      logger: log,
      bodyParser: false,
    });
    await app.init();
    await adapter.getInstance().ready();
  });

  afterAll(() => app.close());

  async function ask(
    url: string,
    body?: string,
    type = 'application/json',
  ): Promise<Record<string, unknown>> {
    const response = await app.inject({
      method: body === undefined ? 'GET' : 'POST',
      url,
      ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
    });
    const media = String(response.headers['content-type']);
    return {
      ...JSON.parse(response.body),
      answered: response.statusCode,
      isProblem: media.startsWith('application/problem+json'),
    };
  }

  it('lets valid input through, as the schema reads it', async () => {
    expect(await ask('/notes?limit=4')).toMatchObject({ limit: 4, answered: 200, isProblem: false });
    expect(await ask('/notes', '{"limit":2}')).toMatchObject({ limit: 2, answered: 201 });
  });

  it('names field, rule and value of everything that is wrong', async () => {
    const body = { limit: 1.5, action: 'opne', items: [{ ok: true }, { ok: 'maybe' }], limits: 1 };
    expect(await ask('/notes', JSON.stringify(body))).toEqual({
      type: 'about:blank',
      title: 'Invalid body',
      status: 400,
      detail: '4 fields are wrong',
      instance: '/notes',
      errors: [
        { field: 'limit', rule: 'integer', value: 1.5 },
        { field: 'action', rule: 'one of open|close|reset', value: 'opne' },
        { field: 'items.1.ok', rule: 'boolean', value: 'maybe' },
        { field: 'limits', rule: 'unknown key; did you mean limit?', value: 1 },
      ],
      answered: 400,
      isProblem: true,
    });
  });

  it('says what is missing', async () => {
    const { errors } = await ask('/notes', '{}');
    expect(errors).toEqual([{ field: 'limit', rule: 'required, number', value: null }]);
    expect(await ask('/notes', '[]')).toMatchObject({
      errors: [{ field: 'body', rule: 'object', value: 'a list of 0' }],
    });
  });

  it('never repeats a secret and caps what it repeats', async () => {
    const { errors } = await ask('/notes', JSON.stringify({ limit: 'x'.repeat(300), api_key: 'hunter2' }));
    expect(errors).toEqual([
      { field: 'limit', rule: 'number', value: `${'x'.repeat(100)}…` },
      { field: 'api_key', rule: 'at most 3 characters', value: '[redacted]' },
    ]);
  });

  it('validates queries', async () => {
    const { errors } = await ask('/notes?limit=9&lmit=1');
    expect(errors).toEqual([
      { field: 'limit', rule: '<= 5', value: '9' },
      { field: 'lmit', rule: 'unknown key; did you mean limit?', value: '1' },
    ]);
  });

  it('tells an unknown route without its query', async () => {
    expect(await ask('/nope?token=hunter2')).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'no route for GET /nope',
      instance: '/nope',
      answered: 404,
      isProblem: true,
    });
  });

  it.each([
    ['{"limit": hunter2', 'application/json', 400, 'Invalid body'],
    ['', 'application/json', 400, 'Invalid body'],
    [`{"limit": ${'1'.repeat(2000)}}`, 'application/json', 413, 'Payload Too Large'],
    ['limit=1', 'application/x-www-form-urlencoded', 415, 'Unsupported Media Type'],
  ])('refuses the body %.20s of type %s with %d', async (body, type, status, title) => {
    const answer = await ask('/notes', body, type);
    expect(answer).toMatchObject({ answered: status, status, title, isProblem: true });
    expect(JSON.stringify(answer)).not.toContain('hunter2');
  });

  it('hides what nobody foresaw, and logs it once', async () => {
    const answer = await ask('/broken');
    expect(answer).toEqual({
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'an error of this server; it is logged',
      instance: '/broken',
      answered: 500,
      isProblem: true,
    });
    expect(log.errors).toHaveLength(1);
    expect(log.errors[0]![0]).toMatchObject({ err: { message: 'the password is hunter2' }, path: '/broken' });
  });

  it('sends the headers of a problem', async () => {
    const response = await app.inject({ method: 'GET', url: '/busy' });
    expect(response.headers).toMatchObject({ 'retry-after': '3', 'cache-control': 'no-store' });
    expect(response.json()).toMatchObject({ title: 'Too Many Requests', detail: 'slow down' });
  });

  it('keeps the words of an exception that a handler throws', async () => {
    expect(await ask('/gone')).toMatchObject({ answered: 404, title: 'Not Found', detail: 'no such note' });
  });
});
