/**
 * Says that a check was left out for want of a program that is not ours; fails instead where nothing may be skipped
 * (`BELLWETHER_NO_SKIPS=1`, as in CI).
 */
export function skipped(what: string): void {
  process.stderr.write(`SKIPPED: ${what}\n`);
  if (process.env['BELLWETHER_NO_SKIPS'] === '1') throw new Error(`may not be skipped here: ${what}`);
}
