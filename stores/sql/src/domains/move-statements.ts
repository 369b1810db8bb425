/** What one move of a label writes; where it may not happen, nothing. */
import { ACTIVE_LABEL } from '@agent-versions/core';
import type { Sql } from 'sql-template-tag';
import type { Dialect } from '../dialect';
import { followActiveLabel } from '../statements/agents';
import * as statements from '../statements/labels';

/** The statements in order; the first returns the move. */
export function moveStatements(dialect: Dialect, move: statements.NewLabelMove): Sql[] {
  return [
    statements.insertLabelMove(dialect, move),
    ...(move.to === null
      ? [statements.deleteLabelTargets(dialect, move), statements.deleteLabel(dialect, move)]
      : [
          statements.upsertLabel(dialect, move.id),
          statements.deleteLabelTargets(dialect, move),
          statements.insertLabelTargets(dialect, move.id),
        ]),
    ...(move.label === ACTIVE_LABEL ? [followActiveLabel(dialect, move.agentId)] : []),
  ];
}
