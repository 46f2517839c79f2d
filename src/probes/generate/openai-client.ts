import type { OpenAI } from 'openai';
import { KEY_IN_THE_SDK, type SdkCall } from './sdk-call.ts';

/** Everything is said, so that nothing is read from the environment; what still is, our `fetch` leaves out. */
export function openAiClient(Client: typeof OpenAI, { baseUrl, fetch, timeoutMs }: SdkCall): OpenAI {
  return new Client({
    apiKey: KEY_IN_THE_SDK,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: baseUrl,
    timeout: timeoutMs,
    maxRetries: 0,
    logLevel: 'off',
    fetch,
  });
}
