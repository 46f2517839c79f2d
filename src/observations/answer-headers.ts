/** Headers of an answer as undici and node:http give them (lower-case names), or as `fetch` does. */
export type AnswerHeaders =
  Readonly<Record<string, string | readonly string[] | undefined>> | { get(name: string): string | null };

/** One header's value, by its lower-case name; the first one where it came more than once. */
export function headerOf(headers: AnswerHeaders, name: string): string | null {
  if (typeof headers.get === 'function') return headers.get(name);
  const value = (headers as Readonly<Record<string, string | readonly string[] | undefined>>)[name];
  if (value === undefined) return null;
  return typeof value === 'string' ? value : (value[0] ?? null);
}
