import type { AlertText } from './alert-text.ts';
import { type Markup, PLAIN } from './markup.ts';

/** All of a message but its headline, links and footer, one thing a line. */
export function bodyOf(text: AlertText, markup: Markup = PLAIN): string {
  return paragraphs(
    markup.escape(text.summary),
    text.facts.map(({ label, value }) => `${markup.bold(`${label}:`)} ${markup.escape(value)}`).join('\n'),
    linesOf(text.alerts, markup),
    evidenceOf(text, markup),
  );
}

/** The whole of it, for receivers that know no markup. */
export function plainText(text: AlertText): string {
  const links = text.links.map(({ label, url }) => `${label}: ${url}`).join('\n');
  return paragraphs(text.headline, bodyOf(text), links, text.footer);
}

export function linesOf(lines: readonly string[], markup: Markup): string {
  return lines.map((line) => markup.item(line)).join('\n');
}

export function evidenceOf({ evidence }: AlertText, markup: Markup): string {
  if (evidence.length === 0) return '';
  return `${markup.bold('Last errors')}\n${linesOf(evidence, markup)}`;
}

export function paragraphs(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}
