-- Who uses it.
CREATE TABLE users (
  id INT PRIMARY KEY
);

-- Those that are alive.
CREATE VIEW alive AS SELECT count(*) FROM users;

-- Adds.
CREATE OR REPLACE FUNCTION add(a int) RETURNS int AS $$ SELECT 1; $$ LANGUAGE sql;
