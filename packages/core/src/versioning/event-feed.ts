/** The feed of what happened, whichever process did it. */
import type { ListEventsInput, ListEventsOutput } from '../storage/domains/agent-versions/calls';
import type { VersioningContext } from './context';

/** A page of events. Without an agent, it spans all of them: the policy is asked so. */
export function listEvents(context: VersioningContext, input: ListEventsInput = {}): Promise<ListEventsOutput> {
  const { agentId } = input;
  const about = agentId === undefined ? {} : { agentId };
  return context.run({ operation: 'listEvents', action: 'event.read', ...about }, ({ versions }) =>
    versions.listEvents(input),
  );
}

/** Forgets events. */
export function deleteEvents(context: VersioningContext, input: { through: string }): Promise<number> {
  return context.run({ operation: 'deleteEvents', action: 'event.delete' }, ({ versions }) =>
    versions.deleteEvents(input),
  );
}
