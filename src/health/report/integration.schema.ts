import { z } from 'zod';
import { FAILURE_KINDS } from '../../observations/failure-kind.ts';
import { statusPageSchema } from './status-page.schema.ts';
import { timestampSchema } from './timestamp.schema.ts';

export { timestampSchema };

const count = z.int().min(0);
const percent = z.number().min(0).max(100);
export const statusSchema = z.enum(['healthy', 'degraded', 'unhealthy', 'unknown']);
export const blameSchema = z.enum(['provider', 'account', 'caller', 'local']).nullable();
const failure = z.enum(FAILURE_KINDS as [string, ...string[]]);
export const reasonSchema = z.object({ code: z.string(), message: z.string() });

const noticeSchema = z.object({
  code: z.enum(['model_deprecated', 'certificate_expiring']),
  message: z.string(),
  at: timestampSchema.nullable().describe('When it takes effect; null where nobody says'),
  model: z.string().nullable().describe('The model that it concerns; null for the target itself'),
});
const notices = z
  .array(noticeSchema)
  .describe('What people should know of; it becomes a reason two weeks before it takes effect');

const distribution = z.object({
  mean: z.number(),
  min: z.number(),
  p50: z.number(),
  p90: z.number(),
  p95: z.number(),
  p99: z.number(),
  max: z.number(),
});

const window = z.object({
  count: count.describe('All observations, whoever was at fault'),
  failures: count.describe('Failures that count against health; account and caller faults do not'),
  error_rate_percent: percent.nullable().describe('failures / (successes + failures); null without either'),
  availability_percent: percent
    .nullable()
    .describe('successes / (successes + failures); null without either'),
  by_failure: z.partialRecord(failure, count),
  latency_ms: distribution.nullable().describe('Of successes alone'),
});

const callWindow = window.extend({
  ttft_ms: distribution.nullable().describe('Time to first token of streamed calls'),
  output_tokens_per_second: distribution.nullable(),
});

const windows = <W extends z.ZodType>(each: W) => z.object({ '1m': each, '5m': each, '15m': each });

export const checkSchema = z.object({
  at: timestampSchema,
  ok: z.boolean(),
  failure: failure.nullable(),
  http_status: z.int().nullable(),
  latency_ms: z.number().nullable(),
  request_id: z.string().nullable(),
  level: z.string(),
  detail: z.string().nullable(),
});

const generate = z
  .object({
    model: z.string(),
    state: z.enum(['active', 'waiting', 'budget_exhausted', 'suppressed_by_traffic', 'off']),
    note: z.string().nullable().describe('Why it is not active'),
    budget_usd_per_day: z.number().min(0),
    spent_usd_today: z.number().min(0).describe('Of this UTC day, calls under way at the most they may cost'),
    calls_today: count,
    last: checkSchema
      .extend({
        ttft_ms: z.number().nullable(),
        output_tokens: count.nullable(),
        finish_reason: z.string().nullable(),
      })
      .nullable(),
    next_at: timestampSchema.nullable(),
  })
  .nullable()
  .describe('Billed probes by a completion of a few tokens; null where none are configured');

const circuit = z.object({
  state: z.enum(['closed', 'open', 'half_open']),
  opened_at: timestampSchema.nullable(),
  retry_at: timestampSchema.nullable(),
  forced: z.boolean(),
  reason: z.string().nullable(),
});

const model = z.object({
  id: z.string(),
  model: z.string(),
  status: statusSchema,
  since: timestampSchema,
  reasons: z.array(reasonSchema),
  notices,
  blame: blameSchema,
  usable: z.boolean(),
});

export const providerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.string(),
    critical: z.boolean(),
    enabled: z.boolean(),
    adopted: z.boolean().describe('Named by callers alone: never probed, and no part of the whole'),
    status: statusSchema,
    since: timestampSchema,
    reasons: z.array(reasonSchema).describe('Empty only when healthy; the one that decided comes first'),
    notices,
    blame: blameSchema,
    usable: z.boolean().describe('Whether an application should send it work right now'),
    probe_level: z.enum(['reach', 'auth']),
    interval_seconds: z.number(),
    last_check: checkSchema.nullable(),
    last_success_at: timestampSchema.nullable(),
    consecutive_failures: count,
    version: z.string().nullable(),
    capabilities: z.record(z.string(), z.unknown()),
    rate_limit: z
      .object({
        remaining_requests: z.number().nullable(),
        limit_requests: z.number().nullable(),
        remaining_tokens: z.number().nullable(),
        limit_tokens: z.number().nullable(),
        resets_at: timestampSchema.nullable(),
      })
      .nullable(),
    windows: windows(window).describe('Of `reach` and `auth` probes'),
    call_windows: windows(callWindow).describe('Of `generate` probes and real calls'),
    generate,
    availability_percent: z.object({ '1h': percent.nullable(), '24h': percent.nullable() }),
    circuit,
    status_page: statusPageSchema,
    trend: z.enum(['improving', 'stable', 'degrading']).nullable(),
    tags: z.array(z.string()),
    models: z.array(model),
  })
  .meta({ id: 'Provider' });

const tallySchema = z.object({
  total: count,
  healthy: count,
  degraded: count,
  unhealthy: count,
  unknown: count,
  disabled: count,
});

const monitoring = z.object({ enabled: z.boolean(), egress: z.enum(['ok', 'suspected', 'down']) });

export const integrationSchema = z
  .object({
    status: statusSchema,
    timestamp: timestampSchema,
    version: z.string(),
    uptime_seconds: z.number().min(0),
    monitoring,
    summary: tallySchema,
    providers: z.array(providerSchema),
  })
  .meta({ id: 'IntegrationHealth' });

export const summarySchema = z
  .object({
    status: statusSchema,
    timestamp: timestampSchema,
    monitoring,
    summary: tallySchema,
    usable: z.array(z.string()).describe('Ids of the providers that can be used now'),
    unusable: z.array(z.object({ id: z.string(), status: statusSchema, reason: z.string().nullable() })),
  })
  .meta({ id: 'IntegrationSummary' });

export const providerDetailSchema = providerSchema
  .extend({
    uptime_percent: z.object({
      '1h': percent.nullable(),
      '24h': percent.nullable(),
      '7d': percent.nullable(),
      '30d': percent.nullable(),
    }),
    guarded_calls: z
      .object({
        calls: count,
        failures: count,
        rescued: count.describe('Failures that nobody noticed: another target did better'),
        surfaced: count.describe('Failures that a caller was given'),
      })
      .nullable()
      .describe('Calls through `guard` and `withFailover` since the process began; null where none were'),
    evidence: z.array(checkSchema).describe('The newest failures, newest first'),
    recent_checks: z.array(checkSchema).describe('The newest checks, newest first'),
  })
  .meta({ id: 'ProviderDetail' });

export const strictQuery = z.strictObject({
  strict: z.enum(['true', 'false']).optional().describe('`true` answers 503 when the aggregate is unhealthy'),
});
