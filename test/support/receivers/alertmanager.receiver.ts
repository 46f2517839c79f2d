import { HttpReceiver, jsonOf, sayJson } from './http-receiver.ts';

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** The push endpoint of Alertmanager's API v2. */
export function alertmanagerReceiver(): HttpReceiver {
  return new HttpReceiver((request, response, received) => {
    const alerts = jsonOf(received.body);
    const isGood =
      received.path === '/prefix/api/v2/alerts' &&
      Array.isArray(alerts) &&
      alerts.length > 0 &&
      alerts.every(isValid);
    return (isGood ? sayJson(200, null) : sayJson(400, 'bad request'))(request, response, received);
  });
}

function isValid({ labels, annotations, startsAt, endsAt, generatorURL }: any): boolean {
  const texts = [...Object.values(labels), ...Object.values(annotations)];
  return (
    Object.keys(labels).length > 0 &&
    Object.keys(labels).every((name) => /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) &&
    texts.every((text) => typeof text === 'string') &&
    RFC_3339.test(startsAt) &&
    RFC_3339.test(endsAt) &&
    Date.parse(endsAt) >= Date.parse(startsAt) &&
    URL.canParse(generatorURL)
  );
}
