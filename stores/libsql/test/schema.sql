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

-- table mastra_agent_version_heads
CREATE TABLE "mastra_agent_version_heads" (
    "agentId" text primary key not null,
    "lastNumber" integer not null check ("lastNumber" >= 1),
    "headNumber" integer not null check ("headNumber" between 0 and "lastNumber"),
    "versionCount" integer not null check ("versionCount" between 0 and "lastNumber")
  ) strict, without rowid;

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
  ) strict;

-- table mastra_agents
CREATE TABLE "mastra_agents" (
    "id" text primary key not null check (length(cast("id" as blob)) between 1 and 255),
    "activeVersionId" text,
    "revision" integer not null check ("revision" >= 1),
    "createdAt" text not null,
    "updatedAt" text not null,
    "config" text not null
  ) strict;

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
    begin
      select raise(abort, 'versions are immutable: update refused');
    end;

-- trigger mastra_agent_versions_inserted
CREATE TRIGGER "mastra_agent_versions_inserted"
    after insert on "mastra_agent_versions"
    begin
      insert into "mastra_agent_version_heads" ("agentId", "lastNumber", "headNumber", "versionCount")
      values (new."agentId", new."versionNumber", new."versionNumber", 1)
      on conflict ("agentId") do update set
        "lastNumber" = max("lastNumber", excluded."lastNumber"),
        "headNumber" = max("headNumber", excluded."headNumber"),
        "versionCount" = "versionCount" + 1;
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
