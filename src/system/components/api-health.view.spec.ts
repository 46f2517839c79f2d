import { apiHealthSchema, apiHealthView, healthJsonView } from './api-health.view.ts';
import type { ComponentState } from './component.ts';

const NOW = Date.parse('2026-11-22T04:00:00.000Z');

const DISK: ComponentState = {
  name: 'disk_space',
  isCritical: false,
  status: 'healthy',
  message: '45.2 GB free',
  metadata: {},
  latencyMs: 0.42,
  checkedAt: NOW,
};
const STORE: ComponentState = {
  ...DISK,
  name: 'history_store',
  isCritical: true,
  status: 'unhealthy',
  message: 'disk is full',
  metadata: { engine: 'sqlite' },
};

describe('/api/health', () => {
  it('leaves out what a component does not say', () => {
    const body = apiHealthSchema.parse(apiHealthView([{ ...DISK, message: null }, STORE], NOW));
    expect(body.status).toBe('unhealthy');
    expect(body.components).toEqual([
      {
        name: 'disk_space',
        status: 'healthy',
        critical: false,
        latency_ms: 0.4,
        checked_at: '2026-11-22T04:00:00.000Z',
      },
      {
        name: 'history_store',
        status: 'unhealthy',
        message: 'disk is full',
        critical: true,
        latency_ms: 0.4,
        checked_at: '2026-11-22T04:00:00.000Z',
        metadata: { engine: 'sqlite' },
      },
    ]);
  });

  it('speaks the words of the health+json draft', () => {
    const unknown: ComponentState = {
      ...DISK,
      name: 'ai_model',
      status: 'unknown',
      message: 'nothing is known',
    };
    const body = healthJsonView(apiHealthView([DISK, unknown, STORE], NOW));
    expect(body).toMatchObject({
      status: 'fail',
      checks: {
        'disk_space:responseTime': [{ status: 'pass', observedValue: 0.4, observedUnit: 'ms' }],
        'ai_model:responseTime': [{ status: 'warn', output: 'nothing is known' }],
        'history_store:responseTime': [
          { status: 'fail', output: 'disk is full', componentType: 'component' },
        ],
      },
    });
    // What is well has no output, as the draft wants it.
    expect(JSON.stringify(body)).not.toContain('45.2 GB');
  });
});
