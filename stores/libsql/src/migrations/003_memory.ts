/** Migration 003 for SQLite: threads, messages and resources. Frozen. */
import type { Migration } from '@agent-versions/core';

const threads = [
  `create table "{prefix}mastra_threads" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "resourceId" text not null check (length(cast("resourceId" as blob)) between 1 and 255),
    "title" text,
    "revision" integer not null check ("revision" >= 1),
    "messageCount" integer not null check ("messageCount" >= 0),
    "createdAt" text not null,
    "updatedAt" text not null,
    "metadata" text
  ) strict`,
  'create index "{prefix}mastra_threads_created" on "{prefix}mastra_threads" ("createdAt", "id")',
  'create index "{prefix}mastra_threads_updated" on "{prefix}mastra_threads" ("updatedAt", "id")',
  `create index "{prefix}mastra_threads_resource_created"
    on "{prefix}mastra_threads" ("resourceId", "createdAt", "id")`,
  `create index "{prefix}mastra_threads_resource_updated"
    on "{prefix}mastra_threads" ("resourceId", "updatedAt", "id")`,
];

const messages = [
  `create table "{prefix}mastra_messages" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "threadId" text not null references "{prefix}mastra_threads" ("id") on delete cascade,
    "resourceId" text check (length(cast("resourceId" as blob)) between 1 and 255),
    "role" text not null check ("role" in ('user', 'assistant', 'system', 'tool')),
    "type" text,
    "createdAt" text not null,
    "content" text not null
  ) strict`,
  'create index "{prefix}mastra_messages_thread" on "{prefix}mastra_messages" ("threadId", "createdAt", "id")',
];

/** Keeps a thread's `messageCount` and `updatedAt` along with its messages, whoever writes them. */
function counter(input: { name: string; event: 'insert' | 'delete'; row: 'new' | 'old'; by: '+ 1' | '- 1' }): string {
  const { name, event, row, by } = input;
  return `create trigger "{prefix}mastra_messages_${name}"
    after ${event} on "{prefix}mastra_messages"
    begin
      update "{prefix}mastra_threads"
      set "messageCount" = "messageCount" ${by},
        "updatedAt" = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      where "id" = ${row}."threadId";
    end`;
}

const counters = [
  counter({ name: 'inserted', event: 'insert', row: 'new', by: '+ 1' }),
  counter({ name: 'deleted', event: 'delete', row: 'old', by: '- 1' }),
];

const resources = [
  `create table "{prefix}mastra_resources" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "workingMemory" text,
    "metadata" text
  ) strict`,
];

/** `{prefix}` stands for the option `tablePrefix`. */
export const memory: Migration = {
  id: '003',
  description: 'Threads, messages and resources',
  up: [...threads, ...messages, ...counters, ...resources],
  down: [
    'drop table "{prefix}mastra_resources"',
    'drop table "{prefix}mastra_messages"',
    'drop table "{prefix}mastra_threads"',
  ],
  createdAt: new Date('2026-11-21T00:00:00.000Z'),
};
