-- The second factor. A session to which one is due and in which none was shown has no actor: entry.enter() asks this view, so whatever code
-- forgets to ask shows no row. Due: to whoever has set one up, and to every role of which the setting requires one.
SET ROLE amana_keeper;
CREATE VIEW keys.awaiting AS
  SELECT k.cookie_hash, EXISTS (SELECT FROM keys.factor f WHERE f.staff = k.staff) AS has_factor FROM keys.session k
   WHERE k.proved_at IS NULL AND (
     EXISTS (SELECT FROM keys.factor f WHERE f.staff = k.staff)
     OR EXISTS (SELECT FROM public.access_membership m JOIN public.access_role r ON r.code = m.role_id WHERE m.id = k.membership AND r.second_factor));

-- A browser's session that stands, with or without its second factor.
CREATE FUNCTION keys.standing(cookie text) RETURNS keys.session LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k FROM keys.session k WHERE k.cookie_hash = sha256(convert_to($1, 'UTF8')) AND k.ended_at IS NULL AND now() < k.expires_at AND now() < k.seen_at + k.idle
     AND k.token IS NULL AND k.job_verbs IS NULL$$;
-- Whoever has a factor changes it within a quarter of an hour of showing one.
CREATE FUNCTION keys.is_fresh(k keys.session) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT coalesce($1.proved_at > now() - interval '15 minutes' AND $1.token IS NULL AND $1.job_verbs IS NULL, false)$$;
-- The steps of an authenticator app's clock (RFC 6238), counted by the database's.
CREATE FUNCTION keys.step_now() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT floor(extract(epoch FROM clock_timestamp()) / 30)::bigint$$;

