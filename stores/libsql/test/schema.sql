-- index mastra_agent_version_events_agent
CREATE INDEX "mastra_agent_version_events_agent"
    on "mastra_agent_version_events" ("agentId", "transactionId", "position");

-- index mastra_agent_version_events_feed
CREATE INDEX "mastra_agent_version_events_feed"
    on "mastra_agent_version_events" ("transactionId", "position");

-- index mastra_agent_version_label_moves_moved
CREATE INDEX "mastra_agent_version_label_moves_moved"
    on "mastra_agent_version_label_moves" ("agentId", "movedAt", "revision", "id");

-- index mastra_agent_version_label_moves_revision
CREATE UNIQUE INDEX "mastra_agent_version_label_moves_revision"
    on "mastra_agent_version_label_moves" ("agentId", "label", "revision");

-- index mastra_agent_version_label_targets_version
CREATE INDEX "mastra_agent_version_label_targets_version"
    on "mastra_agent_version_label_targets" ("versionId");

-- index mastra_agent_versions_created
CREATE INDEX "mastra_agent_versions_created"
    on "mastra_agent_versions" ("agentId", "createdAt", "id");

-- index mastra_agent_versions_key
CREATE UNIQUE INDEX "mastra_agent_versions_key"
    on "mastra_agent_versions" ("agentId", "idempotencyKey")
    where "idempotencyKey" is not null;

-- index mastra_agent_versions_number
CREATE UNIQUE INDEX "mastra_agent_versions_number"
    on "mastra_agent_versions" ("agentId", "versionNumber");

-- index mastra_agents_created
CREATE INDEX "mastra_agents_created" on "mastra_agents" ("createdAt", "id");

-- index mastra_agents_updated
CREATE INDEX "mastra_agents_updated" on "mastra_agents" ("updatedAt", "id");

-- index mastra_evals_agent
CREATE INDEX "mastra_evals_agent"
    on "mastra_evals" ("agentId", "createdAt", "id")
    where "agentId" is not null;

-- index mastra_evals_created
CREATE INDEX "mastra_evals_created" on "mastra_evals" ("createdAt", "id");

-- index mastra_evals_run
CREATE INDEX "mastra_evals_run"
    on "mastra_evals" ("runId", "createdAt", "id")
    where "runId" is not null;

-- index mastra_evals_scorer
CREATE INDEX "mastra_evals_scorer" on "mastra_evals" ("scorerId", "createdAt", "id");

-- index mastra_evals_version
CREATE INDEX "mastra_evals_version"
    on "mastra_evals" ("versionId", "createdAt", "id")
    where "versionId" is not null;

-- index mastra_messages_thread
CREATE INDEX "mastra_messages_thread" on "mastra_messages" ("threadId", "createdAt", "id");

-- index mastra_session_logs_parent
CREATE INDEX "mastra_session_logs_parent"
    on "mastra_session_logs" ("sessionId", "parentId")
    where "parentId" is not null;

-- index mastra_sessions_agent
CREATE INDEX "mastra_sessions_agent"
    on "mastra_sessions" ("mainAgentId", "createdAt", "id");

-- index mastra_sessions_created
CREATE INDEX "mastra_sessions_created" on "mastra_sessions" ("createdAt", "id");

-- index mastra_sessions_external
CREATE INDEX "mastra_sessions_external"
    on "mastra_sessions" ("externalSessionId", "createdAt", "id")
    where "externalSessionId" is not null;

-- index mastra_sessions_status
CREATE INDEX "mastra_sessions_status"
    on "mastra_sessions" ("status", "createdAt", "id");

-- index mastra_sessions_updated
CREATE INDEX "mastra_sessions_updated" on "mastra_sessions" ("updatedAt", "id");

-- index mastra_span_attributes_hash
CREATE INDEX "mastra_span_attributes_hash"
    on "mastra_span_attributes" ("hash", "startedAt", "traceId", "spanId");

