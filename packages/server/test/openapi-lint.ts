/** What a linter says of an OpenAPI document. */
import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Stands for the place of the document, which has none. */
const PLACE = 'openapi.json';

/** Where a rule does not hold, and why. */
const EXCEPTIONS = {
  // they take nothing that could be wrong
  'operation-4xx-response': new Set(['#/paths/~1healthz/get/responses', '#/paths/~1readyz/get/responses']),
};

/** More than the linter recommends: refusals are problem details. */
const RULES = { 'operation-4xx-problem-details-rfc7807': 'error' } as const;

/** Errors and warnings, a line each. */
export async function lintFindings(document: object): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended'], rules: RULES }, { ignore: { [PLACE]: EXCEPTIONS } });
  const source = JSON.stringify(document);
  const problems = await lintFromString({ source, absoluteRef: PLACE, config });
  return problems
    .filter(({ ignored }) => !ignored)
    .map(({ severity, ruleId, message, location }) => `${severity} ${ruleId} ${location[0]?.pointer}: ${message}`);
}
