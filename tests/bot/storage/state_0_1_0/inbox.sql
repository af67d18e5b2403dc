BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'inbox','create_inbox','2026-11-30 02:35:12.208822+00:00');
CREATE TABLE "inbox" (
   "bot" INTEGER,
   "number" INTEGER,
   "state" TEXT NOT NULL,
   "received" REAL NOT NULL,
   "body" TEXT,
   "started" INTEGER DEFAULT 0,
   "deaths" INTEGER DEFAULT 0,
   "failures" INTEGER DEFAULT 0,
   "trace" TEXT,
   "ended" REAL,
   PRIMARY KEY ("bot", "number")
);
INSERT INTO "inbox" VALUES(123456,731204531,'done',1.79600611418375134473e+09,NULL,0,0,0,NULL,1.7960061142214264869e+09);
INSERT INTO "inbox" VALUES(123456,731204533,'waiting',1.79600611433008241655e+09,'{"update_id": 731204533, "message": {"message_id": 214, "from": {"id": 51, "is_bot": false, "first_name": "\u5c0f\u660e", "language_code": "zh-hans"}, "chat": {"id": 51, "first_name": "\u5c0f\u660e", "type": "private"}, "date": 1796006114, "text": "\u5168\u533a\u914d\u5907\u4e86\u591a\u5c11\u53f0\u4e13\u7528\u5b58\u50a8\u8bbe\u5907"}}',0,0,0,NULL,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_inbox_bot_state_number"
    ON "inbox" ("bot", "state", "number");
COMMIT;
