/** Logs as a tree: each with those that belong under it. */
import type { SessionLog, SessionLogNode } from './records-logs';

/**
 * The logs that belong under none of the others, each with its children, all in the order given. A parent must come
 * before its children, as ids have it. With `root`: only that log.
 */
export function treeOf(logs: readonly SessionLog[], root?: number): SessionLogNode[] {
  const nodes = new Map<number, SessionLogNode>();
  const roots: SessionLogNode[] = [];
  for (const log of logs) {
    const node: SessionLogNode = { ...log, children: [] };
    nodes.set(log.id, node);
    const parent = log.parentId === undefined ? undefined : nodes.get(log.parentId);
    (parent?.children ?? roots).push(node);
  }
  if (root === undefined) return roots;
  const found = nodes.get(root);
  return found ? [found] : [];
}
