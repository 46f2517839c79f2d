import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import type { ServiceSettings } from '../settings/settings.ts';
import { GraphBodies } from './graph-bodies.ts';
import { graphSchema } from './graph.schema.ts';

const CHAT: ServiceSettings = {
  id: 'chat',
  name: 'Chat',
  critical: true,
  dependsOn: [{ kind: 'one', id: 'openai' }],
};

function setUp() {
  const clock = new FakeClock();
  const registry = registryOf(targetsOf({ openai: { models: ['gpt-5-mini'] } }), clock);
  const settings = { services: [CHAT] as readonly ServiceSettings[] };
  return {
    clock,
    registry,
    settings,
    bodies: new GraphBodies('t', registry, clock, () => settings.services),
  };
}

describe('GraphBodies', () => {
  it('answers JSON as its schema says', () => {
    const { bytes, contentType } = setUp().bodies.get('json');
    expect(contentType).toBe('application/json; charset=utf-8');
    expect(graphSchema.parse(JSON.parse(bytes.toString()))).toMatchObject({
      impact: [{ id: 'chat' }, { id: 'openai' }, { id: 'openai/gpt-5-mini' }],
    });
  });

  it('answers Mermaid and DOT with media types of their own', () => {
    const { bodies } = setUp();
    expect(bodies.get('mermaid').contentType).toBe('text/vnd.mermaid; charset=utf-8');
    expect(bodies.get('mermaid').bytes.toString()).toMatch(/^flowchart TD\n/);
    expect(bodies.get('dot').contentType).toBe('text/vnd.graphviz; charset=utf-8');
    expect(bodies.get('dot').bytes.toString()).toMatch(/^digraph /);
  });

  it('keeps its answer while nothing changes', () => {
    const { bodies, clock } = setUp();
    const first = bodies.get('json');
    clock.advance(60_000);
    expect(bodies.get('json').etag).toBe(first.etag);
    expect(bodies.get('json').bytes).toBe(first.bytes);
    expect(bodies.get('dot').etag).not.toBe(first.etag);
  });

  it('answers anew when a status changes', () => {
    const { bodies, registry } = setUp();
    const first = bodies.get('json');
    registry.publishVerdict(registry.get('openai')!, { status: 'healthy', reasons: [], blame: null }, null);
    expect(bodies.get('json').etag).not.toBe(first.etag);
    expect(bodies.get('json').bytes.toString()).toContain('"status":"healthy"');
  });

  it('answers anew when the services change', () => {
    const { bodies, settings } = setUp();
    bodies.get('json');
    settings.services = [{ ...CHAT, id: 'support' }];
    expect(bodies.get('json').bytes.toString()).toContain('"id":"support"');
  });
});