-- index mastra_spans_root_ended
CREATE INDEX "mastra_spans_root_ended"
    on "mastra_spans" ("endedAt", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null;

-- index mastra_spans_root_kind
CREATE INDEX "mastra_spans_root_kind"
    on "mastra_spans" ("kind", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null;

-- index mastra_spans_root_name
CREATE INDEX "mastra_spans_root_name"
    on "mastra_spans" ("name", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null;

-- index mastra_spans_root_started
CREATE INDEX "mastra_spans_root_started"
    on "mastra_spans" ("startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null;

-- index mastra_spans_root_status
CREATE INDEX "mastra_spans_root_status"
    on "mastra_spans" ("status", "startedAt", "traceId", "spanId", "parentSpanId")
    where "parentSpanId" is null;

-- index mastra_spans_started
CREATE INDEX "mastra_spans_started"
    on "mastra_spans" ("startedAt", "traceId", "spanId");

-- index mastra_spans_trace
CREATE INDEX "mastra_spans_trace"
    on "mastra_spans" ("traceId", "startedAt", "spanId");

-- index mastra_threads_created
CREATE INDEX "mastra_threads_created" on "mastra_threads" ("createdAt", "id");

-- index mastra_threads_resource_created
CREATE INDEX "mastra_threads_resource_created"
    on "mastra_threads" ("resourceId", "createdAt", "id");

-- index mastra_threads_resource_updated
CREATE INDEX "mastra_threads_resource_updated"
    on "mastra_threads" ("resourceId", "updatedAt", "id");

-- index mastra_threads_updated
CREATE INDEX "mastra_threads_updated" on "mastra_threads" ("updatedAt", "id");

-- index mastra_workflow_snapshot_created
CREATE INDEX "mastra_workflow_snapshot_created"
    on "mastra_workflow_snapshot" ("createdAt", "workflowId", "runId");

-- index mastra_workflow_snapshot_resource
CREATE INDEX "mastra_workflow_snapshot_resource"
    on "mastra_workflow_snapshot" ("resourceId", "createdAt", "workflowId", "runId")
    where "resourceId" is not null;

-- index mastra_workflow_snapshot_status
CREATE INDEX "mastra_workflow_snapshot_status"
    on "mastra_workflow_snapshot" ("status", "createdAt", "workflowId", "runId")
    where "status" is not null;

-- index mastra_workflow_snapshot_workflow
CREATE INDEX "mastra_workflow_snapshot_workflow"
    on "mastra_workflow_snapshot" ("workflowId", "createdAt", "runId");

-- index mastra_workflow_snapshot_workflow_status
CREATE INDEX "mastra_workflow_snapshot_workflow_status"
    on "mastra_workflow_snapshot" ("workflowId", "status", "createdAt", "runId")
    where "status" is not null;

-- table agent_versions_migrations
CREATE TABLE "agent_versions_migrations" (
          id text primary key not null,
          description text not null,
          applied_at text not null,
          execution_time integer not null,
          checksum text not null
        ) strict;

-- table mastra_agent_version_deletions
CREATE TABLE "mastra_agent_version_deletions" (
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "versionNumber" integer not null check ("versionNumber" >= 1),
    "versionId" text not null check (length(cast("versionId" as blob)) between 1 and 255),
    "contentHash" text not null check (length("contentHash") = 64),
    "chainHash" text check (length("chainHash") = 64),
    "changeMessage" text,
    "createdBy" text,
    "createdAt" text not null,
    "deletedBy" text,
    "reason" text,
    "deletedAt" text not null,
    primary key ("agentId", "versionNumber")
  ) strict, without rowid;

-- table mastra_agent_version_events
CREATE TABLE "mastra_agent_version_events" (
    "position" integer primary key autoincrement not null,
    "transactionId" integer not null default 0,
    "type" text not null,
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "at" text not null,
    "payload" text not null
  ) strict;

-- table mastra_agent_version_heads
CREATE TABLE "mastra_agent_version_heads" (
    "agentId" text primary key not null,
    "lastNumber" integer not null check ("lastNumber" >= 1),
    "headNumber" integer not null check ("headNumber" between 0 and "lastNumber"),
    "versionCount" integer not null check ("versionCount" between 0 and "lastNumber")
  , "chainHash" text check (length("chainHash") = 64), "floorNumber" integer not null default 0 check ("floorNumber" between 0 and "lastNumber"), "floorHash" text check (length("floorHash") = 64)) strict, without rowid;

-- table mastra_agent_version_label_moves
CREATE TABLE "mastra_agent_version_label_moves" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "label" text not null,
    "revision" integer not null check ("revision" >= 1),
    "fromTargets" text,
    "toTargets" text,
    "movedBy" text,
    "reason" text,
    "movedAt" text not null
  ) strict;

-- table mastra_agent_version_label_targets
CREATE TABLE "mastra_agent_version_label_targets" (
    "agentId" text not null,
    "label" text not null,
    "versionId" text not null references "mastra_agent_versions" ("id") on delete restrict,
    "weight" integer not null check ("weight" between 1 and 10000),
    primary key ("agentId", "label", "versionId"),
    foreign key ("agentId", "label")
      references "mastra_agent_version_labels" ("agentId", "label") on delete cascade
  ) strict, without rowid;

-- table mastra_agent_version_labels
CREATE TABLE "mastra_agent_version_labels" (
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "label" text not null,
    "revision" integer not null check ("revision" >= 1),
    "updatedAt" text not null,
    "updatedBy" text,
    primary key ("agentId", "label")
  ) strict, without rowid;

-- table mastra_agent_versions
CREATE TABLE "mastra_agent_versions" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "agentId" text not null check (length(cast("agentId" as blob)) between 1 and 255),
    "versionNumber" integer not null check ("versionNumber" >= 1),
    "name" text,
    "changedFields" text,
    "changeMessage" text,
    "createdBy" text,
    "restoredFrom" text,
    "idempotencyKey" text,
    "contentHash" text not null check (length("contentHash") = 64),
    "createdAt" text not null,
    "snapshot" text not null
  , "chainHash" text check (length("chainHash") = 64), "redactedAt" text, "redactedBy" text, "redactionReason" text) strict;

-- table mastra_agents
CREATE TABLE "mastra_agents" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "activeVersionId" text,
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "config" text not null
  , "versionNumber" integer check ("versionNumber" >= 1), "activeRevision" integer not null default 0 check ("activeRevision" >= 0)) strict;

-- table mastra_evals
CREATE TABLE "mastra_evals" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "agentId" text check (length(cast("agentId" as blob)) between 1 and 255),
    "versionId" text check (length(cast("versionId" as blob)) between 1 and 255),
    "runId" text check (length(cast("runId" as blob)) between 1 and 255),
    "scorerId" text not null check (length(cast("scorerId" as blob)) between 1 and 255),
    "score" real not null check (abs("score") < 9e999),
    "reason" text,
    "createdAt" text not null,
    "input" text,
    "output" text,
    "testInfo" text,
    "metadata" text
  ) strict;

