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

/** One thing that somebody wants to do. */
export type SingleQuestion = Omit<PolicyRequest, 'protected'>;

/** @throws ForbiddenError when the policy says no, or does not say yes to a protected label */
export async function askPolicy(rules: PolicyRules, question: PolicyQuestion): Promise<void> {
  const { actor, actions, agentId, labels } = question;
  for (const action of actions) {
    if (action !== 'label.move') await demand(rules, { actor, action, agentId });
  }
  for (const label of labels) await demand(rules, { actor, action: 'label.move', agentId, label });
}

/** Whether the policy says yes. */
export async function isAllowed(rules: PolicyRules, question: SingleQuestion): Promise<boolean> {
  const { label } = question;
  const request: PolicyRequest = label === undefined ? question : { ...question, protected: isProtected(rules, label) };
  const answer = rules.policy ? await rules.policy.can(request) : !request.protected;
  return answer === true; // what a policy forgets to answer is a no
}

async function demand(rules: PolicyRules, question: SingleQuestion): Promise<void> {
  if (await isAllowed(rules, question)) return;
  const { action, agentId, label } = question;
  const kind = label !== undefined && isProtected(rules, label) ? 'protected ' : '';
  const what = label === undefined ? action : `${action} of ${kind}label "${label}"`;
  const whose = agentId === undefined ? '' : ` on agent "${agentId}"`;
  throw new ForbiddenError(`Not allowed: ${what}${whose}`, { action, agentId });
}

function isProtected({ protectedLabels }: PolicyRules, label: unknown): boolean {
  const name = String(label);
  return protectedLabels.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
}
