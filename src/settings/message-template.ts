import { didYouMean } from './did-you-mean.ts';

/** What a channel's `title` and `text` may name in braces, `{{ target_name }}`, and what stands there instead. */
export const TEMPLATE_FIELDS = {
  title: 'what people read first; the fault comes first where it is the account’s',
  headline: 'the title, and what has become of it: resolved, still firing, how many more',
  summary: 'the cause in a sentence or two',
  state: 'firing or resolved',
  severity: 'info, warning or critical',
  rule: 'name of the alert rule',
  target: 'id of the target; empty where there is none',
  target_name: 'its name',
  status: 'its status; empty where there is none',
  blame: 'who is at fault',
  since: 'when it began, in UTC',
  duration: 'how long it has lasted, or lasted',
  resolved_at: 'when it ended, in UTC; empty while it lasts',
  evidence: 'the last errors, one a line, with the ids of their requests',
  using: 'ids of the targets that are in use instead',
  reason: 'why this message was sent, in a sentence',
  notification_reason: 'the same as a code: first, reminder, all_resolved, …',
  alerts: 'every alert of the message, one a line',
  firing_count: 'how many of them are firing',
  resolved_count: 'how many of them are over',
  page_url: 'address of the alert',
  acknowledge_url: 'address to acknowledge it at',
  id: 'id of the alert',
} as const;

export type TemplateField = keyof typeof TEMPLATE_FIELDS;

const NAMES = Object.keys(TEMPLATE_FIELDS);
const PLACEHOLDER = /\{\{\s*(.*?)\s*\}\}/gs;

/** The template with a value for every placeholder. */
export function fillTemplate(template: string, valueOf: (field: TemplateField) => string): string {
  return template.replace(PLACEHOLDER, (_all, name: string) => valueOf(name as TemplateField));
}

/** What is wrong with a template, as a rule; null where nothing is. */
export function brokenTemplateRule(template: string): string | null {
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = '']) => name);
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, NAMES) ?? `known are ${NAMES.join(', ')}`;
    return `must name known fields only, and {{ ${unknown} }} is none (${hint})`;
  }
  const left = template.replace(PLACEHOLDER, '');
  return left.includes('{{') || left.includes('}}') ? 'must close every {{ with }}' : null;
}
