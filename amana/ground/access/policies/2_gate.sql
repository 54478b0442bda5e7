-- What the gate's login may do: check passwords, open and end sessions, take up an invitation, change passwords (7_passwords.sql). Nothing else (DESIGN.md §6.6).
SET ROLE amana_keeper;

-- Failures of one budget wait 1 s to 15 min; a budget that rests for an hour is full again. Nobody is locked out for good.
CREATE FUNCTION gate.wait_seconds(budget bytea, free integer) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(max(greatest(0, ceil(extract(epoch FROM at + make_interval(secs => least(900, power(2, least(failures - free, 20)))) - now())))), 0)::integer
    FROM keys.attempt a WHERE a.budget = $1 AND failures >= free AND at > now() - interval '1 hour'$$;
CREATE FUNCTION gate.failed(budget bytea) RETURNS integer LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO keys.attempt AS a (budget, failures, at) VALUES ($1, 1, now())
  ON CONFLICT ON CONSTRAINT attempt_pkey DO UPDATE SET failures = CASE WHEN a.at > now() - interval '1 hour' THEN a.failures + 1 ELSE 1 END, at = now()
  RETURNING failures$$;
CREATE FUNCTION gate.alarm(who uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$INSERT INTO audit.entry (at, verb, subject) VALUES (entry.clock(), 'sign_in.attacked', who)$$;
CREATE FUNCTION gate.succeeded(budget bytea) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$DELETE FROM keys.attempt a WHERE a.budget = $1$$;

-- One token for a request from each bucket that it belongs to: the network's, and with a session the account's and the organisation's. Seconds to wait
-- until the emptiest has one again; 0 where all had. What a person at work never reaches, and a script that copies soon does.
CREATE FUNCTION gate.draw(cookie text, network text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE wait integer;
BEGIN
  IF random() < 0.001 THEN DELETE FROM keys.bucket WHERE at < now() - interval '1 hour'; END IF;
  WITH asking AS (
    SELECT 'network ' || $2 AS budget, 3000 AS burst, 60 AS a_second
    UNION ALL
    SELECT x.budget, x.burst, x.a_second FROM keys.session k JOIN public.access_membership m ON m.id = k.membership,
      LATERAL (VALUES ('account ' || k.staff, 300, 5), ('organisation ' || m.organisation_id, 6000, 150)) AS x(budget, burst, a_second)
     WHERE k.cookie_hash = sha256(convert_to($1, 'UTF8')) AND k.ended_at IS NULL AND k.expires_at > now()
  ), drawn AS (
    INSERT INTO keys.bucket AS b (budget, burst, a_second, tokens, had, at)
    SELECT a.budget, a.burst, a.a_second, a.burst - 1, true, now() FROM asking a ORDER BY a.budget
    ON CONFLICT ON CONSTRAINT bucket_pkey DO UPDATE SET (tokens, had, at) = (
      SELECT f.level - (f.level >= 1)::integer, f.level >= 1, now()
        FROM (SELECT least(b.burst, b.tokens + b.a_second * greatest(0, extract(epoch FROM now() - b.at)))) AS f(level))
    RETURNING b.had, b.tokens, b.a_second
  )
  SELECT coalesce(max(ceil((1 - d.tokens) / d.a_second)) FILTER (WHERE NOT d.had), 0) INTO wait FROM drawn d;
  RETURN wait;
END$$;

-- One row for every e-mail address, known or not.
CREATE FUNCTION gate.credential(address text, device bytea) RETURNS TABLE (staff uuid, hash text, known_device boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.id, p.hash, EXISTS (SELECT FROM keys.device d WHERE d.staff = s.id AND d.device_hash = $2)
    FROM (SELECT lower($1) AS email) AS asked LEFT JOIN public.access_staff s ON s.email = asked.email AND s.is_active LEFT JOIN keys.password p ON p.staff = s.id$$;

-- A session of the membership used last, or of the first; false where no membership is in force.
CREATE FUNCTION gate.open_session(who uuid, cookie_hash bytea, device_hash bytea, browser text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE chosen record;
BEGIN
  SELECT m.id, m.organisation_id, r.idle_minutes INTO chosen FROM public.access_membership m JOIN public.access_role r ON r.code = m.role_id
    JOIN public.organisations_organisation o ON o.id = m.organisation_id
   WHERE m.staff_id = who AND m.suspended_at IS NULL AND coalesce(m.starts_at, '-infinity') <= entry.clock() AND entry.clock() < coalesce(m.ended_at, 'infinity') AND o.is_active
   ORDER BY (SELECT max(k.opened_at) FROM keys.session k WHERE k.membership = m.id AND k.token IS NULL) DESC NULLS LAST, m.id LIMIT 1;
  IF chosen.id IS NULL THEN RETURN false; END IF;
  INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, device)
    VALUES ($2, who, chosen.id, now() + interval '10 hours', make_interval(mins => chosen.idle_minutes), left(browser, 200));
  -- A browser is known once all that was due has been shown in it.
  INSERT INTO keys.device (device_hash, staff) SELECT $3, who WHERE NOT EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = $2)
    ON CONFLICT ON CONSTRAINT device_pkey DO UPDATE SET at = now();
  INSERT INTO audit.entry (at, membership, staff, organisation, verb) VALUES (entry.clock(), chosen.id, who, chosen.organisation_id, 'session.opened');
  RETURN true;
END$$;

-- For a command's --as (DESIGN.md §6.5): a session of one hour of that person in that organisation, in a role that has the verb. False where there is none.
CREATE FUNCTION gate.open_command_session(address text, organisation_code text, verb text, cookie_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE chosen record;
BEGIN
  SELECT m.id, m.staff_id, m.organisation_id INTO chosen FROM public.access_membership m JOIN public.access_staff s ON s.id = m.staff_id
    JOIN public.organisations_organisation o ON o.id = m.organisation_id JOIN public.access_role r ON r.code = m.role_id
   WHERE s.email = lower(address) AND o.code = organisation_code AND s.is_active AND o.is_active AND $3 = ANY (r.verbs) AND m.suspended_at IS NULL
     AND coalesce(m.starts_at, '-infinity') <= entry.clock() AND entry.clock() < coalesce(m.ended_at, 'infinity')
   ORDER BY m.id LIMIT 1;
  IF chosen.id IS NULL THEN RETURN false; END IF;
  INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, device, proved_at)
    VALUES ($4, chosen.staff_id, chosen.id, now() + interval '1 hour', interval '1 hour', 'command line', now());
  INSERT INTO audit.entry (at, membership, staff, organisation, verb) VALUES (entry.clock(), chosen.id, chosen.staff_id, chosen.organisation_id, 'session.command_line');
  RETURN true;
END$$;

-- Another membership of the same person: a new cookie, and the old one is dead (SECURITY.md §8 "Session binding").
CREATE FUNCTION gate.switch_session(cookie text, wanted uuid, cookie_hash bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE old keys.session; chosen record;
BEGIN
  UPDATE keys.session k SET ended_at = now() WHERE k.cookie_hash = sha256(convert_to(cookie, 'UTF8')) AND k.ended_at IS NULL
     AND now() < k.expires_at AND now() < k.seen_at + k.idle AND NOT EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = k.cookie_hash) RETURNING * INTO old;
  IF old.staff IS NULL THEN RETURN false; END IF;
  SELECT m.id, m.organisation_id, r.idle_minutes INTO chosen FROM public.access_membership m JOIN public.access_role r ON r.code = m.role_id
   WHERE m.id = wanted AND m.staff_id = old.staff AND m.suspended_at IS NULL AND entry.clock() < coalesce(m.ended_at, 'infinity');
  IF chosen.id IS NULL THEN RAISE EXCEPTION 'no such membership' USING ERRCODE = '42501'; END IF;
  INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, device, proved_at)
    VALUES ($3, old.staff, chosen.id, old.expires_at, make_interval(mins => chosen.idle_minutes), old.device, old.proved_at);
  INSERT INTO audit.entry (at, membership, staff, organisation, verb) VALUES (entry.clock(), chosen.id, old.staff, chosen.organisation_id, 'session.switched');
  RETURN true;
END$$;

CREATE FUNCTION gate.end_session(cookie text, everywhere boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE mine keys.session;
BEGIN
  SELECT * INTO mine FROM keys.session k WHERE k.cookie_hash = sha256(convert_to(cookie, 'UTF8')) AND k.ended_at IS NULL;
  IF mine.staff IS NULL THEN RETURN; END IF;
  -- Whoever holds the password alone ends no session but this one.
  everywhere := everywhere AND NOT EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = mine.cookie_hash);
  UPDATE keys.session k SET ended_at = now() WHERE k.ended_at IS NULL AND (k.cookie_hash = mine.cookie_hash OR (everywhere AND k.staff = mine.staff));
  INSERT INTO audit.entry (at, membership, staff, verb, details) VALUES (entry.clock(), mine.membership, mine.staff, 'session.ended', jsonb_build_object('everywhere', everywhere));
END$$;

-- What a one-time link offers, to whoever holds it; nothing for a link that is unknown, used, too old or withdrawn.
CREATE FUNCTION gate.invitation(token_hash bytea) RETURNS TABLE (email text, name text, role text, organisation_name_ar text, organisation_name_en text, has_password boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT i.email, i.name, i.role_id, o.name_ar, o.name_en, EXISTS (SELECT FROM public.access_staff s JOIN keys.password p ON p.staff = s.id WHERE s.email = i.email)
    FROM keys.link l JOIN public.access_invitation i ON i.id = l.invitation JOIN public.organisations_organisation o ON o.id = i.organisation_id
   WHERE l.token_hash = $1 AND l.used_at IS NULL AND now() < l.expires_at AND i.withdrawn_at IS NULL AND o.is_active$$;

-- The place is taken up: staff (if new) and membership exist afterwards, and the link is used. `hash` counts only where there is no password yet.
CREATE FUNCTION gate.accept(token_hash bytea, called text, hash text, staff_key uuid, membership_key uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE i public.access_invitation; who uuid;
BEGIN
  UPDATE keys.link l SET used_at = now() FROM public.access_invitation x
   WHERE l.token_hash = $1 AND l.used_at IS NULL AND now() < l.expires_at AND x.id = l.invitation AND x.withdrawn_at IS NULL RETURNING x.* INTO i;
  IF i.id IS NULL THEN RETURN NULL; END IF;
  INSERT INTO public.access_staff (id, email, name, language, is_active) VALUES (staff_key, i.email, called, 'ar', true) ON CONFLICT (email) DO NOTHING;
  SELECT id INTO who FROM public.access_staff WHERE email = i.email;
  INSERT INTO keys.password (staff, hash) VALUES (who, $3) ON CONFLICT (staff) DO NOTHING;
  INSERT INTO public.access_membership (id, staff_id, organisation_id, role_id, teams, starts_at) VALUES (membership_key, who, i.organisation_id, i.role_id, i.teams, entry.clock())
    ON CONFLICT (staff_id, organisation_id, role_id) WHERE ended_at IS NULL DO NOTHING;
  UPDATE public.access_invitation SET accepted_at = entry.clock() WHERE id = i.id;
  INSERT INTO audit.entry (at, staff, organisation, verb, subject) VALUES (entry.clock(), who, i.organisation_id, 'invitation.accepted', i.id);
  RETURN who;
END$$;

-- A new hash for the same password, when the hasher's parameters have grown.
CREATE FUNCTION gate.rehash(who uuid, old_hash text, new_hash text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$UPDATE keys.password SET hash = new_hash WHERE staff = who AND hash = old_hash$$;

DO $$DECLARE f record; BEGIN
  FOR f IN SELECT oid::regprocedure AS signature FROM pg_proc WHERE pronamespace = 'gate'::regnamespace LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO amana_gate', f.signature);
  END LOOP; END$$;
