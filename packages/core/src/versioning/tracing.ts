/** OpenTelemetry spans of the service's actions. They cost next to nothing where no SDK is registered. */
import { type Attributes, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { isStorageError } from '../errors';

const tracer = trace.getTracer('@agent-versions/core');

/** What a span says from the start. */
export interface SpanInput {
  /** The service's method. */
  operation: string;
  /** Whose versions; undefined where the action spans agents. */
  agentId: string | undefined;
  /** The labels that would move. */
  labels: readonly string[];
}

/**
 * Runs the work in a span named `agent_versions.<operation>`. Attributes follow the GenAI conventions; neither
 * snapshots nor messages are among them, and of an error only its code.
 * @see https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-agent-spans/
 */
export function inSpan<T>(input: SpanInput, work: (span: Span) => Promise<T>): Promise<T> {
  const operation = input.operation.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const attributes: Attributes = { 'gen_ai.operation.name': operation };
  if (input.agentId !== undefined) attributes['gen_ai.agent.id'] = input.agentId;
  if (input.labels.length > 0) attributes['agent_versions.labels'] = [...input.labels];
  return tracer.startActiveSpan(`agent_versions.${operation}`, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setAttribute('error.type', isStorageError(error) ? error.code : '_OTHER');
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Notes on a span which version an action was about. */
export function noteVersion(span: Span, version: { versionNumber: number } | null | undefined): void {
  if (version) span.setAttribute('gen_ai.agent.version', String(version.versionNumber));
}
