/** What differs between snapshots, told for machines and for people, and how two edits become one. */
export * from './changed-fields';
export * from './compare';
export * from './merge';
export * from './patch';
export * from './text-hunks';
export * from './types';
