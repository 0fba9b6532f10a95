-- Which of our schemas the registry refuses, so that what would be told with it waits.
alter table sync.link add column schema_refused text;
