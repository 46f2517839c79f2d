/** How one receiver marks up text. */
export interface Markup {
  /** So that the text is shown as it stands, and can neither mark up nor mention anything. */
  escape(text: string): string;
  /** An address within text. */
  address(url: string): string;
  bold(text: string): string;
  /** A line of a list. */
  item(text: string): string;
}

export const PLAIN: Markup = {
  escape: (text) => text,
  address: (url) => url,
  bold: (text) => text,
  item: (text) => `- ${text}`,
};

/** Slack: three characters are its own, https://docs.slack.dev/messaging/formatting-message-text. */
function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `*`, `_`, `~` and `` ` `` mark up at word boundaries; nothing escapes them but a character without width. */
function escapeMrkdwn(text: string): string {
  return escapeSlack(text).replace(/(?<=^|[\s(])([*_~`])(?=\S)/g, '\u200B$1\u200B');
}

export const SLACK: Markup = {
  escape: escapeMrkdwn,
  address: escapeSlack,
  bold: (text) => `*${escapeMrkdwn(text)}*`,
  item: (text) => `• ${escapeMrkdwn(text)}`,
};

/** CommonMark: a backslash takes its meaning from any punctuation. `@` and `<` so that nobody is mentioned. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_~[\]<>|#@]/g, '\\$&')
    .replace(/^(\s*)([-+])(?=\s)/gm, '$1\\$2')
    .replace(/^(\s*\d+)\.(?=\s)/gm, '$1\\.');
}

/** Discord and Teams. */
export const MARKDOWN: Markup = {
  escape: escapeMarkdown,
  address: (url) => url.replace(/[()\s<>]/g, encodeURIComponent),
  bold: (text) => `**${escapeMarkdown(text)}**`,
  item: (text) => `- ${escapeMarkdown(text)}`,
};

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

export const HTML: Markup = {
  escape: escapeHtml,
  address: escapeHtml,
  bold: (text) => `<strong>${escapeHtml(text)}</strong>`,
  item: (text) => `<li>${escapeHtml(text)}</li>`,
};
