-- tries: own functions, tables and names that would shadow the program's
-- as: worker
-- expect: refused 42501
CREATE TEMP TABLE registry_person (id uuid);
-- expect: refused 42501
CREATE TABLE public.mine (id uuid);
-- expect: refused 3F000
CREATE FUNCTION mine.leak(text) RETURNS boolean LANGUAGE sql COST 0.0001 AS 'SELECT true';
-- expect: refused 42501
CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE sql COST 0.0001 AS 'SELECT true';
-- expect: refused 42501
CREATE SCHEMA mine;
