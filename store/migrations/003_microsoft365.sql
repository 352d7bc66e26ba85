-- +goose Up

ALTER TABLE tickets ADD COLUMN tier TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN incident TEXT NOT NULL DEFAULT '';

CREATE INDEX tickets_incident ON tickets (incident, number) WHERE incident <> '';

-- The version of the ticket that its copy elsewhere last got, as in mirrors: beside the version, so that an index can hold
-- the few tickets whose copies lag. NULL: it has no copy. The greatest number: the copy is gone, and lags no more.
ALTER TABLE tickets ADD COLUMN mirrored BIGINT;

CREATE INDEX tickets_lagging ON tickets (number) WHERE mirrored < version;
CREATE INDEX tickets_unmirrored ON tickets (opened_at) WHERE mirrored IS NULL;

-- What is known of the copies of tickets in another tool.
CREATE TABLE mirrors (
    ticket_id TEXT   NOT NULL PRIMARY KEY,
    item_id   TEXT   NOT NULL, -- empty: the other tool has not named it
    url       TEXT   NOT NULL,
    seen      TEXT   NOT NULL,
    sent      BIGINT NOT NULL,
    agreed    JSON   NOT NULL,
    gone      BIGINT NOT NULL, -- 1: deleted there
    version   BIGINT NOT NULL
);

CREATE UNIQUE INDEX mirrors_item ON mirrors (item_id) WHERE item_id <> '';

-- How far something has been followed.
CREATE TABLE cursors (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- Work that one process does at a time.
CREATE TABLE leases (
    name       TEXT   NOT NULL PRIMARY KEY,
    holder     TEXT   NOT NULL,
    held_until BIGINT NOT NULL
);

-- Where each maker stands with the community.
CREATE TABLE makers (
    person_id   TEXT   NOT NULL PRIMARY KEY,
    name        TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    reason      TEXT   NOT NULL,
    found_at    BIGINT NOT NULL,
    asked_at    BIGINT NOT NULL,
    joined_at   BIGINT NOT NULL,
    changed_at  BIGINT NOT NULL,
    tries       BIGINT NOT NULL,
    version     BIGINT NOT NULL,
    welcomed_at BIGINT NOT NULL
);

CREATE INDEX makers_state ON makers (state, person_id);

-- What was decided about makers. Rows are only ever added, until a person is forgotten.
CREATE TABLE maker_decisions (
    person_id  TEXT   NOT NULL,
    version    BIGINT NOT NULL, -- of the maker that the decision made
    at         BIGINT NOT NULL,
    from_state TEXT   NOT NULL,
    to_state   TEXT   NOT NULL,
    decided_by TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    PRIMARY KEY (person_id, version)
);

CREATE INDEX maker_decisions_to ON maker_decisions (to_state, at);
