import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { CircuitWorld, providers } from '../../test/support/circuit-world.ts';
import { buildModelTarget } from '../../test/support/build.ts';
import { Clock } from '../clock/clock.ts';
import { ProblemsModule } from '../problems/problems.module.ts';
import { CircuitBreakers } from './circuit-breakers.ts';
import { CircuitsController } from './circuits.controller.ts';
import { circuitListSchema, circuitSchema } from './circuits.schema.ts';

const PATH = '/health/integration/circuits';

describe('/health/integration/circuits', () => {
  let app: NestFastifyApplication;
  let world: CircuitWorld;

  beforeEach(async () => {
    const targets = providers(2);
    world = new CircuitWorld({ targets: [...targets, buildModelTarget(targets[0]!.provider, 'gpt-5-mini')] });
    const module = await Test.createTestingModule({
      imports: [ProblemsModule],
      controllers: [CircuitsController],
      providers: [
        { provide: CircuitBreakers, useValue: world.circuits },
        { provide: Clock, useValue: world.clock },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });

  afterEach(() => app.close());

  async function post(path: string, payload?: object) {
    const response = await app.inject({
      method: 'POST',
      url: `${PATH}/${path}`,
      ...(payload && { payload }),
    });
    return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
  }

  it('lists every circuit with its figures', async () => {
    world.call(3);
    world.call(5, { failure: 'server_error' });
    const response = await app.inject(PATH);
    const { items } = circuitListSchema.parse(response.json());
    expect(items.map(({ id }) => id)).toEqual(['openai', 'anthropic', 'openai/gpt-5-mini']);
    expect(items[0]).toEqual({
      id: 'openai',
      state: 'open',
      opened_at: '2026-11-22T04:00:00.000Z',
      retry_at: '2026-11-22T04:00:30.000Z',
      forced: false,
      forced_until: null,
      reason: '5 calls in a row failed: server_error',
      held_back: false,
      consecutive_failures: 5,
      reopenings: 0,
      stats: {
        window_seconds: 60,
        calls: 8,
        failures: 5,
        slow_calls: 0,
        error_rate_percent: 62.5,
        slow_call_rate_percent: 0,
      },
    });
    expect(items[1]!.stats).toMatchObject({ calls: 0, error_rate_percent: null });
  });

  it('forces a circuit open for a while, with a reason', async () => {
    const { status, body } = await post('openai/open', {
      reason: 'contract ended',
      expires_in_seconds: 3600,
    });
    expect(status).toBe(200);
    expect(circuitSchema.parse(body)).toMatchObject({
      state: 'open',
      forced: true,
      forced_until: '2026-11-22T05:00:00.000Z',
      retry_at: null,
      reason: 'contract ended',
    });
    expect(world.circuit()).toMatchObject({ state: 'open', forced: true });
  });

  it('takes a moment with an offset as expiry', async () => {
    const { body } = await post('openai/close', { expires_at: '2026-11-22T06:00:00+01:00' });
    expect(body).toMatchObject({ state: 'closed', forced: true, forced_until: '2026-11-22T05:00:00.000Z' });
  });

  it('needs no body', async () => {
    const { status, body } = await post('openai/close');
    expect(status).toBe(200);
    expect(body).toMatchObject({ forced: true, forced_until: null, reason: 'by an operator' });
  });

  it('takes a slash in the id', async () => {
    const { body } = await post('openai%2Fgpt-5-mini/open');
    expect(body).toMatchObject({ id: 'openai/gpt-5-mini', state: 'open' });
  });

  it('resets', async () => {
    await post('openai/open');
    const { status, body } = await post('openai/reset', { reason: 'signed again' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: 'closed', forced: false, reason: null });
  });

  it('answers 404 for a target that nobody watches', async () => {
    for (const action of ['open', 'close', 'reset']) {
      const { status, body } = await post(`mistral/${action}`);
      expect(status).toBe(404);
      expect(body['errors']).toMatchObject([{ field: 'id', value: 'mistral' }]);
    }
  });

  it.each([
    [{ reason: 'x'.repeat(201) }, 'reason', 'at most 200 characters', null],
    [{ reason: '' }, 'reason', 'at least 1 characters', ''],
    [{ expires_in_seconds: 0 }, 'expires_in_seconds', '>= 1', 0],
    [{ expires_in_seconds: 1.5 }, 'expires_in_seconds', 'integer', 1.5],
    [{ expires_in_seconds: 2_592_001 }, 'expires_in_seconds', '<= 2592000', 2_592_001],
    [{ expires_at: 'tomorrow' }, 'expires_at', 'ISO 8601 date and time', 'tomorrow'],
    [{ expires_at: '2026-11-22T04:00:00Z' }, 'expires_at', 'in the future', '2026-11-22T04:00:00Z'],
    [{ expires_at: '2027-11-22T04:00:00Z' }, 'expires_at', 'at most 30 days ahead', '2027-11-22T04:00:00Z'],
    [
      { expires_in_seconds: 5, expires_at: '2026-11-22T04:10:00Z' },
      'expires_at',
      'not together with expires_in_seconds',
      '2026-11-22T04:10:00Z',
    ],
    [{ until: 5 }, 'until', 'unknown key', 5],
  ])('refuses %j', async (payload, field, rule, value) => {
    const { status, body } = await post('openai/open', payload);
    expect(status).toBe(400);
    const expected = value === null ? { field } : { field, value };
    expect(body['errors']).toMatchObject([expected]);
    expect((body['errors'] as { rule: string }[])[0]!.rule).toContain(rule);
    expect(world.circuit().state).toBe('closed');
  });

  it('refuses an expiry for a reset', async () => {
    const { status, body } = await post('openai/reset', { expires_in_seconds: 5 });
    expect(status).toBe(400);
    expect(body['errors']).toMatchObject([{ field: 'expires_in_seconds' }]);
  });
});
