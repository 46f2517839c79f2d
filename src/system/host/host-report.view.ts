import { z } from 'zod';
import { HOST_CHECK_NAMES, type HostReading, type HostReport } from './host-report.ts';

const status = z.enum(['ok', 'warning', 'error', 'unknown']);
const error = z.string().optional().describe('Why it could not be read, or what is wrong');
const limitedBy = z
  .enum(['host', 'cgroup'])
  .optional()
  .describe('Whose limit counts: in a container its own');

const memory = z.object({
  percent_used: z.number().optional(),
  available_mb: z.number().optional(),
  total_mb: z.number().optional(),
  limited_by: limitedBy,
  status,
  error,
});
const disk = z.object({
  percent_used: z.number().optional(),
  free_gb: z.number().optional(),
  total_gb: z.number().optional(),
  status,
  error,
});
const cpu = z.object({
  percent_used: z.number().nullish(),
  load_average: z.array(z.number()).optional().describe('Over 1, 5 and 15 minutes'),
  cpus: z.number().optional(),
  limited_by: limitedBy,
  status,
  error,
});
const eventLoop = z.object({
  utilization_percent: z.number().optional(),
  lag_p99_ms: z.number().optional(),
  active_handles: z.number().optional(),
  status,
  error,
});
const uptime = z.object({
  system_seconds: z.number().optional(),
  process_seconds: z.number().optional(),
  status,
  error,
});
const network = z.object({
  reachable: z.boolean().nullish().describe('Null where no connectivity control is configured'),
  latency_ms: z.number().nullish(),
  status,
  error,
});

export const hostReportSchema = z
  .object({
    timestamp: z.iso.datetime(),
    status: status.describe('The worst of all'),
    checks: z.object({ memory, disk, cpu, event_loop: eventLoop, uptime, network }),
  })
  .meta({ id: 'HostReport' });

export type HostReportBody = z.infer<typeof hostReportSchema>;

export function hostReportView({ at, status: overall, checks }: HostReport): HostReportBody {
  const views = HOST_CHECK_NAMES.map((name) => [name, readingView(checks[name])]);
  return {
    timestamp: new Date(at).toISOString(),
    status: overall,
    checks: Object.fromEntries(views) as HostReportBody['checks'],
  };
}

function readingView({ status: own, values, error: why }: HostReading): object {
  return { ...values, status: own, ...(why === null ? {} : { error: why }) };
}
