-- +goose Up

-- The version of all that the database holds of the knowledge base: it grows with every change to it.
INSERT INTO counters (name, value) VALUES ('knowledge', 1);

ALTER TABLE tickets ADD COLUMN article_id TEXT NOT NULL DEFAULT '';

-- The version of the knowledge that an event made, when there is something to learn from it.
ALTER TABLE events ADD COLUMN taught BIGINT;

UPDATE events SET taught = 1
WHERE kind IN ('question.helped', 'question.rejected', 'question.chosen', 'question.none');

CREATE INDEX events_taught ON events (taught, id) WHERE taught IS NOT NULL;

-- Articles that were saved here. Each takes the place of a file with the same language and id.
CREATE TABLE articles (
    language TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    markdown TEXT   NOT NULL,
    version  BIGINT NOT NULL,
    saved_by TEXT   NOT NULL,
    saved_at BIGINT NOT NULL,
    deleted  BIGINT NOT NULL, -- 1: retired
    changed  BIGINT NOT NULL, -- the version of the knowledge that the last change made
    PRIMARY KEY (language, id)
);

CREATE INDEX articles_changed ON articles (changed);

-- What the help desk decided about learning.
CREATE TABLE removed_phrasings (
    article_id TEXT   NOT NULL,
    words      TEXT   NOT NULL,
    ruled_by   TEXT   NOT NULL,
    ruled_at   BIGINT NOT NULL,
    PRIMARY KEY (article_id, words)
);

CREATE TABLE locked_articles (
    article_id TEXT   NOT NULL PRIMARY KEY,
    forget     BIGINT NOT NULL, -- 1: what was learnt before goes too
    ruled_by   TEXT   NOT NULL,
    ruled_at   BIGINT NOT NULL
);
