/** The versioning rules. */
export * from './diff';
export type { HistoryAnchor, HistoryBreak, HistoryCounts, HistoryProblem } from './history-check';
export * from './listeners';
export * from './options';
export type { RedactOptions } from './redact';
export type { DeletedVersion, PruneOptions, PruneOutput, PruneProgress, PruneRunOptions } from './retention';
export * from './service';
export * from './split';
export type { ExportHistoriesProgress } from './transfer/export-agent';
export type { ExportHistoriesOptions } from './transfer/export-histories';
export type { ImportHistoriesOptions } from './transfer/import-histories';
export type { ImportHistoriesOutput, ImportHistoriesProgress } from './transfer/import-work';
export type { LineSource } from './transfer/read-lines';
export * from './types';
export type { VerifyHistoryOptions, VerifyHistoryOutput, VerifyHistoryProgress } from './verify';
export type { CompareOutput } from './versions';
