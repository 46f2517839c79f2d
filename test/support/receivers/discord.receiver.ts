import { HttpReceiver, jsonOf, say, sayJson } from './http-receiver.ts';

const PATH = '/api/webhooks/4711/canary4711canary4711';

/** A webhook of a Discord channel, as strict as Discord is. */
export function discordReceiver(): HttpReceiver {
  return new HttpReceiver((request, response, received) => {
    if (received.path !== PATH) {
      return sayJson(404, { message: 'Unknown Webhook', code: 10015 })(request, response, received);
    }
    const embeds = jsonOf(received.body)?.embeds;
    const isGood = Array.isArray(embeds) && embeds.length <= 10 && isWithinLimits(embeds);
    const answer = isGood
      ? say(204, '')
      : sayJson(400, { code: 50035, message: 'Invalid Form Body', errors: { embeds: {} } });
    return answer(request, response, received);
  });
}

export function discordUrl({ url }: HttpReceiver): string {
  return `${url}${PATH}`;
}

/** Discord says how long to wait in its body, in seconds with a fraction. */
export const discordRateLimit = sayJson(
  429,
  { message: 'You are being rate limited.', retry_after: 0.75, global: false },
  { 'retry-after': '1' },
);

function isWithinLimits(embeds: any[]): boolean {
  let total = 0;
  const count = (text: string, max: number): boolean => {
    total += text.length;
    return text.length > 0 && text.length <= max;
  };
  const areFine = embeds.every(
    ({ title, description, fields, footer }) =>
      count(title, 256) &&
      count(description, 4096) &&
      count(footer.text, 2048) &&
      fields.length <= 25 &&
      fields.every(({ name, value }: any) => count(name, 256) && count(value, 1024)),
  );
  return areFine && total <= 6000;
}