-- table mastra_messages
CREATE TABLE "mastra_messages" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "threadId" text not null references "mastra_threads" ("id") on delete cascade,
    "resourceId" text check (length(cast("resourceId" as blob)) between 1 and 255),
    "role" text not null check ("role" in ('user', 'assistant', 'system', 'tool')),
    "type" text,
    "createdAt" text not null,
    "content" text not null
  ) strict;

-- table mastra_resources
CREATE TABLE "mastra_resources" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "workingMemory" text,
    "metadata" text
  ) strict;

-- table mastra_session_logs
CREATE TABLE "mastra_session_logs" (
    "sessionId" text not null references "mastra_sessions" ("id") on delete cascade,
    "id" integer not null check ("id" >= 1),
    "parentId" integer check ("parentId" < "id"),
    "role" text not null check ("role" in ('user', 'agent', 'system', 'tool')),
    "type" text not null check ("type" in ('message', 'thought', 'action', 'observation')),
    "createdAt" text not null,
    "updatedAt" text not null,
    "content" text not null,
    "metadata" text,
    primary key ("sessionId", "id"),
    foreign key ("sessionId", "parentId") references "mastra_session_logs" ("sessionId", "id")
  ) strict;

-- table mastra_sessions
CREATE TABLE "mastra_sessions" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "name" text,
    "mainAgentId" text not null references "mastra_agents" ("id") on delete cascade,
    "agentVersionId" text,
    "subAgentIds" text,
    "userGoal" text,
    "status" text not null check ("status" in ('idle', 'running', 'completed', 'failed', 'stopped')),
    "externalSessionId" text,
    "revision" integer not null default 1 check ("revision" >= 1),
    "lastLogId" integer not null default 0 check ("lastLogId" >= 0),
    "logCount" integer not null default 0 check ("logCount" between 0 and "lastLogId"),
    "createdAt" text not null,
    "updatedAt" text not null,
    "overrides" text not null default '{}'
  ) strict;

