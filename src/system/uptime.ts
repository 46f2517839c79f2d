/** Of this process, to the millisecond. */
export function uptimeSeconds(): number {
  return Math.round(process.uptime() * 1_000) / 1_000;
}
