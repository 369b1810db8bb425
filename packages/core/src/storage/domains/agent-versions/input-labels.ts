/** The moves of labels: checked, copied and filled in. */
import { z } from 'zod';
import { expectedSchema, idSchema, labelSchema, parseInput, positiveIntegerSchema, textSchema } from '../../input';
import { compareText } from '../../order';
import type { RemoveLabelInput, SetLabelInput } from './calls';
import { type LabelTarget, MAX_LABEL_TARGETS, WHOLE_LABEL } from './records';

/** A move of a label, fully said. */
export interface SetLabelCommand {
  /** Whose label. */
  agentId: string;
  /** Its name. */
  label: string;
  /** Where it shall point, by `versionId`; their weights sum to 10,000. */
  targets: LabelTarget[];
  /** What the label's revision must be, 0 where it may not be set; undefined: anything. */
  expected: number | undefined;
  /** Who moves it. */
  movedBy: string | undefined;
  /** Why. */
  reason: string | undefined;
}

/** A label's removal, fully said. */
export type RemoveLabelCommand = Omit<SetLabelCommand, 'targets'>;

/** Where a label points: 1 to 10 different versions whose weights sum to 10,000. They come out by `versionId`. */
export const labelTargetsSchema = z
  .array(
    z.strictObject({
      versionId: idSchema,
      weight: positiveIntegerSchema.refine((weight) => weight <= WHOLE_LABEL, `must be at most ${WHOLE_LABEL}`),
    }),
  )
  .min(1)
  .max(MAX_LABEL_TARGETS)
  .refine((targets) => new Set(targets.map(({ versionId }) => versionId)).size === targets.length, {
    message: 'must be different versions',
  })
  .refine((targets) => targets.reduce((sum, { weight }) => sum + weight, 0) === WHOLE_LABEL, {
    message: `must have weights that sum to ${WHOLE_LABEL}`,
  })
  .transform((targets) => targets.sort((a, b) => compareText(a.versionId, b.versionId)));

const removeLabelSchema = z.strictObject({
  agentId: idSchema,
  label: labelSchema,
  expected: expectedSchema.optional(),
  movedBy: textSchema.optional(),
  reason: textSchema.optional(),
});

const setLabelSchema = removeLabelSchema
  .extend({ versionId: idSchema.optional(), targets: labelTargetsSchema.optional() })
  .check(({ value, issues }) => {
    if (value.versionId !== undefined && value.targets !== undefined) {
      issues.push({ code: 'custom', path: ['targets'], message: 'cannot go with versionId', input: value.targets });
    }
  })
  .transform(({ versionId, targets, ...rest }, { issues }) => {
    if (targets) return { ...rest, targets };
    if (versionId !== undefined) return { ...rest, targets: [{ versionId, weight: WHOLE_LABEL }] };
    issues.push({ code: 'custom', path: ['versionId'], message: 'must be there, or targets', input: undefined });
    return z.NEVER;
  });

/** @throws ValidationError when the input breaks a rule of {@link SetLabelInput} */
export function parseSetLabel(input: SetLabelInput): SetLabelCommand {
  const { agentId, label, targets, expected, movedBy, reason } = parseInput(setLabelSchema, input);
  return { agentId, label, targets, expected, movedBy, reason };
}

/** @throws ValidationError when the input breaks a rule of {@link RemoveLabelInput} */
export function parseRemoveLabel(input: RemoveLabelInput): RemoveLabelCommand {
  const { agentId, label, expected, movedBy, reason } = parseInput(removeLabelSchema, input);
  return { agentId, label, expected, movedBy, reason };
}