-- table mastra_span_attributes
CREATE TABLE "mastra_span_attributes" (
    "traceId" text not null,
    "spanId" text not null,
    "hash" text not null check (length("hash") = 64),
    "startedAt" text not null,
    primary key ("traceId", "spanId", "hash"),
    foreign key ("traceId", "spanId")
      references "mastra_spans" ("traceId", "spanId") on delete cascade
  ) strict, without rowid;

-- table mastra_spans
CREATE TABLE "mastra_spans" (
    "traceId" text not null check (length(cast("traceId" as blob)) between 1 and 255),
    "spanId" text not null check (length(cast("spanId" as blob)) between 1 and 255),
    "parentSpanId" text check (length(cast("parentSpanId" as blob)) between 1 and 255),
    "name" text not null check (length(cast("name" as blob)) <= 1024),
    "kind" text check (length(cast("kind" as blob)) <= 255),
    "status" text check (length(cast("status" as blob)) <= 255),
    "revision" integer not null check ("revision" >= 1),
    "creationHash" text not null check (length("creationHash") = 64),
    "startedAt" text not null,
    "endedAt" text,
    "createdAt" text not null,
    "updatedAt" text not null,
    "attributes" text,
    "input" text,
    "output" text,
    "error" text,
    "metadata" text,
    primary key ("traceId", "spanId")
  ) strict;

-- table mastra_threads
CREATE TABLE "mastra_threads" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "resourceId" text not null check (length(cast("resourceId" as blob)) between 1 and 255),
    "title" text,
    "revision" integer not null check ("revision" >= 1),
    "messageCount" integer not null check ("messageCount" >= 0),
    "createdAt" text not null,
    "updatedAt" text not null,
    "metadata" text
  ) strict;

-- table mastra_workflow_snapshot
CREATE TABLE "mastra_workflow_snapshot" (
    "workflowId" text not null check (length(cast("workflowId" as blob)) between 1 and 255),
    "runId" text not null check (length(cast("runId" as blob)) between 1 and 255),
    "resourceId" text check (length(cast("resourceId" as blob)) between 1 and 255),
    "status" text check (length(cast("status" as blob)) between 1 and 255),
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "snapshot" text not null,
    primary key ("workflowId", "runId")
  ) strict;

-- trigger mastra_agent_version_deletions_frozen
CREATE TRIGGER "mastra_agent_version_deletions_frozen"
    before update on "mastra_agent_version_deletions"
    begin
      select raise(abort, 'deletions are immutable: update refused');
    end;

-- trigger mastra_agent_version_deletions_not_replaced
CREATE TRIGGER "mastra_agent_version_deletions_not_replaced"
    before insert on "mastra_agent_version_deletions"
    when exists (
      select 1 from "mastra_agent_version_deletions"
      where "agentId" = new."agentId" and "versionNumber" = new."versionNumber"
    )
    begin
      select raise(abort, 'UNIQUE constraint failed: deletions are immutable, none is ever replaced');
    end;

