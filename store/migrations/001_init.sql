-- +goose Up

CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

INSERT INTO counters (name, value) VALUES ('ticket', 0);

CREATE TABLE tickets (
    id                 TEXT   NOT NULL PRIMARY KEY,
    number             BIGINT NOT NULL UNIQUE,
    version            BIGINT NOT NULL,
    open_key           TEXT   NOT NULL UNIQUE,
    status             TEXT   NOT NULL,
    impact             TEXT   NOT NULL,
    urgency            TEXT   NOT NULL,
    priority           BIGINT NOT NULL,
    summary            TEXT   NOT NULL,
    details            TEXT   NOT NULL,
    solution           TEXT   NOT NULL,
    requester_id       TEXT   NOT NULL,
    requester_name     TEXT   NOT NULL,
    assignee_id        TEXT   NOT NULL,
    assignee_name      TEXT   NOT NULL,
    conversation_id    TEXT   NOT NULL,
    thread_id          TEXT   NOT NULL,
    question_id        TEXT   NOT NULL,
    opened_at          BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL,
    response_due       BIGINT NOT NULL,
    resolution_due     BIGINT NOT NULL,
    first_responded_at BIGINT NOT NULL,
    resolved_at        BIGINT NOT NULL,
    resolution         TEXT   NOT NULL,
    reopened           BIGINT NOT NULL,
    rating             BIGINT NOT NULL
);

CREATE INDEX tickets_requester ON tickets (requester_id, number);
CREATE INDEX tickets_status ON tickets (status, number);

-- What happened to tickets and to questions. Rows are only ever added.
CREATE TABLE events (
    id      TEXT   NOT NULL PRIMARY KEY,
    at      BIGINT NOT NULL,
    kind    TEXT   NOT NULL,
    subject TEXT   NOT NULL, -- the ticket or the question
    actor   TEXT   NOT NULL,
    act_key TEXT   NOT NULL, -- empty: the act may be repeated
    data    JSON   NOT NULL  -- what else the kind of event says
);

CREATE INDEX events_subject ON events (subject, at);
CREATE UNIQUE INDEX events_act ON events (subject, actor, act_key) WHERE act_key <> '';

-- Activities that have been worked, kept for as long as they may be delivered again.
CREATE TABLE deliveries (
    activity_id TEXT   NOT NULL PRIMARY KEY,
    at          BIGINT NOT NULL
);

CREATE INDEX deliveries_at ON deliveries (at);

CREATE TABLE conversations (
    id          TEXT   NOT NULL PRIMARY KEY,
    kind        TEXT   NOT NULL,
    person_id   TEXT   NOT NULL,
    tenant_id   TEXT   NOT NULL,
    channel_id  TEXT   NOT NULL,
    service_url TEXT   NOT NULL,
    bot_id      TEXT   NOT NULL,
    bot_name    TEXT   NOT NULL,
    saved_at    BIGINT NOT NULL
);

CREATE INDEX conversations_person ON conversations (person_id, saved_at);

-- Apart from conversations: an installation is welcomed before anything else about it is known.
CREATE TABLE welcomes (
    conversation_id TEXT   NOT NULL PRIMARY KEY,
    at              BIGINT NOT NULL
);

CREATE TABLE profiles (
    person_id TEXT NOT NULL PRIMARY KEY,
    name      TEXT NOT NULL,
    language  TEXT NOT NULL,
    locale    TEXT NOT NULL,
    time_zone TEXT NOT NULL
);
