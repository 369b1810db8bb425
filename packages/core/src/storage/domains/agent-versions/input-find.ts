/** Selectors of versions: checked, and told apart. */
import { z } from 'zod';
import {
  idSchema,
  labelSchema,
  nonNegativeIntegerSchema,
  parseInput,
  positiveIntegerSchema,
  timeSchema,
} from '../../input';
import type { FindVersionsInput, VersionSelector } from './calls';

/** A search for versions, fully said. */
export interface FindVersionsQuery {
  /** Whose versions. */
  agentId: string;
  /** A copy, of one kind only. */
  selector: VersionSelector;
  /** Ids of versions whose snapshots need not be read. */
  known: string[];
}

/** The most versions that a caller may hold already. */
const MAX_KNOWN = 100;

const KINDS = ['id', 'versionNumber', 'label', 'ancestor', 'name', 'idempotencyKey'] as const;

const selectorSchema = z
  .strictObject({
    id: idSchema.optional(),
    versionNumber: positiveIntegerSchema.optional(),
    label: labelSchema.optional(),
    at: timeSchema.optional(),
    ancestor: nonNegativeIntegerSchema.optional(),
    name: idSchema.optional(),
    idempotencyKey: idSchema.optional(),
  })
  .check(({ value, issues }) => {
    const kinds = KINDS.filter((kind) => value[kind] !== undefined);
    if (kinds.length !== 1) {
      issues.push({ code: 'custom', message: `must have one of ${KINDS.join(', ')}, and no other`, input: value });
    }
    if (value.at !== undefined && value.label === undefined) {
      issues.push({ code: 'custom', path: ['at'], message: 'goes with label only', input: value.at });
    }
  });

const findVersionsSchema = z.strictObject({
  agentId: idSchema,
  selector: selectorSchema,
  known: z.array(idSchema).max(MAX_KNOWN).default([]),
});

/** @throws ValidationError when the input breaks a rule of {@link FindVersionsInput} */
export function parseFindVersions(input: FindVersionsInput): FindVersionsQuery {
  const { agentId, selector, known } = parseInput(findVersionsSchema, input);
  return { agentId, selector: readSelector(selector), known };
}

function readSelector(selector: z.output<typeof selectorSchema>): VersionSelector {
  const { id, versionNumber, label, at, ancestor, name, idempotencyKey } = selector;
  if (id !== undefined) return { id };
  if (versionNumber !== undefined) return { versionNumber };
  if (label !== undefined) return at === undefined ? { label } : { label, at };
  if (ancestor !== undefined) return { ancestor };
  return name === undefined ? { idempotencyKey: idempotencyKey as string } : { name };
}
