import { Webhook } from 'standardwebhooks';
import { HttpReceiver, say } from './http-receiver.ts';

export const SIGNING_SECRET = `whsec_${Buffer.from('canary4711canary4711canary4711').toString('base64')}`;
const MAX_BYTES = 20_000;

/** A receiver that believes only what the reference library of Standard Webhooks verifies. */
export function webhookReceiver(): HttpReceiver {
  const webhook = new Webhook(SIGNING_SECRET);
  return new HttpReceiver((request, response, received) => {
    const { body, headers } = received;
    if (Buffer.byteLength(body) >= MAX_BYTES) return say(413, '')(request, response, received);
    try {
      webhook.verify(body, headers as Record<string, string>);
    } catch (error) {
      return say(401, String(error))(request, response, received);
    }
    return say(204, '')(request, response, received);
  });
}