-- trigger mastra_agent_version_events_frozen
CREATE TRIGGER "mastra_agent_version_events_frozen"
    before update on "mastra_agent_version_events"
    begin
      select raise(abort, 'events are immutable: update refused');
    end;

-- trigger mastra_agent_version_events_not_replaced
CREATE TRIGGER "mastra_agent_version_events_not_replaced"
    before insert on "mastra_agent_version_events"
    when exists (select 1 from "mastra_agent_version_events" where "position" = new."position")
    begin
      select raise(abort, 'UNIQUE constraint failed: events are immutable, none is ever replaced');
    end;

-- trigger mastra_agent_version_label_moves_frozen
CREATE TRIGGER "mastra_agent_version_label_moves_frozen"
    before update on "mastra_agent_version_label_moves"
    begin
      select raise(abort, 'label moves are immutable: update refused');
    end;

-- trigger mastra_agent_version_label_moves_not_replaced
CREATE TRIGGER "mastra_agent_version_label_moves_not_replaced"
    before insert on "mastra_agent_version_label_moves"
    when exists (select 1 from "mastra_agent_version_label_moves" where "id" = new."id")
      or exists (
        select 1 from "mastra_agent_version_label_moves"
        where "agentId" = new."agentId" and "label" = new."label" and "revision" = new."revision"
      )
    begin
      select raise(abort, 'UNIQUE constraint failed: label moves are immutable, none is ever replaced');
    end;

-- trigger mastra_agent_version_label_moves_tell_moved
CREATE TRIGGER "mastra_agent_version_label_moves_tell_moved"
    after insert on "mastra_agent_version_label_moves"
    begin
      insert into "mastra_agent_version_events" ("type", "agentId", "at", "payload")
      values (
        'label.moved',
        new."agentId",
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
        json_patch('{}', json_object(
          'label', new."label",
          'revision', new."revision",
          'from', json(new."fromTargets"),
          'to', json(new."toTargets"),
          'movedBy', new."movedBy",
          'reason', new."reason"
        ))
      );
    end;

-- trigger mastra_agent_versions_deleted
CREATE TRIGGER "mastra_agent_versions_deleted"
    after delete on "mastra_agent_versions"
    begin
      update "mastra_agent_version_heads"
      set "versionCount" = "versionCount" - 1,
        "headNumber" = coalesce((
          select max("versionNumber") from "mastra_agent_versions" where "agentId" = old."agentId"
        ), 0)
      where "agentId" = old."agentId";
    end;

-- trigger mastra_agent_versions_frozen
CREATE TRIGGER "mastra_agent_versions_frozen"
    before update on "mastra_agent_versions"
    when old."redactedAt" is not null
      or new."redactedAt" is null
      or new."snapshot" is not '{}'
      or (old."rowid", old."id", old."agentId", old."versionNumber", old."name", old."changedFields", old."changeMessage", old."createdBy", old."restoredFrom", old."idempotencyKey", old."contentHash", old."createdAt", old."chainHash") is not (new."rowid", new."id", new."agentId", new."versionNumber", new."name", new."changedFields", new."changeMessage", new."createdBy", new."restoredFrom", new."idempotencyKey", new."contentHash", new."createdAt", new."chainHash")
    begin
      select raise(abort, 'versions are immutable: update refused');
    end;

-- trigger mastra_agent_versions_inserted
CREATE TRIGGER "mastra_agent_versions_inserted"
    after insert on "mastra_agent_versions"
    begin
      insert into "mastra_agent_version_heads" (
        "agentId", "lastNumber", "headNumber", "versionCount", "chainHash"
      )
      values (new."agentId", new."versionNumber", new."versionNumber", 1, new."chainHash")
      on conflict ("agentId") do update set
        "lastNumber" = max("lastNumber", excluded."lastNumber"),
        "headNumber" = max("headNumber", excluded."headNumber"),
        "versionCount" = "versionCount" + 1,
        "chainHash" = iif(excluded."lastNumber" > "lastNumber", excluded."chainHash", "chainHash");
    end;

