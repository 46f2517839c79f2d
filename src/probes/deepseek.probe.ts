import { z } from 'zod';
import { jsonBody, type Reading } from './body-reader.ts';
import { EndpointProbe } from './endpoint-probe.ts';
import { bearer, type Endpoint } from './endpoint.ts';
import type { HttpExchange } from './http-exchange.ts';
import { openAiModels } from './openai.probe.ts';
import type { Probe } from './probe.ts';

const Balance = z.object({
  is_available: z.boolean(),
  balance_infos: z.array(z.object({ currency: z.string(), total_balance: z.string() })).nullish(),
});

const readBalance = jsonBody(Balance, ({ is_available, balance_infos }) => ({
  capabilities: {
    balance_available: is_available,
    balances: (balance_infos ?? []).map(({ currency, total_balance }) => ({
      currency,
      total: total_balance,
    })),
  },
}));

/** Free, and says before any call does that there is nothing left to pay it with. The list shows nothing of that. */
const balance: Endpoint = {
  path: '/user/balance',
  isOptional: true,
  read: (json, text): Reading => {
    const reading = readBalance(json, text);
    const isSpent = reading.problem === null && reading.lesson.capabilities?.['balance_available'] === false;
    return isSpent ? { problem: 'the balance is used up', failure: 'quota_exhausted' } : reading;
  },
};

/** The balance belongs to the account; the list comes first, since it decides whether the API works. */
export function deepSeekProbe(http: HttpExchange): Probe {
  const endpoints = { reach: [openAiModels], auth: [openAiModels, balance] };
  return new EndpointProbe(http, { kinds: ['deepseek'], keyHeaders: bearer, endpoints });
}
