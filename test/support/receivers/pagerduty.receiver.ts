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

function complaintAbout({ path, body }: Received): string | null {
  if (path !== '/v2/enqueue') return 'no such path';
  if (Buffer.byteLength(body) > MAX_BYTES) return 'payload too large';
  const event = jsonOf(body);
  if (event?.routing_key !== ROUTING_KEY) return "'routing_key' is invalid";
  if (!/^.{1,255}$/.test(event.dedup_key)) return "'dedup_key' is invalid";
  if (event.event_action !== 'trigger') {
    return ['acknowledge', 'resolve'].includes(event.event_action) ? null : "'event_action' is invalid";
  }
  const { summary = '', source = '', severity } = event.payload ?? {};
  if (summary === '' || summary.length > 1024) return "'payload.summary' is missing or too long";
  if (source === '') return "'payload.source' is missing or blank";
  const isKnown = ['critical', 'error', 'warning', 'info'].includes(severity);
  return isKnown ? null : "'payload.severity' is invalid (must be one of the following: 'critical', …)";
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