-- trigger mastra_agent_versions_not_replaced
CREATE TRIGGER "mastra_agent_versions_not_replaced"
    before insert on "mastra_agent_versions"
    when exists (select 1 from "mastra_agent_versions" where "id" = new."id")
      or exists (
        select 1 from "mastra_agent_versions"
        where "agentId" = new."agentId" and "versionNumber" = new."versionNumber"
      )
      or exists (
        select 1 from "mastra_agent_versions"
        where "agentId" = new."agentId" and "idempotencyKey" = new."idempotencyKey"
      )
    begin
      select raise(abort, 'UNIQUE constraint failed: versions are immutable, none is ever replaced');
    end;

-- trigger mastra_agent_versions_tell_created
CREATE TRIGGER "mastra_agent_versions_tell_created"
    after insert on "mastra_agent_versions"
    begin
      insert into "mastra_agent_version_events" ("type", "agentId", "at", "payload")
      values (
        iif(new."restoredFrom" is null, 'version.created', 'version.restored'),
        new."agentId",
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
        json_patch('{}', json_object(
          'versionId', new."id",
          'versionNumber', new."versionNumber",
          'restoredFrom', new."restoredFrom",
          'createdBy', new."createdBy"
        ))
      );
    end;

-- trigger mastra_agent_versions_tell_redacted
CREATE TRIGGER "mastra_agent_versions_tell_redacted"
    after update on "mastra_agent_versions"
    begin
      insert into "mastra_agent_version_events" ("type", "agentId", "at", "payload")
      values (
        'version.redacted',
        new."agentId",
        strftime('%Y-%m-%dT%H:%M:%fZ', 'now'),
        json_patch('{}', json_object(
          'versionId', new."id",
          'versionNumber', new."versionNumber",
          'redactedBy', new."redactedBy",
          'reason', new."redactionReason"
        ))
      );
    end;

-- trigger mastra_messages_deleted
CREATE TRIGGER "mastra_messages_deleted"
    after delete on "mastra_messages"
    begin
      update "mastra_threads"
      set "messageCount" = "messageCount" - 1,
        "updatedAt" = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      where "id" = old."threadId";
    end;

-- trigger mastra_messages_inserted
CREATE TRIGGER "mastra_messages_inserted"
    after insert on "mastra_messages"
    begin
      update "mastra_threads"
      set "messageCount" = "messageCount" + 1,
        "updatedAt" = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
      where "id" = new."threadId";
    end;

-- trigger mastra_session_logs_deleted
CREATE TRIGGER "mastra_session_logs_deleted"
    after delete on "mastra_session_logs"
    begin
      update "mastra_sessions"
      set "logCount" = "logCount" - 1
      where "id" = old."sessionId";
    end;

-- trigger mastra_session_logs_in_order
CREATE TRIGGER "mastra_session_logs_in_order"
    before insert on "mastra_session_logs"
    when new."id" <> (select "lastLogId" + 1 from "mastra_sessions" where "id" = new."sessionId")
    begin
      select raise(abort, 'UNIQUE constraint failed: the id of a log is one more than its session''s lastLogId');
    end;

-- trigger mastra_session_logs_inserted
CREATE TRIGGER "mastra_session_logs_inserted"
    after insert on "mastra_session_logs"
    begin
      update "mastra_sessions"
      set "lastLogId" = new."id",
        "logCount" = "logCount" + 1
      where "id" = new."sessionId";
    end;

-- trigger mastra_session_logs_stay
CREATE TRIGGER "mastra_session_logs_stay"
    before update on "mastra_session_logs"
    when (new."sessionId", new."id") is not (old."sessionId", old."id")
    begin
      select raise(abort, 'a log keeps its session and its id: update refused');
    end;
