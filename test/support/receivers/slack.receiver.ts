import { HttpReceiver, jsonOf, say } from './http-receiver.ts';

const PATH = '/services/T0CANARY/B0CANARY/canary4711canary4711';
const MAX_BLOCKS = 50;
const MAX_SECTION = 3000;
const MAX_FIELD = 2000;
const MAX_BYTES = 13_000;

/** An incoming webhook of Slack, as strict as Slack is. */
export function slackReceiver(): HttpReceiver {
  return new HttpReceiver((request, response, received) => {
    if (received.path !== PATH) return say(404, 'no_service')(request, response, received);
    const complaint = complaintAbout(jsonOf(received.body));
    const answer = complaint === null ? say(200, 'ok') : say(400, complaint);
    return answer(request, response, received);
  });
}

export function slackUrl({ url }: HttpReceiver): string {
  return `${url}${PATH}`;
}

function complaintAbout(payload: any): string | null {
  if (typeof payload !== 'object' || payload === null) return 'invalid_payload';
  if (typeof payload.text !== 'string' || payload.text === '') return 'no_text';
  const blocks = (payload.attachments ?? []).flatMap((attachment: any) => attachment.blocks ?? []);
  if (blocks.length > MAX_BLOCKS || blocks.some(isTooLong)) return 'invalid_blocks';
  return Buffer.byteLength(JSON.stringify(blocks)) > MAX_BYTES ? 'msg_blocks_too_long' : null;
}

function isTooLong({ type, text, fields = [], elements = [] }: any): boolean {
  if (type === 'actions')
    return elements.length === 0 || elements.some((each: any) => each.text.text.length > 75);
  if (type === 'context') return elements.length === 0 || elements.length > 10;
  const isBroken = (part: any, max: number) => part.text.length === 0 || part.text.length > max;
  if (text === undefined && fields.length === 0) return true;
  if (text !== undefined && isBroken(text, MAX_SECTION)) return true;
  return fields.length > 10 || fields.some((each: any) => isBroken(each, MAX_FIELD));
}
