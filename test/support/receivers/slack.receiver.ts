import { z } from 'zod';
import { HttpReceiver, jsonOf, say } from './http-receiver.ts';

const PATH = '/services/T0CANARY/B0CANARY/canary4711canary4711';
const MAX_BYTES = 13_000;

const text = (max: number) => z.object({ text: z.string().min(1).max(max) });

/** https://docs.slack.dev/reference/block-kit/blocks */
const blockSchema = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('section'),
      text: text(3000).optional(),
      fields: z.array(text(2000)).min(1).max(10).optional(),
    })
    .refine((block) => block.text !== undefined || block.fields !== undefined),
  z.object({
    type: z.literal('actions'),
    elements: z
      .array(z.object({ type: z.literal('button'), text: text(75), url: z.string().max(3000) }))
      .min(1)
      .max(25),
  }),
  z.object({ type: z.literal('context'), elements: z.array(text(3000)).min(1).max(10) }),
]);

const blocksSchema = z.array(blockSchema).min(1).max(50);

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
  if (!blocksSchema.safeParse(blocks).success) return 'invalid_blocks';
  return Buffer.byteLength(JSON.stringify(blocks)) > MAX_BYTES ? 'msg_blocks_too_long' : null;
}
