-- The clock, the unsealing of the actor, and what every package's policies lean on. Owner: the keeper.
GRANT SELECT ON django_migrations TO amana_web;
SET ROLE amana_keeper;

-- now(), plus an offset that no login of the program may set or read (DESIGN.md §6.1 "Time").
CREATE FUNCTION entry.clock() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT now() + (SELECT ahead FROM entry.shift)$$;
GRANT EXECUTE ON FUNCTION entry.clock() TO amana_web, amana_owner, amana_gate;

-- The actor that entry.enter() sealed for this transaction of this backend, with the clock; or NULL, with which every policy is false.
-- The MAC is written out: as a function of its own it would be planned anew at each call (SECURITY.md §10, trap 3).
CREATE FUNCTION entry.actor() RETURNS entry.facts LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE sealed text := current_setting('amana.facts', true); pad record; body text; part text[];
BEGIN
  IF sealed IS NULL OR length(sealed) < 66 THEN RETURN NULL; END IF;
  body := left(sealed, -65);
  SELECT k.inner_pad, k.outer_pad, now() + s.ahead AS clock INTO pad FROM keys.secret k, entry.shift s WHERE k.name = 'seal';
  IF encode(sha256(pad.outer_pad || sha256(pad.inner_pad ||
       convert_to(body || '@' || pg_backend_pid() || ':' || extract(epoch FROM now())::text, 'UTF8'))), 'hex') <> right(sealed, 64) THEN
    RETURN NULL;
  END IF;
  part := string_to_array(body, '|');
  RETURN (part[1]::uuid, part[2]::uuid, part[3]::uuid, part[4], part[5], part[6], part[7]::integer, part[8]::integer,
          string_to_array(part[9], ','), string_to_array(part[10], ',')::uuid[], part[11]::uuid, decode(part[12], 'hex'), pad.clock)::entry.facts;
END$$;
GRANT EXECUTE ON FUNCTION entry.actor() TO amana_web, amana_owner;

-- Always called as (SELECT entry.may('…')): once per statement.
CREATE FUNCTION entry.may(verb text) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT coalesce(verb = ANY ((entry.actor()).verbs), false)$$;
GRANT EXECUTE ON FUNCTION entry.may(text) TO amana_web, amana_owner;

-- Equality search on names and numbers without their text (SECURITY.md §3): keyed, so that a copied table cannot be tried with a list of names.
CREATE FUNCTION entry.search_hashes(words text[]) RETURNS bytea[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT coalesce(array_agg(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(w.word, 'UTF8'))) ORDER BY w.place), '{}')
       FROM unnest(words) WITH ORDINALITY AS w(word, place), keys.secret AS k WHERE k.name = 'search'$$;
GRANT EXECUTE ON FUNCTION entry.search_hashes(text[]) TO amana_web;

-- A form sent twice: NULL the first time, the first answer afterwards; whoever comes second at the same moment waits for the first.
CREATE FUNCTION entry.once(form uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me uuid := (entry.actor()).staff;
BEGIN
  IF me IS NULL THEN RETURN NULL; END IF;
  INSERT INTO keys.once (staff, token) VALUES (me, form) ON CONFLICT DO NOTHING;
  IF FOUND THEN RETURN NULL; END IF;
  RETURN (SELECT answer FROM keys.once WHERE staff = me AND token = form);
END$$;
CREATE FUNCTION entry.answered(form uuid, path text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$UPDATE keys.once SET answer = path WHERE staff = (entry.actor()).staff AND token = form$$;
CREATE FUNCTION entry.unanswered(form uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$DELETE FROM keys.once WHERE staff = (entry.actor()).staff AND token = form AND answer IS NULL$$;
GRANT EXECUTE ON FUNCTION entry.once(uuid), entry.answered(uuid, text), entry.unanswered(uuid) TO amana_web;

-- Section tables are changed in place; the old row goes to the twin table `…_past` of the same columns.
CREATE FUNCTION entry.keep_old() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE twin text := 'public.' || quote_ident(tg_table_name || '_past');
BEGIN
  EXECUTE format('INSERT INTO %1$s SELECT (jsonb_populate_record(NULL::%1$s, $1)).*', twin) USING to_jsonb(old) || jsonb_build_object(
    'past_id', gen_random_uuid(), 'replaced_at', entry.clock(), 'replaced_by', (entry.actor()).membership);
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION entry.keep_old() TO amana_owner;

-- Who and when, and the next version; the login's own values for these columns never count.
CREATE FUNCTION entry.stamp_section() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.changed_by := coalesce((entry.actor()).membership, new.changed_by);
  new.changed_at := entry.clock();
  new.version := CASE tg_op WHEN 'UPDATE' THEN old.version + 1 ELSE 1 END;
  RETURN new;
END$$;
GRANT EXECUTE ON FUNCTION entry.stamp_section() TO amana_owner;

-- A refusal with a name: the program turns the name into a sentence.
CREATE FUNCTION entry.refuse(why text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$BEGIN RAISE EXCEPTION 'not now: %', why USING ERRCODE = '23514', CONSTRAINT = why; END$$;
