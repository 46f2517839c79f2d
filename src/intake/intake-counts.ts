import { ENDPOINTS, type Endpoint } from './endpoint.ts';

/** What became of what was sent. */
export interface EndpointCounts {
  /** Outcomes that became observations. */
  accepted: number;
  /** Not taken, and said so to the sender: by field that was wrong, `unknown_target` for a target nobody watches. */
  readonly rejected: Map<string, number>;
  /** No outcomes of calls to a provider, as a trace is full of them: by why. */
  readonly ignored: Map<string, number>;
  /** Requests told to wait, because too much was waiting. */
  refused: number;
}

/** Counts since the process began, by endpoint. The names of reasons are ours, so their number is bounded. */
export class IntakeCounts {
  readonly of: Readonly<Record<Endpoint, EndpointCounts>> = {
    observations: newCounts(),
    litellm: newCounts(),
    traces: newCounts(),
  };
  /** Outcomes that were accepted and then met a defect of ours. */
  defects = 0;

  accept(endpoint: Endpoint, count: number): void {
    this.of[endpoint].accepted += count;
  }

  reject(endpoint: Endpoint, reason: string): void {
    increment(this.of[endpoint].rejected, reason);
  }

  ignore(endpoint: Endpoint, reason: string): void {
    increment(this.of[endpoint].ignored, reason);
  }

  refuse(endpoint: Endpoint): void {
    this.of[endpoint].refused++;
  }

  get endpoints(): readonly (readonly [Endpoint, EndpointCounts])[] {
    return ENDPOINTS.map((endpoint) => [endpoint, this.of[endpoint]]);
  }
}

function newCounts(): EndpointCounts {
  return { accepted: 0, rejected: new Map(), ignored: new Map(), refused: 0 };
}

function increment(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}
