-- +goose Up

-- 1: the ticket waits for the requester's answer. Until now none waited for anything else.
ALTER TABLE tickets ADD COLUMN asked BIGINT NOT NULL DEFAULT 0;

UPDATE tickets SET asked = 1 WHERE status = 'waiting';
