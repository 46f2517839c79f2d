import { asMapping, asNumber, type Mapping, type Path } from './document.ts';
import { placed, type PlacedProblem } from './issues.ts';
import { orderProblem } from './number-order.ts';
import { canGenerate, speaksLikeOpenAi } from './provider-kinds.ts';
import type { KindName } from './settings.ts';

/** The Responses API refuses a smaller cap. */
const RESPONSES_MIN_OUTPUT_TOKENS = 16;

/** What `generate` must keep within itself, and with the kind of its provider. */
export function generateContradictions(
  generate: unknown,
  kind: KindName | null,
  path: Path,
): PlacedProblem[] {
  if (kind === null || (generate ?? null) === null) return [];
  if (!canGenerate(kind)) {
    return [placed(path, `is not possible for kind ${kind}, which has no completions that can be asked`)];
  }
  const settings = asMapping(generate);
  return [
    ...apiProblems(settings, kind, path),
    ...promptProblems(settings, path),
    ...timeoutProblems(settings, path),
  ];
}

function apiProblems(settings: Mapping, kind: KindName, path: Path): PlacedProblem[] {
  if (settings['api'] !== 'responses') return [];
  if (!speaksLikeOpenAi(kind)) {
    return [placed([...path, 'api'], `must not be responses for kind ${kind}, which has an API of its own`)];
  }
  const cap = asNumber(settings['max_output_tokens']);
  if (cap === undefined || cap >= RESPONSES_MIN_OUTPUT_TOKENS) return [];
  const rule = `must be at least ${RESPONSES_MIN_OUTPUT_TOKENS} with api: responses`;
  return [placed([...path, 'max_output_tokens'], rule, cap)];
}

function promptProblems({ prompt, challenge }: Mapping, path: Path): PlacedProblem[] {
  const isChallenge = challenge === true || challenge === 'true';
  return isChallenge && (prompt ?? null) !== null
    ? [placed([...path, 'prompt'], 'must not be given beside challenge, which asks its own question')]
    : [];
}

/** A timeout that is not given fits itself to the interval, so only a given one can contradict it. */
function timeoutProblems(settings: Mapping, path: Path): PlacedProblem[] {
  if (settings['timeout_seconds'] === undefined) return [];
  const order = { lower: 'timeout_seconds', upper: 'interval_seconds', usual: [0, 600] } as const;
  const problem = orderProblem(settings, settings, path, order);
  return problem === null ? [] : [problem];
}
