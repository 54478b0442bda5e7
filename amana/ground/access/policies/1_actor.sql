-- Sessions: the database looks the cookie up and seals the actor for this transaction of this backend (SECURITY.md §1, way C).
SET ROLE amana_keeper;
CREATE FUNCTION entry.enter(cookie text, request uuid) RETURNS TABLE (
  membership uuid, staff uuid, staff_name text, language text, organisation uuid, organisation_code text, organisation_name_ar text, organisation_name_en text,
  role text, reads integer, writes integer, verbs text[], teams uuid[], memberships_count integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE found record; pad record; body text; key bytea := sha256(convert_to(cookie, 'UTF8'));
BEGIN
  SELECT m.id AS membership, s.id AS staff, s.name::text AS staff_name, s.language::text AS language, o.id AS organisation, o.code::text AS code,
         o.name_ar::text AS name_ar, o.name_en::text AS name_en, r.code::text AS role, r.finds::text AS finds, r.reach::text AS reach,
         CASE WHEN k.blind THEN 0 ELSE r.reads END AS reads, CASE WHEN k.blind THEN 0 ELSE r.writes END AS writes,
         CASE WHEN k.job_verbs IS NULL THEN r.verbs::text[] ELSE ARRAY(SELECT v FROM unnest(r.verbs::text[]) AS v WHERE v = ANY (k.job_verbs)) END AS verbs, m.teams, k.seen_at,
         (SELECT count(*)::integer FROM public.access_membership x JOIN public.organisations_organisation y ON y.id = x.organisation_id
           WHERE x.staff_id = s.id AND x.suspended_at IS NULL AND x.ended_at IS NULL AND y.is_active) AS memberships_count
    INTO found
    FROM keys.session k
    JOIN public.access_membership m ON m.id = k.membership
    JOIN public.access_staff s ON s.id = m.staff_id
    JOIN public.organisations_organisation o ON o.id = m.organisation_id
    JOIN public.access_role r ON r.code = m.role_id
   WHERE k.cookie_hash = key AND k.ended_at IS NULL AND now() < k.expires_at AND now() < k.seen_at + k.idle
     AND m.suspended_at IS NULL AND coalesce(m.starts_at, '-infinity') <= entry.clock() AND entry.clock() < coalesce(m.ended_at, 'infinity')
     AND s.is_active AND o.is_active
     AND NOT EXISTS (SELECT FROM keys.awaiting a WHERE a.cookie_hash = k.cookie_hash);
  IF found.membership IS NULL THEN PERFORM set_config('amana.facts', '', true); RETURN; END IF;
  IF found.seen_at < now() - interval '1 minute' THEN UPDATE keys.session SET seen_at = now() WHERE cookie_hash = key; END IF;
  SELECT inner_pad, outer_pad INTO pad FROM keys.secret WHERE name = 'seal';
  body := concat_ws('|', found.membership, found.staff, found.organisation, found.role, found.finds, found.reach, found.reads, found.writes,
                    array_to_string(found.verbs, ','), array_to_string(found.teams, ','), request, encode(key, 'hex'));
  PERFORM set_config('amana.facts', body || '|' || encode(sha256(pad.outer_pad || sha256(pad.inner_pad ||
    convert_to(body || '@' || pg_backend_pid() || ':' || extract(epoch FROM now())::text, 'UTF8'))), 'hex'), true);
  RETURN QUERY SELECT found.membership, found.staff, found.staff_name, found.language, found.organisation, found.code, found.name_ar, found.name_en,
                      found.role, found.reads, found.writes, found.verbs, found.teams, found.memberships_count;
END$$;
GRANT EXECUTE ON FUNCTION entry.enter(text, uuid) TO amana_web;

-- A session for a job of the present actor (DESIGN.md §6.5 "Jobs"): the few verbs that its one deed needs, for one subject, 24 hours. NULL where a verb is lacking.
CREATE FUNCTION entry.open_job(wanted text[], about uuid, cookie_hash bytea) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF me.membership IS NULL OR NOT wanted <@ me.verbs OR EXISTS (SELECT FROM keys.session k WHERE k.cookie_hash = me.session AND k.job_verbs IS NOT NULL) THEN RETURN false; END IF;
  INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, device, job_verbs, job_subject, proved_at)
    VALUES ($3, me.staff, me.membership, now() + interval '24 hours', interval '24 hours', 'job', wanted, about, now());
  RETURN true;
END$$;
-- The one subject of the present job's session; NULL in any other session.
CREATE FUNCTION entry.job_subject() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT k.job_subject FROM keys.session k WHERE k.cookie_hash = (entry.actor()).session$$;
GRANT EXECUTE ON FUNCTION entry.open_job(text[], uuid, bytea), entry.job_subject() TO amana_web;

-- An ended or suspended membership ends its sessions in the same transaction, and withdraws what it offered and nobody took up: a link that its maker kept would let her in again.
CREATE FUNCTION keys.end_sessions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.suspended_at IS NULL AND new.ended_at IS NULL THEN RETURN NULL; END IF;
  UPDATE keys.session SET ended_at = now() WHERE membership = new.id AND ended_at IS NULL;
  UPDATE public.access_invitation SET withdrawn_at = entry.clock() WHERE made_by = new.id AND accepted_at IS NULL AND withdrawn_at IS NULL;
  RETURN NULL;
END$$;
GRANT USAGE ON SCHEMA keys TO amana_owner;
GRANT EXECUTE ON FUNCTION keys.end_sessions() TO amana_owner;

-- The hash of a one-time link for an invitation that the actor has just made.
CREATE FUNCTION entry.link(invitation uuid, token_hash bytea) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO keys.link (token_hash, invitation, expires_at)
    SELECT $2, i.id, i.expires_at FROM public.access_invitation i WHERE i.id = $1 AND i.made_by = (entry.actor()).membership AND i.accepted_at IS NULL AND i.withdrawn_at IS NULL;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such invitation' USING ERRCODE = '42501'; END IF;
END$$;
GRANT EXECUTE ON FUNCTION entry.link(uuid, bytea) TO amana_web;

-- The own language follows the person from one browser to the next.
CREATE FUNCTION entry.choose_language(code text) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$UPDATE public.access_staff SET language = code WHERE id = (entry.actor()).staff$$;
GRANT EXECUTE ON FUNCTION entry.choose_language(text) TO amana_web;
