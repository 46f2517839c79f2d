import type { AlertText, Fact, Link } from '../../message/alert-text.ts';
import { HTML } from '../../message/markup.ts';
import { MOOD_COLOURS } from '../mood-colours.ts';

/** A mail for people: tables and styles of their own, which is what mail readers understand. */
export function mailHtml(text: AlertText, ownText: string | null): string {
  const content = ownText === null ? contentOf(text) : paragraph(ownText.replaceAll('\n', '<br>\n'));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"></head>
<body style="margin:0;padding:16px;font:15px/1.5 sans-serif;color:#212121">
<div style="border-left:6px solid ${MOOD_COLOURS[text.mood]};padding-left:16px">
<h1 style="font-size:19px;margin:0 0 12px">${HTML.escape(text.headline)}</h1>
${content}
${paragraph(text.links.map(anchor).join(' &nbsp; '))}
<p style="color:#616161;font-size:13px">${HTML.escape(text.footer)}</p>
</div></body></html>
`;
}

function contentOf(text: AlertText): string {
  return [
    paragraph(HTML.escape(text.summary)),
    `<table style="border-spacing:0">${text.facts.map(row).join('')}</table>`,
    list(text.alerts),
    text.evidence.length === 0 ? '' : `<p><strong>Last errors</strong></p>${list(text.evidence)}`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function paragraph(html: string): string {
  return html === '' ? '' : `<p>${html}</p>`;
}

function row({ label, value }: Fact): string {
  return `<tr><th style="text-align:left;padding-right:16px">${HTML.escape(label)}</th><td>${HTML.escape(value)}</td></tr>`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `<ul>${lines.map((line) => HTML.item(line)).join('')}</ul>`;
}

function anchor({ label, url }: Link): string {
  return `<a href="${HTML.address(url)}">${HTML.escape(label)}</a>`;
}
