-- tries: a DO block, which any login may run: it may what the actor may
-- as: worker
-- expect: touches 0
DO $$BEGIN IF (SELECT count(*) FROM registry_person) <> 1 THEN RAISE EXCEPTION 'sees more' USING ERRCODE = 'P0002'; END IF; END$$;
-- expect: refused 42501
DO $$BEGIN PERFORM ring.settle('{}'); END$$;
-- expect: refused 42501
DO $$BEGIN PERFORM ring.rebuild(); END$$;
