/**
 * An application as users have it: the OpenAI client, OpenTelemetry's SDK and its instrumentation of that client, told by
 * the usual variables alone (OPENAI_BASE_URL, OPENAI_API_KEY, OTEL_EXPORTER_OTLP_ENDPOINT). Calls ten times a second until
 * it is ended. Run by otel-sdk.spec.ts: node traced-application.ts http|proto
 */
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { OpenAIInstrumentation } from '@opentelemetry/instrumentation-openai';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';

const PROMPT = 'canary: what the user wrote';

/** It names openai 6 as the newest that it was tried with; what it wraps is the same in 7. */
class Instrumentation extends OpenAIInstrumentation {
  protected override init() {
    return super.init().map((definition) => Object.assign(definition, { supportedVersions: ['*'] }));
  }
}

const exporter = process.argv[2] === 'proto' ? new ProtobufExporter() : new JsonExporter();
const processor = new BatchSpanProcessor({ exporter, scheduledDelayMillis: 200 });
const tracerProvider = new TracerProvider({ spanProcessors: [processor] });
registerInstrumentations({ instrumentations: [new Instrumentation()], tracerProvider });

// only what is required after that is instrumented
const { OpenAI } = createRequire(import.meta.url)('openai') as typeof import('openai');
const client = new OpenAI({ maxRetries: 0 });
const tracer = tracerProvider.getTracer('application');

process.stdout.write('calling\n');
for (;;) {
  // what is around a call is no call, and no business of anybody who watches providers
  const span = tracer.startSpan('answer a question', { attributes: { 'app.prompt': PROMPT } });
  try {
    const messages = [{ role: 'user' as const, content: PROMPT }];
    await client.chat.completions.create({ model: 'gpt-5-mini', messages });
  } catch (error) {
    // it goes on, as an application with another provider would; the span tells of it
    span.recordException(error as Error);
  }
  span.end();
  await sleep(100);
}
