BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'wenda','create_interactions','2026-11-30 02:35:12.224229+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'wenda','add_thread','2026-11-30 02:35:12.224930+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'wenda','create_ratings','2026-11-30 02:35:12.235865+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'wenda','find_by_update','2026-11-30 02:35:12.236119+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'wenda','create_topics','2026-11-30 02:35:12.237122+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'wenda','create_curated','2026-11-30 02:35:12.238156+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'wenda','create_lessons','2026-11-30 02:35:12.247240+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'wenda','count_by_time','2026-11-30 02:35:12.247783+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'wenda','add_disclaims','2026-11-30 02:35:12.248224+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'wenda','add_parts','2026-11-30 02:35:12.248560+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'wenda','create_removed_lessons','2026-11-30 02:35:12.248875+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'wenda','mark_asked_phrasings','2026-11-30 02:35:12.249210+00:00');
INSERT INTO "_sqlite_migrations" VALUES(13,'wenda','drop_copied_questions','2026-11-30 02:35:12.249361+00:00');
CREATE TABLE "curated" (
   "id" INTEGER PRIMARY KEY,
   "text" TEXT NOT NULL,
   "citations" TEXT NOT NULL,
   "state" TEXT NOT NULL,
   "topic" INTEGER,
   "author" TEXT NOT NULL,
   "created" TEXT NOT NULL,
   "approver" TEXT,
   "approved" TEXT,
   "changed" TEXT,
   "why" TEXT
);
INSERT INTO "curated" VALUES(1,'可以，先向港务部门登记。','[{"file": "2021-威海市文登区-法治政府建设情况报告.txt", "clause": "一/(三)/一是", "start": 2666, "end": 2675, "digest": "cb84f14e4ccbafb37a922a37c2ac8d52", "text": "执法记录仪788台"}]','approved',3,'403d08a909917fbe','2026-11-30T02:35:13.511388+00:00','ec592cd55f33ff0e','2026-11-30T02:35:14.153898+00:00','2026-11-30T02:35:14.153988+00:00',NULL);
CREATE TABLE "curated_phrasings" (
   "curated" INTEGER REFERENCES "curated"("id"),
   "question" TEXT, "asked" INTEGER,
   PRIMARY KEY ("curated", "question")
);
INSERT INTO "curated_phrasings" VALUES(1,'游艇能靠岸么',1);
INSERT INTO "curated_phrasings" VALUES(1,'游艇能靠岸吗？',1);
INSERT INTO "curated_phrasings" VALUES(1,'请问游艇能靠岸吗',1);
CREATE TABLE "decisions" (
   "id" INTEGER PRIMARY KEY,
   "topic" INTEGER NOT NULL,
   "action" TEXT NOT NULL,
   "who" TEXT NOT NULL,
   "time" TEXT NOT NULL,
   "note" TEXT,
   "interaction" INTEGER,
   "people" INTEGER
);
INSERT INTO "decisions" VALUES(1,3,'curated','ec592cd55f33ff0e','2026-11-30T02:35:14+00:00','1',6,3);
CREATE TABLE "gold" (
   "id" INTEGER PRIMARY KEY,
   "question" TEXT NOT NULL,
   "history" TEXT,
   "quotes" TEXT NOT NULL,
   "answer" TEXT,
   "clause" TEXT,
   "interaction" INTEGER,
   "who" TEXT NOT NULL,
   "time" TEXT NOT NULL
);
CREATE TABLE "interactions" (
   "id" INTEGER PRIMARY KEY,
   "time" TEXT NOT NULL,
   "channel" TEXT NOT NULL,
   "user" TEXT,
   "chat" TEXT,
   "question" TEXT NOT NULL,
   "understood" TEXT,
   "outcome" TEXT NOT NULL,
   "passages" TEXT,
   "short" TEXT,
   "reason" TEXT,
   "engine_version" TEXT,
   "index_version" TEXT,
   "milliseconds" REAL,
   "update_id" INTEGER,
   "question_message" INTEGER,
   "reply_message" INTEGER
, "history" TEXT, "suggestions" TEXT, "curated" INTEGER, "written" TEXT, "disclaims" INTEGER, "parts" TEXT);
INSERT INTO "interactions" VALUES(1,'2026-11-30T02:35:12.654+00:00','telegram','f86f94296f501c89','f86f94296f501c89','执法记录仪有多少台',NULL,'answer','[{"passage": "p16", "file": "2021-威海市文登区-法治政府建设情况报告.txt", "clause": "一/(三)/一是", "start": 2644, "end": 2737, "digest": "9c7bc71567257612aeb282b2c5a6ee42", "score": 266.8036, "marks": [[4, 11], [15, 17], [22, 27], [74, 76]]}]','788台',NULL,'0.1.0','941212e4b791',178.682,731204518,210,211,NULL,NULL,NULL,NULL,1,NULL);
INSERT INTO "interactions" VALUES(2,'2026-11-30T02:35:12.936+00:00','telegram','f86f94296f501c89','f86f94296f501c89','那录音设备呢',NULL,'answer','[{"passage": "p16", "file": "2021-威海市文登区-法治政府建设情况报告.txt", "clause": "一/(三)/一是", "start": 2644, "end": 2737, "digest": "9c7bc71567257612aeb282b2c5a6ee42", "score": 274.4099, "marks": [[4, 11], [32, 34], [37, 39], [48, 50]]}]','131台',NULL,'0.1.0','941212e4b791',105.474,731204520,212,213,'["执法记录仪有多少台"]',NULL,NULL,NULL,0,NULL);
INSERT INTO "interactions" VALUES(4,'2026-11-30T02:35:13.143+00:00','telegram','0b9f809727225e86','0b9f809727225e86','请问游艇能靠岸吗',NULL,'none',NULL,NULL,'{"lack": "nothing", "what": "", "held": [], "turn_to": "", "held_count": 0}','0.1.0','941212e4b791',54.155,731204523,410,411,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "interactions" VALUES(5,'2026-11-30T02:35:13.168+00:00','telegram','1aedfb25ef7173b8','1aedfb25ef7173b8','游艇能靠岸吗？',NULL,'none',NULL,NULL,'{"lack": "nothing", "what": "", "held": [], "turn_to": "", "held_count": 0}','0.1.0','941212e4b791',8.053,731204524,510,511,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "interactions" VALUES(6,'2026-11-30T02:35:13.225+00:00','telegram','5aa9682ec0efe7d7','5aa9682ec0efe7d7','游艇能靠岸么',NULL,'none',NULL,NULL,'{"lack": "nothing", "what": "", "held": [], "turn_to": "", "held_count": 0}','0.1.0','941212e4b791',32.9,731204525,610,611,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "interactions" VALUES(7,'2026-11-30T02:35:14.207+00:00','telegram','7fe8b9b4ebd30314','7fe8b9b4ebd30314','一共保留了多少审批事项',NULL,'answer','[{"passage": "p6", "file": "2021-威海市文登区-法治政府建设情况报告.txt", "clause": "一/(一)/一是", "start": 624, "end": 696, "digest": "6a11adc34d8f88ad82e3a280505f1541", "score": 197.431, "marks": [[8, 10], [14, 20]]}, {"passage": "p6", "file": "2021-威海市文登区-法治政府建设情况报告.txt", "clause": "一/(一)/一是", "start": 499, "end": 587, "digest": "fb950b1e4d30de9779f288d1104efd51", "score": 98.9769, "marks": [[26, 30], [33, 35], [44, 46], [64, 66], [78, 80]]}]','189项',NULL,'0.1.0','941212e4b791',13.807,731204531,710,711,NULL,NULL,NULL,NULL,1,NULL);
CREATE TABLE "lexicon" (
   "id" INTEGER PRIMARY KEY,
   "lay" TEXT NOT NULL,
   "official" TEXT NOT NULL,
   "who" TEXT NOT NULL,
   "time" TEXT NOT NULL,
   "effect" TEXT,
   "forced" INTEGER
);
CREATE TABLE "members" (
   "interaction" INTEGER PRIMARY KEY REFERENCES "interactions"("id"),
   "topic" INTEGER NOT NULL REFERENCES "topics"("id")
);
INSERT INTO "members" VALUES(1,1);
INSERT INTO "members" VALUES(2,2);
INSERT INTO "members" VALUES(4,3);
INSERT INTO "members" VALUES(5,3);
INSERT INTO "members" VALUES(6,3);
CREATE TABLE "notices" (
   "id" INTEGER PRIMARY KEY,
   "text" TEXT NOT NULL,
   "time" TEXT NOT NULL,
   "sent" TEXT
);
CREATE TABLE "progress" (
   "name" TEXT PRIMARY KEY,
   "value" INTEGER NOT NULL
);
INSERT INTO "progress" VALUES('clock looked at first',1796006112);
INSERT INTO "progress" VALUES('clock looked at last',1796006112);
INSERT INTO "progress" VALUES('ratings',1);
INSERT INTO "progress" VALUES('exchanges',3);
INSERT INTO "progress" VALUES('erasures',1);
INSERT INTO "progress" VALUES('scrubbed',1);
INSERT INTO "progress" VALUES('topics',3);
INSERT INTO "progress" VALUES('grouped',6);
INSERT INTO "progress" VALUES('curated',2);
CREATE TABLE "ratings" (
   "interaction" INTEGER REFERENCES "interactions"("id"),
   "user" TEXT,
   "verdict" TEXT NOT NULL,
   "complaint" TEXT,
   "time" TEXT NOT NULL,
   PRIMARY KEY ("interaction", "user")
);
INSERT INTO "ratings" VALUES(1,'f86f94296f501c89','good',NULL,'2026-11-30T02:35:12+00:00');
CREATE TABLE "removed_lessons" (
   "key" TEXT PRIMARY KEY,
   "who" TEXT NOT NULL,
   "time" TEXT NOT NULL
);
CREATE TABLE "topics" (
   "id" INTEGER PRIMARY KEY,
   "key" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "anchor" TEXT NOT NULL,
   "before" TEXT NOT NULL,
   "wording" TEXT NOT NULL
);
INSERT INTO "topics" VALUES(1,'["2021-威海市文登区-法治政府建设情况报告.txt", "一/(三)/一是", 2644, 2737, "788台"]','count','执法记录仪有多少台','','执法记录仪有多少台');
INSERT INTO "topics" VALUES(2,'["2021-威海市文登区-法治政府建设情况报告.txt", "一/(三)/一是", 2644, 2737, "131台"]','count','那录音设备呢','执法记录仪有多少台','那录音设备呢');
INSERT INTO "topics" VALUES(3,'','yes-no','请问游艇能靠岸吗','','请问游艇能靠岸吗');
INSERT INTO "lexicon" VALUES(1,'随身小相机','执法记录仪','ec592cd55f33ff0e','2026-11-30T02:35:14+00:00','{"before": 1.0, "after": 1.0, "worse": []}',0);
INSERT INTO "gold" VALUES(1,'执法记录仪有多少台',NULL,'["各执法部门共配备执法记录仪788台"]','788台','一/(三)/一是',1,'ec592cd55f33ff0e','2026-11-30T02:35:14+00:00');
INSERT INTO "notices" VALUES(1,'第 1 号答案已暂停','2026-11-30T02:35:14+00:00',NULL);
INSERT INTO "removed_lessons" VALUES('thumb:1','ec592cd55f33ff0e','2026-11-30T02:35:14+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX "idx_interactions_time"
    ON "interactions" ("time");
CREATE INDEX "idx_interactions_chat_reply_message"
    ON "interactions" ("chat", "reply_message");
CREATE INDEX "idx_interactions_chat_question_message"
    ON "interactions" ("chat", "question_message");
CREATE INDEX "idx_interactions_user"
    ON "interactions" ("user");
CREATE INDEX "idx_ratings_user"
    ON "ratings" ("user");
CREATE INDEX "idx_interactions_chat_update_id"
    ON "interactions" ("chat", "update_id");
CREATE INDEX "idx_members_topic"
    ON "members" ("topic");
CREATE INDEX "idx_decisions_topic"
    ON "decisions" ("topic");
CREATE INDEX "idx_interactions_time_outcome_channel_user_milliseconds"
    ON "interactions" ("time", "outcome", "channel", "user", "milliseconds");
COMMIT;
