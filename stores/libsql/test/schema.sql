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
