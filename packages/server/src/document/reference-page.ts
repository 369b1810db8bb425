/** The page for people: every route of the OpenAPI document, without scripts or anything from elsewhere. */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { curlOf } from './curl';
import type { OpenApiDocument } from './openapi';
import { type Operation, operationsOf } from './operations';
import { PROBLEM_MEANINGS } from './problem-meanings';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark }
h2 { margin-top: 3rem; border-bottom: 1px solid }
h3 { margin: 2rem 0 .5rem }
code, pre { font: 14px/1.5 ui-monospace, monospace }
pre { overflow-x: auto; padding: .5rem 1rem; border: 1px solid; border-radius: .25rem }
table { border-collapse: collapse; width: 100% }
td { padding: .25rem 1rem .25rem 0; vertical-align: top }
td:first-child { white-space: nowrap; width: 12rem }
`;

/** What the page may do: be styled by itself, and nothing else. */
export const REFERENCE_POLICY = `default-src 'none'; frame-ancestors 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`;

/** The page; `origin` is where its reader found it. */
export function referencePage(document: OpenApiDocument, origin: string) {
  const operations = operationsOf(document);
  const tags = document.tags ?? [];
  return html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${document.info.title}: reference</title>
<style>${raw(STYLE)}</style>
<h1>${document.info.title}</h1>
<p>${document.info.description} The same as a document for programs: <a href="openapi.json">openapi.json</a>.</p>
<nav>${tags.map(({ name }) => html`<a href="#${name}">${name}</a> · `)}<a href="#problems">Problems</a></nav>
${tags.map(
  ({ name, description }) => html`
<h2 id="${name}">${name}</h2>
<p>${description}</p>
${operations.filter((operation) => operation.tag === name).map((operation) => section(operation, { document, origin }))}`,
)}
<h2 id="problems">Problems</h2>
<p>What comes back in place of a result is <code>application/problem+json</code> (RFC 9457). Tell them apart by <code>code</code>.</p>
<table>${Object.entries(PROBLEM_MEANINGS).map(([code, meaning]) => row(html`<code id="${code}">${code}</code>`, meaning))}</table>
</html>`;
}

function section(operation: Operation, { document, origin }: { document: OpenApiDocument; origin: string }) {
  const { id, method, path, summary, parameters, answers } = operation;
  const results = answers.filter(({ status }) => Number(status) < 400);
  const refusals = answers.filter(({ status }) => Number(status) >= 400);
  return html`
<h3 id="${id}"><code>${method} ${path}</code></h3>
<p>${summary}</p>
<pre>${curlOf(operation, { document, origin })}</pre>
<table>
${parameters.map((given) => row(html`<code>${given.name}</code> (${given.in})`, given.description))}
${results.map(({ status, description }) => row(status, description))}
${refusals.length > 0 ? row(refusals.map(({ status }) => status).join(' '), 'A problem: see below.') : ''}
</table>`;
}

function row(name: unknown, text: string) {
  return html`<tr><td>${name}</td><td>${text}</td></tr>`;
}
