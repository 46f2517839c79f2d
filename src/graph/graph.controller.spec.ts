import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import { ProblemsModule } from '../problems/problems.module.ts';
import { GraphBodies } from './graph-bodies.ts';
import { GraphController } from './graph.controller.ts';

const NO_SERVICES: readonly [] = [];
const PATH = '/health/integration/graph';

describe('GraphController', () => {
  let app: NestFastifyApplication;

  beforeAll(async () => {
    const clock = new FakeClock();
    const bodies = new GraphBodies(
      't',
      registryOf(targetsOf({ openai: {} }), clock),
      clock,
      () => NO_SERVICES,
    );
    const module = await Test.createTestingModule({
      imports: [ProblemsModule],
      controllers: [GraphController],
      providers: [{ provide: GraphBodies, useValue: bodies }],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
  });

  afterAll(() => app.close());

  it.each([
    ['', 'application/json; charset=utf-8', '{"generated_at":'],
    ['?format=json', 'application/json; charset=utf-8', '{"generated_at":'],
    ['?format=mermaid', 'text/vnd.mermaid; charset=utf-8', 'flowchart TD'],
    ['?format=dot', 'text/vnd.graphviz; charset=utf-8', 'digraph '],
  ])('answers %j as %s', async (query, contentType, start) => {
    const { statusCode, headers, body } = await app.inject(`${PATH}${query}`);
    expect([statusCode, headers['content-type']]).toEqual([200, contentType]);
    expect(body.startsWith(start)).toBe(true);
  });

  it('answers 304 to who knows the newest answer already', async () => {
    const { etag } = (await app.inject(PATH)).headers;
    const again = await app.inject({ url: PATH, headers: { 'if-none-match': String(etag) } });
    expect([again.statusCode, again.body, again.headers['etag']]).toEqual([304, '', etag]);
    const other = await app.inject({ url: `${PATH}?format=dot`, headers: { 'if-none-match': String(etag) } });
    expect(other.statusCode).toBe(200);
  });

  it('names field, rule and value of a wrong format', async () => {
    const answer = await app.inject(`${PATH}?format=svg`);
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({
      errors: [{ field: 'format', rule: 'one of json|mermaid|dot', value: 'svg' }],
    });
  });
});
