import { z } from 'zod';
import { VERSION } from '../../settings/version.ts';
import { uptimeSeconds } from '../uptime.ts';
import { type ComponentState, overallStatus } from './component.ts';

const componentSchema = z.object({
  name: z.string(),
  status: z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']),
  message: z.string().optional(),
  critical: z.boolean().describe('While it is unhealthy, so is the process'),
  latency_ms: z.number().nullable().describe('Of its last check, repetitions included'),
  checked_at: z.iso.datetime().nullable(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

export const apiHealthSchema = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    timestamp: z.iso.datetime(),
    version: z.string(),
    uptime_seconds: z.number(),
    components: z.array(componentSchema),
  })
  .meta({ id: 'ApiHealth' });

export type ApiHealthBody = z.infer<typeof apiHealthSchema>;

export function apiHealthView(states: readonly ComponentState[], now: number): ApiHealthBody {
  return {
    status: overallStatus(states),
    timestamp: new Date(now).toISOString(),
    version: VERSION,
    uptime_seconds: uptimeSeconds(),
    components: states.map(componentView),
  };
}

function componentView(state: ComponentState): ApiHealthBody['components'][number] {
  const { name, status, message, isCritical, latencyMs, checkedAt, metadata } = state;
  return {
    name,
    status,
    ...(message === null ? {} : { message }),
    critical: isCritical,
    latency_ms: latencyMs === null ? null : Math.round(latencyMs * 10) / 10,
    checked_at: checkedAt === null ? null : new Date(checkedAt).toISOString(),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

/** `application/health+json`: draft-inadarei-api-health-check-06, which knows three words. */
const DRAFT_STATUS = { healthy: 'pass', degraded: 'warn', unknown: 'warn', unhealthy: 'fail' } as const;

export function healthJsonView(body: ApiHealthBody): object {
  const checks = body.components.map((component) => [
    `${component.name}:responseTime`,
    [draftCheck(component)],
  ]);
  return {
    status: DRAFT_STATUS[body.status],
    version: body.version.split('.', 1)[0],
    releaseId: body.version,
    serviceId: 'bellwether',
    description: 'health of Bellwether itself',
    checks: { ...Object.fromEntries(checks), uptime: [uptimeCheck(body)] },
  };
}

function draftCheck({
  name,
  status,
  message,
  latency_ms: latencyMs,
  checked_at: at,
}: ApiHealthBody['components'][number]) {
  const isWell = status === 'healthy';
  return {
    componentId: name,
    componentType: 'component',
    ...(latencyMs === null ? {} : { observedValue: latencyMs, observedUnit: 'ms' }),
    status: DRAFT_STATUS[status],
    ...(at === null ? {} : { time: at }),
    ...(isWell || message === undefined ? {} : { output: message }),
  };
}

function uptimeCheck({ uptime_seconds: seconds, timestamp }: ApiHealthBody): object {
  return {
    componentType: 'system',
    observedValue: seconds,
    observedUnit: 's',
    status: 'pass',
    time: timestamp,
  };
}
