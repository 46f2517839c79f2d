import { z } from 'zod';
import { HttpReceiver, jsonOf, type Received, sayJson } from './http-receiver.ts';

export const ROUTING_KEY = 'canary4711canary4711canary471100';
const MAX_BYTES = 512_000;

export interface Incident {
  state: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
}

/** PagerDuty's Events API v2, and the incidents that it makes of events. */
export class PagerDutyReceiver extends HttpReceiver {
  /** By deduplication key. */
  readonly incidents: Map<string, Incident>;

  constructor() {
    const incidents = new Map<string, Incident>();
    super((request, response, received) => {
      const complaint = complaintAbout(received);
      if (complaint !== null) {
        const body = { status: 'invalid event', message: 'Event object is invalid', errors: [complaint] };
        return sayJson(400, body)(request, response, received);
      }
      const event = jsonOf(received.body);
      take(incidents, event);
      const body = { status: 'success', message: 'Event processed', dedup_key: event.dedup_key };
      return sayJson(202, body)(request, response, received);
    });
    this.incidents = incidents;
  }
}

const key = { routing_key: z.literal(ROUTING_KEY), dedup_key: z.string().min(1).max(255) };

const eventSchema = z.discriminatedUnion('event_action', [
  z.object({ ...key, event_action: z.enum(['acknowledge', 'resolve']) }),
  z.object({
    ...key,
    event_action: z.literal('trigger'),
    payload: z.object({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
    }),
  }),
]);

function complaintAbout({ path, body }: Received): string | null {
  if (path !== '/v2/enqueue') return 'no such path';
  if (Buffer.byteLength(body) > MAX_BYTES) return 'payload too large';
  const issue = eventSchema.safeParse(jsonOf(body)).error?.issues[0];
  return issue === undefined ? null : `'${issue.path.join('.')}' is invalid`;
}

/** What names no open incident is dropped, as PagerDuty does. */
function take(
  incidents: Map<string, Incident>,
  { event_action: action, dedup_key: key, payload }: any,
): void {
  const open = incidents.get(key);
  if (action === 'trigger') {
    const { summary, severity } = payload;
    incidents.set(key, { state: 'triggered', summary, severity });
  } else if (open !== undefined && open.state !== 'resolved') {
    open.state = action === 'resolve' ? 'resolved' : 'acknowledged';
  }
}