-- What a browser's session that lacks its second factor has to do: `show` one, or `set_up` the first. NULL for all others, also for no session at all.
CREATE FUNCTION entry.awaits(cookie text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN a.has_factor THEN 'show' ELSE 'set_up' END FROM keys.awaiting a WHERE a.cookie_hash = (keys.standing($1)).cookie_hash$$;
GRANT EXECUTE ON FUNCTION entry.awaits(text) TO amana_web;

-- Who stands before the second factor. No row for a session that does not stand.
CREATE FUNCTION gate.second_factor(cookie text, device bytea) RETURNS TABLE (
  staff uuid, email text, name text, is_awaited boolean, has_factor boolean, may_change boolean, is_known_device boolean, step bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, s.email, s.name, EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = k.cookie_hash), x.has_factor, NOT x.has_factor OR keys.is_fresh(k),
         EXISTS (SELECT FROM keys.device d WHERE d.staff = s.id AND d.device_hash = $2), keys.step_now()
    FROM keys.standing($1) AS k JOIN public.access_staff s ON s.id = k.staff,
         LATERAL (SELECT EXISTS (SELECT FROM keys.factor f WHERE f.staff = k.staff) AS has_factor) AS x$$;
CREATE FUNCTION gate.factors(cookie text) RETURNS TABLE (id uuid, kind text, verifier bytea, credential bytea, mark bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT f.id, f.kind, f.verifier, f.credential, f.mark FROM keys.factor f WHERE f.staff = (keys.standing($1)).staff ORDER BY f.id$$;

-- A try is counted before it is judged, one after the other, so that many at once are as slow as many in turn. Seconds to wait; 0: this one may be judged.
CREATE FUNCTION gate.take_try(budget bytea, free integer) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE wait integer;
BEGIN
  INSERT INTO keys.attempt (budget, failures, at) VALUES ($1, 0, now()) ON CONFLICT ON CONSTRAINT attempt_pkey DO NOTHING;
  PERFORM FROM keys.attempt a WHERE a.budget = $1 FOR UPDATE;
  wait := gate.wait_seconds($1, $2);
  IF wait = 0 THEN PERFORM gate.failed($1); END IF;
  RETURN wait;
END$$;
CREATE FUNCTION gate.give_back(budget bytea) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$UPDATE keys.attempt a SET failures = greatest(0, a.failures - 1) WHERE a.budget = $1$$;

-- The same session goes on under a new cookie (SECURITY.md §8 "Session binding"), and the browser is known from now on.
CREATE FUNCTION keys.prove(old keys.session, cookie_hash bytea, device_hash bytea, how text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE keys.session k SET ended_at = now() WHERE k.cookie_hash = old.cookie_hash AND k.ended_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such session' USING ERRCODE = '42501'; END IF;
  INSERT INTO keys.session (cookie_hash, staff, membership, opened_at, expires_at, idle, device, proved_at)
    VALUES ($2, old.staff, old.membership, old.opened_at, old.expires_at, old.idle, old.device, now());
  INSERT INTO keys.device (device_hash, staff) VALUES ($3, old.staff) ON CONFLICT ON CONSTRAINT device_pkey DO UPDATE SET at = now();
  INSERT INTO audit.entry (at, membership, staff, organisation, verb, details)
    SELECT entry.clock(), m.id, old.staff, m.organisation_id, 'session.proved', jsonb_build_object('how', how) FROM public.access_membership m WHERE m.id = old.membership;
END$$;

-- What was shown counts once: the mark has grown since, and an app's step is a step of now. Whether the code or the signature is right, the program has judged.
CREATE FUNCTION gate.prove(cookie text, factor uuid, mark bigint, cookie_hash bytea, device_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE old keys.session := keys.standing(cookie); how text;
BEGIN
  UPDATE keys.factor f SET mark = $3, used_at = now() WHERE f.id = $2 AND f.staff = old.staff
     AND CASE f.kind WHEN 'app' THEN f.mark < $3 AND $3 - keys.step_now() BETWEEN -2 AND 1 ELSE f.mark < $3 OR (f.mark = 0 AND $3 = 0) END
   RETURNING f.kind INTO how;
  IF how IS NULL THEN RETURN false; END IF;
  PERFORM keys.prove(old, $4, $5, how);
  RETURN true;
END$$;
CREATE FUNCTION gate.prove_by_code(cookie text, hash bytea, cookie_hash bytea, device_hash bytea) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE old keys.session := keys.standing(cookie);
BEGIN
  UPDATE keys.printed_code c SET used_at = now() WHERE c.staff = old.staff AND c.hash = $2 AND c.used_at IS NULL;
  IF FOUND THEN
    PERFORM keys.prove(old, $3, $4, 'printed_code');
    RETURN 'proved';
  END IF;
  RETURN CASE WHEN EXISTS (SELECT FROM keys.printed_code c WHERE c.staff = old.staff AND c.hash = $2) THEN 'used'
              WHEN NOT EXISTS (SELECT FROM keys.printed_code c WHERE c.staff = old.staff AND c.used_at IS NULL) THEN 'none_left' ELSE 'wrong' END;
END$$;

-- A factor that was shown just now is set up: a new app takes the place of the old. With the first one come the printed codes, whose hashes are given.
CREATE FUNCTION gate.add_factor(cookie text, key uuid, kind text, called text, verifier bytea, credential bytea, mark bigint, codes bytea[],
  cookie_hash bytea, device_hash bytea) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE old keys.session := keys.standing(cookie); has_factor boolean;
BEGIN
  PERFORM FROM public.access_staff s WHERE s.id = old.staff FOR UPDATE;
  IF NOT FOUND THEN RETURN 'no_session'; END IF;
  has_factor := EXISTS (SELECT FROM keys.factor f WHERE f.staff = old.staff);
  IF has_factor AND NOT keys.is_fresh(old) THEN RETURN 'show_first'; END IF;
  IF $3 = 'app' AND (SELECT $7 - keys.step_now() NOT BETWEEN -2 AND 1) THEN RETURN 'used'; END IF;
  IF (SELECT count(*) >= 10 FROM keys.factor f WHERE f.staff = old.staff AND f.kind = 'passkey') AND $3 = 'passkey' THEN RETURN 'passkeys_at_most'; END IF;
  IF EXISTS (SELECT FROM keys.factor f WHERE f.credential = $6) THEN RETURN 'known_passkey'; END IF;
  DELETE FROM keys.factor f WHERE f.staff = old.staff AND f.kind = 'app' AND $3 = 'app';
  INSERT INTO keys.factor (id, staff, kind, name, verifier, credential, mark, used_at) VALUES ($2, old.staff, $3, left($4, 80), $5, $6, $7, now());
  IF NOT has_factor THEN PERFORM keys.write_codes(old.staff, $8); END IF;
  PERFORM keys.prove(old, $9, $10, $3);
  INSERT INTO audit.entry (at, membership, staff, organisation, verb, subject, details)
    SELECT entry.clock(), m.id, old.staff, m.organisation_id, 'factor.added', $2, jsonb_build_object('kind', $3) FROM public.access_membership m WHERE m.id = old.membership;
  RETURN 'added';
END$$;
CREATE FUNCTION keys.write_codes(who uuid, codes bytea[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM keys.printed_code c WHERE c.staff = who;
  INSERT INTO keys.printed_code (staff, hash) SELECT who, x FROM unnest(codes) AS x;
END$$;
-- Roles of which this installation requires a second factor: what a server compares with its setting.
CREATE FUNCTION gate.second_factor_roles() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT coalesce(array_agg(r.code::text ORDER BY r.code), '{}') FROM public.access_role r WHERE r.second_factor$$;
GRANT EXECUTE ON FUNCTION gate.second_factor(text, bytea), gate.factors(text), gate.take_try(bytea, integer), gate.give_back(bytea),
  gate.prove(text, uuid, bigint, bytea, bytea), gate.prove_by_code(text, bytea, bytea, bytea),
  gate.add_factor(text, uuid, text, text, bytea, bytea, bigint, bytea[], bytea, bytea), gate.second_factor_roles() TO amana_gate;

-- New printed codes in place of the old, for whoever has just shown a factor.
CREATE FUNCTION entry.make_codes(codes bytea[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF NOT EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND keys.is_fresh(k)) THEN PERFORM entry.refuse('show_first'); END IF;
  IF NOT EXISTS (SELECT FROM keys.factor f WHERE f.staff = me.staff) THEN PERFORM entry.refuse('no_factor'); END IF;
  PERFORM keys.write_codes(me.staff, codes);
END$$;
CREATE FUNCTION entry.codes_left() RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT count(*)::integer FROM keys.printed_code c WHERE c.staff = (entry.actor()).staff AND c.used_at IS NULL$$;

-- One's own factor goes for whoever has just shown one; the last one stays where a role in force requires it. False for what is not one's own.
CREATE FUNCTION entry.remove_factor(key uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  PERFORM FROM public.access_staff s WHERE s.id = me.staff FOR UPDATE;
  IF NOT EXISTS (SELECT FROM keys.factor f WHERE f.id = key AND f.staff = me.staff) THEN RETURN false; END IF;
  IF NOT EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND keys.is_fresh(k)) THEN PERFORM entry.refuse('show_first'); END IF;
  DELETE FROM keys.factor f WHERE f.id = key;
  IF NOT EXISTS (SELECT FROM keys.factor f WHERE f.staff = me.staff) THEN
    IF EXISTS (SELECT FROM public.access_membership m JOIN public.access_role r ON r.code = m.role_id
                WHERE m.staff_id = me.staff AND m.ended_at IS NULL AND r.second_factor) THEN PERFORM entry.refuse('last_factor'); END IF;
    DELETE FROM keys.printed_code c WHERE c.staff = me.staff;
  END IF;
  RETURN true;
END$$;

-- Whoever takes away a colleague's second factor and sets her password signs in as her: it takes two administrators within a week. The lock lets one of two acts in a moment see the other.
CREATE FUNCTION keys.did_lately(me uuid, act text, who uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.access_staff s WHERE s.id = who FOR UPDATE;
  RETURN EXISTS (SELECT FROM audit.entry e WHERE e.subject = who AND e.staff = me AND e.verb = act AND e.at > entry.clock() - interval '7 days');
END$$;
-- Two persons: whoever administers staff frees a colleague of all factors, and in the same transaction all sessions of that colleague end, tokens too.
CREATE FUNCTION entry.reset_second_factor(who uuid, reason text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF NOT entry.may('staff') OR NOT EXISTS (SELECT FROM public.access_membership m WHERE m.staff_id = who AND m.organisation_id = me.organisation AND m.ended_at IS NULL)
     OR NOT EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND k.token IS NULL AND k.job_verbs IS NULL) THEN
    RAISE EXCEPTION 'no such colleague' USING ERRCODE = '42501';
  END IF;
  IF who = me.staff THEN PERFORM entry.refuse('own_factor'); END IF;
  IF keys.did_lately(me.staff, 'password.link_given', who) THEN PERFORM entry.refuse('factor_after_link'); END IF;
  PERFORM keys.free(who);
  PERFORM audit.record('factor.reset', who, 0, jsonb_build_object('reason', reason));
END$$;
CREATE FUNCTION keys.free(who uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.access_staff s WHERE s.id = who FOR UPDATE;
  DELETE FROM keys.factor f WHERE f.staff = who;
  IF NOT FOUND THEN PERFORM entry.refuse('no_factor'); END IF;
  DELETE FROM keys.printed_code c WHERE c.staff = who;
  DELETE FROM keys.device d WHERE d.staff = who;
  UPDATE keys.session SET ended_at = now() WHERE staff = who AND ended_at IS NULL;
END$$;

-- For the only administrator of an organisation who has lost hers: whoever runs commands on the machine is the second person. Nobody's login may call it.
CREATE FUNCTION keys.free_by_command(address text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid := (SELECT s.id FROM public.access_staff s JOIN keys.factor f ON f.staff = s.id WHERE s.email = lower(address) LIMIT 1);
BEGIN
  IF who IS NULL THEN RETURN false; END IF;
  PERFORM keys.free(who);
  INSERT INTO audit.entry (at, verb, subject, details) VALUES (entry.clock(), 'factor.reset', who, '{"reason": "command_line"}');
  RETURN true;
END$$;

-- One's own factors; for whoever administers staff also that a colleague has one, and of which kind.
CREATE VIEW public.access_factor WITH (security_barrier) AS
  SELECT f.id, f.staff AS staff_id, f.kind, CASE WHEN f.staff = (SELECT (entry.actor()).staff) THEN f.name ELSE '' END AS name, f.made_at, f.used_at
    FROM keys.factor f WHERE f.staff = (SELECT (entry.actor()).staff) OR ((SELECT entry.may('staff')) AND EXISTS (
      SELECT FROM public.access_membership m WHERE m.staff_id = f.staff AND m.organisation_id = (SELECT (entry.actor()).organisation) AND m.ended_at IS NULL));
-- One's own sessions in browsers that stand now; the key is no cookie's hash, but the hash of it.
CREATE VIEW public.access_own_session WITH (security_barrier) AS
  SELECT encode(sha256(k.cookie_hash), 'hex') AS id, k.membership AS membership_id, k.opened_at, k.seen_at, k.device,
         k.cookie_hash = (SELECT (entry.actor()).session) AS is_present
    FROM keys.session k WHERE k.staff = (SELECT (entry.actor()).staff) AND k.ended_at IS NULL AND now() < k.expires_at AND now() < k.seen_at + k.idle
     AND k.token IS NULL AND k.job_verbs IS NULL AND NOT EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = k.cookie_hash);
GRANT SELECT ON public.access_factor, public.access_own_session TO amana_web;
GRANT EXECUTE ON FUNCTION entry.make_codes(bytea[]), entry.codes_left(), entry.remove_factor(uuid), entry.reset_second_factor(uuid, text) TO amana_web;
