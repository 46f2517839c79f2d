import type { VendorErrors } from './error-rule.ts';

/** Flat bodies; FastAPI's where the gateway answers. */
export const MISTRAL_ERRORS: VendorErrors = {
  byBody: [
    { failure: 'model_unavailable', code: ['invalid_model'] },
    { failure: 'rate_limited', code: ['rate_limited'] },
    { failure: 'overloaded', code: ['service_tier_capacity_exceeded'] },
  ],
  byStatus: [],
};
