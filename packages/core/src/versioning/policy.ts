/** Who may do what: the one place where a policy is asked. */
import { ForbiddenError } from '../errors';
import type { Actor, PolicyRequest, VersioningAction, VersioningPolicy } from './types';

/** What somebody wants to do. */
export interface PolicyQuestion {
  /** Undefined: the service was not bound to anybody. */
  actor: Actor | undefined;
  /** All of them must be allowed. */
  actions: readonly VersioningAction[];
  /** Undefined where the action spans agents. */
  agentId: string | undefined;
  /** Labels that would move. */
  labels: readonly string[];
}

/** The rules of a service. */
export interface PolicyRules {
  /** Undefined: everybody may do everything, but for protected labels. */
  policy: VersioningPolicy | undefined;
  /** Names of labels, or beginnings of names followed by `*`. */
  protectedLabels: readonly string[];
}

/** @throws ForbiddenError when the policy says no, or does not say yes to a protected label */
export async function askPolicy(rules: PolicyRules, question: PolicyQuestion): Promise<void> {
  const { actor, actions, agentId, labels } = question;
  for (const action of actions) {
    if (action !== 'label.move') await ask(rules, { actor, action, agentId });
  }
  for (const label of labels) {
    await ask(rules, { actor, action: 'label.move', agentId, label, protected: isProtected(rules, label) });
  }
}

async function ask({ policy }: PolicyRules, request: PolicyRequest): Promise<void> {
  const allowed = policy ? await policy.can(request) : !request.protected;
  if (allowed === true) return; // what a policy forgets to answer is a no
  const { action, agentId, label } = request;
  const label_ = label === undefined ? '' : ` of ${request.protected ? 'protected ' : ''}label "${label}"`;
  throw new ForbiddenError(`Not allowed: ${action}${label_}${agentId === undefined ? '' : ` on agent "${agentId}"`}`);
}

function isProtected({ protectedLabels }: PolicyRules, label: unknown): boolean {
  const name = String(label);
  return protectedLabels.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}
