import { HttpReceiver, jsonOf, say, sayJson } from './http-receiver.ts';

const PATH = '/workflows/canary4711/triggers/manual/paths/invoke?sig=canary4711canary4711';
const MAX_BYTES = 28 * 1024;

/** A workflow of Microsoft Teams that posts the card which it is given. */
export function teamsReceiver(): HttpReceiver {
  return new HttpReceiver((request, response, received) => {
    if (received.path !== PATH) return say(401, '')(request, response, received);
    if (Buffer.byteLength(received.body) > MAX_BYTES) return say(413, '')(request, response, received);
    const [card] = jsonOf(received.body)?.attachments ?? [];
    const isCard =
      card?.contentType === 'application/vnd.microsoft.card.adaptive' &&
      card.content.type === 'AdaptiveCard' &&
      card.content.body.every(({ type, text }: any) => type === 'FactSet' || text.length > 0);
    const complaint = { error: { code: 'TriggerInputSchemaMismatch', message: 'not a card' } };
    return (isCard ? say(202, '') : sayJson(400, complaint))(request, response, received);
  });
}

export function teamsUrl({ url }: HttpReceiver): string {
  return `${url}${PATH}`;
}
