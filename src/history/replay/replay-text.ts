import type { EpochMs } from '../../clock/clock.ts';
import type { ReplayReport, TargetReplay } from './replay.ts';
import type { ReplayRow, StatusTotals } from './side-by-side.ts';

const MOST_WHY = 90;

/** The report as people read it: what changed when, how much it comes to, and what it cannot know. */
export function replayText(report: ReplayReport): string {
  const { from, to, rows, targets } = report;
  const covered = targets.filter(({ coveredFrom }) => coveredFrom !== null);
  return [
    `replayed ${iso(from)} to ${iso(to)}`,
    '',
    ...table([['time', 'target', 'was', '', 'would have been', 'why'], ...rows.map(rowCells)]),
    '',
    ...table([TOTAL_HEADS, ...covered.flatMap(totalLines)]),
    '',
    ...notesOf(report).map((note) => `- ${note}`),
    '',
  ].join('\n');
}

/** What this replay could not know, so that nobody takes it for more than it is. */
export function notesOf({ from, targets, leftOut, madeUpCalls, gaps }: ReplayReport): string[] {
  const notes = [
    'probes are those that were made: other thresholds or intervals would have asked again at other times',
    'pauses, incidents, certificates and the state of our own network are taken from the reasons of recorded changes',
  ];
  if (madeUpCalls > 0) {
    notes.push(
      `${madeUpCalls} calls are on record as counts a minute alone: they were spread evenly, so that runs of ` +
        'failures within a minute are a guess (kept one by one are the first five failed calls of a minute)',
    );
  }
  if (gaps.length > 0) notes.push('what nobody watched, because Bellwether did not run, is in no total');
  for (const { targetId, coveredFrom } of targets) {
    if (coveredFrom === null) notes.push(`${targetId}: nothing is on record`);
    else if (coveredFrom > from) notes.push(`${targetId}: on record from ${iso(coveredFrom)} on`);
  }
  if (leftOut.length > 0) notes.push(`not in these settings, and left out: ${leftOut.join(', ')}`);
  return notes;
}

const TOTAL_HEADS = [
  'target',
  '',
  'healthy',
  'degraded',
  'unhealthy',
  'unknown',
  'alerts: unhealthy',
  'degraded',
];

function rowCells({ at, targetId, was, wouldHaveBeen, why }: ReplayRow): string[] {
  const mark = was === wouldHaveBeen ? '' : '≠';
  return [iso(at), targetId, was, mark, wouldHaveBeen, why.slice(0, MOST_WHY)];
}

function totalLines({ targetId, was, wouldHaveBeen }: TargetReplay): string[][] {
  return [totalLine(targetId, 'was', was), totalLine('', 'would have been', wouldHaveBeen)];
}

function totalLine(
  id: string,
  side: string,
  { minutes, becameUnhealthy, becameDegraded }: StatusTotals,
): string[] {
  const { healthy, degraded, unhealthy, unknown } = minutes;
  const times = [healthy, degraded, unhealthy, unknown].map((each) => `${each.toFixed(1)} min`);
  return [id, side, ...times, String(becameUnhealthy), String(becameDegraded)];
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}

function iso(at: EpochMs): string {
  return new Date(at).toISOString();
}
