import { z } from 'zod';
import { HttpReceiver, jsonOf, type Received, sayJson } from './http-receiver.ts';

export const API_KEY = 'canary47-1111-4711-canary-4711canary';

export interface OpsgenieAlert {
  status: 'open' | 'closed';
  acknowledged: boolean;
  count: number;
  readonly message: string;
  readonly priority: string;
}

/** Opsgenie's alert API; requests are taken first and processed later, so an unknown alias is a 202 as well. */
export class OpsgenieReceiver extends HttpReceiver {
  readonly alerts: Map<string, OpsgenieAlert>;

  constructor() {
    const alerts = new Map<string, OpsgenieAlert>();
    super((request, response, received) => {
      const [status, message] = complaintAbout(received);
      if (status !== 202)
        return sayJson(status, { message, took: 0, requestId: 'r' })(request, response, received);
      take(alerts, received);
      const body = { result: 'Request will be processed', took: 0.1, requestId: '43a29c5c' };
      return sayJson(202, body)(request, response, received);
    });
    this.alerts = alerts;
  }
}

const CHANGE = /^\/v2\/alerts\/([^/]{1,512})\/(close|acknowledge)\?identifierType=alias$/;

/** https://docs.opsgenie.com/docs/alert-api */
const creationSchema = z.object({
  message: z.string().min(1).max(130),
  alias: z.string().min(1).max(512),
  description: z.string().max(15_000),
  entity: z.string().max(512),
  source: z.string().max(100),
  tags: z.array(z.string().max(50)).max(20),
  details: z.record(z.string(), z.string()),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
});

function complaintAbout({ path, headers, body }: Received): readonly [status: number, message: string] {
  if (headers.authorization !== `GenieKey ${API_KEY}`) return [401, 'Could not authenticate'];
  if (CHANGE.test(path))
    return jsonOf(body) === undefined ? [422, 'Request body is not processable'] : [202, ''];
  if (path !== '/v2/alerts') return [404, 'No such path'];
  const issue = creationSchema.safeParse(jsonOf(body)).error?.issues[0];
  return issue === undefined ? [202, ''] : [422, `${issue.path.join('.')} is invalid`];
}

function take(alerts: Map<string, OpsgenieAlert>, { path, body }: Received): void {
  const [, alias = '', verb] = CHANGE.exec(path) ?? [];
  const open = alerts.get(verb === undefined ? jsonOf(body).alias : alias);
  if (verb === 'close') {
    if (open !== undefined) open.status = 'closed';
  } else if (verb === 'acknowledge') {
    if (open !== undefined) open.acknowledged = true;
  } else if (open?.status === 'open') open.count += 1;
  else {
    const { alias: key, message, priority } = jsonOf(body);
    alerts.set(key, { status: 'open', acknowledged: false, count: 1, message, priority });
  }
}
