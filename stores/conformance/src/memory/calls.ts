/** Every call of the domain `memory` that takes an id, a text, a document or a time, and where it refuses a wrong one. */
import type { JsonObject, MemoryStorage } from '@agent-versions/core';
import type { OpenCall } from '../hazards/calls';

const MESSAGE = { threadId: 'nobody', role: 'user' as const, content: '' };

/** The calls that take an id. */
export function idCalls(memory: MemoryStorage): OpenCall<string>[] {
  const message = (fields: { id?: string; threadId?: string; resourceId?: string }) =>
    memory.saveMessages({ messages: [{ ...MESSAGE, ...fields }] });
  return [
    { call: (id) => memory.createThread({ id, resourceId: 'r' }), path: 'id' },
    { call: (resourceId) => memory.createThread({ resourceId }), path: 'resourceId' },
    { call: (id) => memory.saveThread({ thread: { id, resourceId: 'r' } }), path: 'thread.id' },
    { call: (resourceId) => memory.saveThread({ thread: { id: 'a', resourceId } }), path: 'thread.resourceId' },
    { call: (threadId) => memory.getThreadById({ threadId }), path: 'threadId' },
    { call: (id) => memory.updateThread({ id }), path: 'id' },
    { call: (threadId) => memory.deleteThread({ threadId }), path: 'threadId' },
    { call: (resourceId) => memory.listThreads({ resourceId }), path: 'resourceId' },
    { call: (id) => message({ id }), path: 'messages[0].id' },
    { call: (threadId) => message({ threadId }), path: 'messages[0].threadId' },
    { call: (resourceId) => message({ resourceId }), path: 'messages[0].resourceId' },
    { call: (threadId) => memory.listMessages({ threadId }), path: 'threadId' },
    { call: (resourceId) => memory.getResourceById({ resourceId }), path: 'resourceId' },
    { call: (id) => memory.saveResource({ resource: { id } }), path: 'resource.id' },
    { call: (resourceId) => memory.updateResource({ resourceId }), path: 'resourceId' },
  ];
}

/** The calls that take a text. */
export function textCalls(memory: MemoryStorage): OpenCall<string>[] {
  const resource = { id: 'a' };
  return [
    { call: (title) => memory.createThread({ resourceId: 'r', title }), path: 'title' },
    { call: (title) => memory.saveThread({ thread: { id: 'a', resourceId: 'r', title } }), path: 'thread.title' },
    { call: (title) => memory.updateThread({ id: 'a', title }), path: 'title' },
    { call: (type) => memory.saveMessages({ messages: [{ ...MESSAGE, type }] }), path: 'messages[0].type' },
    {
      call: (workingMemory) => memory.saveResource({ resource: { ...resource, workingMemory } }),
      path: 'resource.workingMemory',
    },
    { call: (workingMemory) => memory.updateResource({ resourceId: 'a', workingMemory }), path: 'workingMemory' },
  ];
}

/** The calls that take a document: metadata, or the content of a message. */
export function documentCalls(memory: MemoryStorage): OpenCall<object>[] {
  const calls: OpenCall<JsonObject>[] = [
    { call: (metadata) => memory.createThread({ resourceId: 'r', metadata }), path: 'metadata' },
    {
      call: (metadata) => memory.saveThread({ thread: { id: 'a', resourceId: 'r', metadata } }),
      path: 'thread.metadata',
    },
    { call: (metadata) => memory.updateThread({ id: 'a', metadata }), path: 'metadata' },
    { call: (metadata) => memory.saveResource({ resource: { id: 'a', metadata } }), path: 'resource.metadata' },
    { call: (metadata) => memory.updateResource({ resourceId: 'a', metadata }), path: 'metadata' },
    { call: (content) => memory.saveMessages({ messages: [{ ...MESSAGE, content }] }), path: 'messages[0].content' },
  ];
  return calls as OpenCall<object>[];
}

/** The calls that take a time. */
export function timeCalls(memory: MemoryStorage): OpenCall<Date>[] {
  const thread = { id: 'a', resourceId: 'r' };
  return [
    { call: (createdAt) => memory.createThread({ resourceId: 'r', createdAt }), path: 'createdAt' },
    { call: (createdAt) => memory.saveThread({ thread: { ...thread, createdAt } }), path: 'thread.createdAt' },
    { call: (updatedAt) => memory.saveThread({ thread: { ...thread, updatedAt } }), path: 'thread.updatedAt' },
    {
      call: (createdAt) => memory.saveMessages({ messages: [{ ...MESSAGE, createdAt }] }),
      path: 'messages[0].createdAt',
    },
    { call: (from) => memory.listMessages({ threadId: 'a', from }), path: 'from' },
    { call: (to) => memory.listMessages({ threadId: 'a', to }), path: 'to' },
    { call: (createdAt) => memory.saveResource({ resource: { id: 'a', createdAt } }), path: 'resource.createdAt' },
    { call: (updatedAt) => memory.saveResource({ resource: { id: 'a', updatedAt } }), path: 'resource.updatedAt' },
  ];
}

/** A call with something more in its input, or something else in place of it. */
export interface AnyCall {
  /** Makes it with more fields. */
  call(extra: object): Promise<unknown>;
  /** Where the further fields are found; empty: at the top. */
  path: string;
  /** Makes it with another input. */
  whole(input: unknown): Promise<unknown>;
}

/** Every method. */
export function everyCall(memory: MemoryStorage): AnyCall[] {
  const open = <T>(method: (input: T) => Promise<unknown>, right: T, path = ''): AnyCall => ({
    call: (extra) => method.call(memory, { ...right, ...extra }),
    path,
    whole: (input) => method.call(memory, input as T),
  });
  const thread = { id: 'a', resourceId: 'r' };
  return [
    open(memory.createThread, { resourceId: 'r' }),
    open(memory.saveThread, { thread }),
    open((more: object) => memory.saveThread({ thread: { ...thread, ...more } }), {}, 'thread'),
    open(memory.getThreadById, { threadId: 'a' }),
    open(memory.updateThread, { id: 'a' }),
    open(memory.deleteThread, { threadId: 'a' }),
    open(memory.listThreads, {}),
    open(memory.saveMessages, { messages: [] }),
    open((more: object) => memory.saveMessages({ messages: [{ ...MESSAGE, ...more }] }), {}, 'messages[0]'),
    open(memory.listMessages, { threadId: 'a' }),
    open(memory.getResourceById, { resourceId: 'a' }),
    open(memory.saveResource, { resource: { id: 'a' } }),
    open((more: object) => memory.saveResource({ resource: { id: 'a', ...more } }), {}, 'resource'),
    open(memory.updateResource, { resourceId: 'a' }),
  ];
}
