-- The trigger function of capture. It must never make an application's statement fail, so it names no
-- column of any table: keys and values are taken from the row's JSON form, whatever its shape today.
--
-- Statement triggers (made by `neo4j-sync install`) pass: the logical table's name, the key columns, the
-- columns no route maps, and 'guarded' where a column's type has values that jsonb cannot hold. As a row
-- trigger without arguments it serves the strategy's own CREATE TRIGGER.
-- Rows are named n.*, not n, which could be a column.
-- The settings make the JSON form independent of the session that happens to write. FULL JOINs cannot
-- become nested loops, so a plan made for one row stays good for a hundred thousand.
--
-- An event without payload makes the writer read the row. It is queued where the rows at hand may be out of
-- date by the time their trigger fires:
--   - A trigger of the application that changes the table again is captured before the statement that set
--     it off (seen > depth).
--   - The parts of a data-modifying WITH end in an order of their own, and where the key is checked at commit
--     two rows may share it for a while: a deleted key may be in the table again (seen > 0, NOT indimmediate).
-- And it is queued for rows that are left out: those that jsonb cannot hold, large ones, and all rows while a
-- key column has another name than at the last install.

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_entity_id(keys TEXT[]) RETURNS UUID
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN pg_catalog.cardinality(keys) = 1
             AND keys[1] LIKE '________-____-____-____-____________'
             AND pg_catalog.translate(keys[1], '0123456789abcdef', '') = '----'
        THEN keys[1]::pg_catalog.uuid END
$$;

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_entity_key(keys TEXT[]) RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN pg_catalog.cardinality(keys) = 1 THEN coalesce(keys[1], '')
        ELSE pg_catalog.to_jsonb(keys)::pg_catalog.text END
$$;

-- The row as jsonb; NULL, and a note for the trigger function, if it is larger than that or cannot be
-- converted: json may hold what jsonb cannot (\u0000, a lone surrogate, 1e999999), and a cast to json of an
-- extension's type may raise anything. What is attempted writes nothing, so it costs no transaction id.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_jsonb(value ANYELEMENT, largest INTEGER) RETURNS JSONB
LANGUAGE plpgsql
AS $$
DECLARE
    converted JSONB;
BEGIN
    -- the value may be compressed, what comes out is not
    IF pg_catalog.pg_column_size(value) <= largest THEN
        converted := pg_catalog.to_jsonb(value);
        IF pg_catalog.pg_column_size(converted) <= largest THEN
            RETURN converted;
        END IF;
    END IF;
    PERFORM pg_catalog.set_config('neo4j_sync.left_out', 'yes', true);
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    PERFORM pg_catalog.set_config('neo4j_sync.left_out', 'yes', true);
    RETURN NULL;
END;
$$;

-- Whether to_jsonb may fail for a row of the table: json accepts what jsonb does not, and an extension's own cast
-- to json may refuse a value. Looks into domains, arrays and composite types.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_may_not_fit(relation OID) RETURNS BOOLEAN
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE types (oid) AS (
        SELECT atttypid FROM pg_attribute WHERE attrelid = relation AND attnum > 0
        UNION
        SELECT part.oid
          FROM types JOIN pg_type t USING (oid)
         CROSS JOIN LATERAL (
                SELECT t.typbasetype
                UNION ALL
                SELECT t.typelem
                UNION ALL
                SELECT atttypid FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0) part (oid))
    SELECT EXISTS (
        SELECT FROM types
         WHERE types.oid = 'json'::regtype
            OR EXISTS (SELECT FROM pg_cast
                        WHERE castsource = types.oid AND casttarget = 'json'::regtype AND castmethod = 'f'))
$$;

-- The row as JSON text for the reader, when to_jsonb fails for some row of a page. As json, documents stay
-- what they are. What fails even so is this row's fault, whatever the error, so it gets such a code.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_row(value ANYELEMENT) RETURNS TEXT
LANGUAGE plpgsql
AS $$
BEGIN
    BEGIN
        RETURN pg_catalog.to_jsonb(value)::pg_catalog.text;
    EXCEPTION WHEN OTHERS THEN
        RETURN pg_catalog.to_json(value)::pg_catalog.text;
    END;
EXCEPTION WHEN internal_error OR plpgsql_error THEN
    RAISE data_exception USING MESSAGE = SQLERRM;
END;
$$;

CREATE OR REPLACE FUNCTION ${schema}.queue_neo4j_sync() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET intervalstyle = 'iso_8601'
SET bytea_output = 'hex'
SET extra_float_digits = '1'
SET lc_monetary = 'C'
AS $$
DECLARE
    entity CONSTANT TEXT := coalesce(TG_ARGV[0], TG_TABLE_NAME);
    key_columns TEXT[];
    unmapped TEXT[] := coalesce(TG_ARGV[2], '{}');
    -- the depth of triggers at which the client's statement has changed the table already
    mark CONSTANT TEXT := 'neo4j_sync.t' || to_hex(hashtext(entity));
    marked TEXT := current_setting(mark, true);
    started CONSTANT TEXT := extract(epoch FROM statement_timestamp());
    depth CONSTANT INTEGER := pg_trigger_depth();
    seen INTEGER := 0;
    outdated BOOLEAN;
    -- Rows that are not small are converted with care on every table: a value may be compressed, and a numeric of
    -- 8 bytes may have 131072 digits. Large ones are not copied into the queue.
    small CONSTANT INTEGER := 8 * 1024;
    large CONSTANT INTEGER := 8 * 1024 * 1024;
    guarded BOOLEAN := TG_NARGS <> 3;
    looked_at CONSTANT TEXT := 'neo4j_sync.g' || TG_RELID;
    looked TEXT := current_setting(looked_at, true);
    key_names TEXT[];
    key_moved BOOLEAN;
    key_texts TEXT;
    left_out TEXT;
    row_before JSONB;
    row_after JSONB;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_key, operation)
        VALUES (entity, '*', 'TRUNCATE');
        RETURN NULL;
    END IF;

    IF split_part(marked, ' ', 1) = started THEN seen := split_part(marked, ' ', 2); END IF;
    outdated := seen > depth;
    -- local to the transaction; rolled back with the savepoint
    marked := set_config(mark, started || ' ' || greatest(seen, depth), true);

    -- A column that jsonb may not hold can have been added since the last install. The catalogue is slow to ask, so
    -- each session asks it once a second.
    IF NOT guarded THEN
        IF split_part(looked, ' ', 1) = split_part(started, '.', 1) THEN
            guarded := split_part(looked, ' ', 2);
        ELSE
            guarded := ${schema}.neo4j_sync_may_not_fit(TG_RELID);
            looked := set_config(looked_at, split_part(started, '.', 1) || ' ' || guarded, false);
        END IF;
    END IF;

    IF TG_ARGV[1] IS NOT NULL THEN
        key_columns := TG_ARGV[1];
    ELSE
        key_columns := ARRAY(
            SELECT a.attname::text
              FROM pg_index i
              CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, n)
              JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
             WHERE i.indrelid = TG_RELID AND i.indisprimary
             ORDER BY k.n);
        IF key_columns = '{}' THEN key_columns := '{id}'; END IF;
    END IF;

    IF TG_LEVEL = 'STATEMENT' AND TG_OP = 'INSERT' THEN
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id,
               CASE WHEN e.id IS NULL THEN ${schema}.neo4j_sync_entity_key(k.keys) END,
               CASE WHEN outdated THEN 'UPDATE' ELSE TG_OP END, CASE WHEN NOT outdated THEN r.payload END
          FROM (SELECT CASE WHEN guarded OR pg_column_size(n.*) > small
                             THEN ${schema}.neo4j_sync_jsonb(n.*, large) ELSE to_jsonb(n.*) END AS payload
                  FROM new_rows n
                OFFSET 0) r
         CROSS JOIN LATERAL (SELECT ARRAY(SELECT r.payload ->> c FROM unnest(key_columns) c) AS keys OFFSET 0) k
         CROSS JOIN LATERAL (SELECT ${schema}.neo4j_sync_entity_id(k.keys) AS id OFFSET 0) e
         WHERE CASE WHEN r.payload ?& key_columns THEN true
                    WHEN r.payload IS NULL THEN false
                    ELSE set_config('neo4j_sync.left_out', 'yes', true) IS NULL END;

    ELSIF TG_LEVEL = 'STATEMENT' AND TG_OP = 'DELETE' THEN
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id,
               CASE WHEN e.id IS NULL THEN ${schema}.neo4j_sync_entity_key(k.keys) END,
               CASE WHEN x.unsure THEN 'UPDATE' ELSE TG_OP END, CASE WHEN NOT x.unsure THEN r.payload END
          FROM (SELECT CASE WHEN guarded OR pg_column_size(o.*) > small
                             THEN ${schema}.neo4j_sync_jsonb(o.*, large) ELSE to_jsonb(o.*) END AS payload
                  FROM old_rows o
                OFFSET 0) r
         CROSS JOIN LATERAL (SELECT ARRAY(SELECT r.payload ->> c FROM unnest(key_columns) c) AS keys OFFSET 0) k
         CROSS JOIN LATERAL (SELECT ${schema}.neo4j_sync_entity_id(k.keys) AS id OFFSET 0) e
         CROSS JOIN (
                SELECT seen > 0
                       OR EXISTS (SELECT FROM pg_index WHERE indrelid = TG_RELID AND NOT indimmediate) AS unsure
                OFFSET 0) x
         WHERE CASE WHEN r.payload ?& key_columns THEN true
                    WHEN r.payload IS NULL THEN false
                    ELSE set_config('neo4j_sync.left_out', 'yes', true) IS NULL END;

    ELSIF TG_LEVEL = 'STATEMENT' THEN
        -- Old and new rows come in pairs, in the order of the changes. Pairs that are equal did not change. As
        -- long as no key changes, what is left are the events.
        -- If keys change, a key may be left and taken again, or taken and left again by a cascade, and the
        -- order does not tell which: so old and new rows of equal mapped content cancel out. What is left then is at
        -- most one old and one new row per key, so one event per key.
        WITH changed AS MATERIALIZED (
            SELECT before_row.j AS before, after_row.j AS after,
                   ARRAY(SELECT before_row.j ->> c FROM unnest(key_columns) c) AS old_keys,
                   ARRAY(SELECT after_row.j ->> c FROM unnest(key_columns) c) AS new_keys
              FROM (SELECT row_number() OVER () AS n,
                           CASE WHEN guarded OR pg_column_size(o.*) > small
                                THEN ${schema}.neo4j_sync_jsonb(o.*, large) ELSE to_jsonb(o.*) END AS j
                      FROM old_rows o) before_row
              FULL JOIN (SELECT row_number() OVER () AS n,
                           CASE WHEN guarded OR pg_column_size(w.*) > small
                                THEN ${schema}.neo4j_sync_jsonb(w.*, large) ELSE to_jsonb(w.*) END AS j
                      FROM new_rows w) after_row
                USING (n)
             -- compared by image: to jsonb's own equality 1.5 and 1.50 are the same
             -- CASE, because IS NOT NULL alone would make an inner join of it
             WHERE CASE WHEN before_row.j IS NULL OR after_row.j IS NULL THEN false
                        WHEN NOT after_row.j ?& key_columns
                        THEN set_config('neo4j_sync.left_out', 'yes', true) IS NULL
                        ELSE record_image_ne(ROW(before_row.j - unmapped), ROW(after_row.j - unmapped)) END
             ORDER BY n
        ), keys_changed AS MATERIALIZED (
            SELECT EXISTS (SELECT FROM changed WHERE old_keys IS DISTINCT FROM new_keys) AS yes
        ), remaining AS MATERIALIZED (
            SELECT gone.before, gone.old_keys, came.after, came.new_keys
              FROM (SELECT *, (before - unmapped)::text COLLATE "C" AS content
                      FROM changed WHERE before IS NOT NULL) gone
              FULL JOIN (SELECT *, (after - unmapped)::text COLLATE "C" AS content
                      FROM changed WHERE after IS NOT NULL) came
                USING (content)
             WHERE (SELECT yes FROM keys_changed) AND (gone.before IS NULL OR came.after IS NULL)
        ), events AS (
            SELECT new_keys AS keys, 'UPDATE' AS operation, after AS payload
              FROM changed WHERE NOT (SELECT yes FROM keys_changed)
            UNION ALL
            (SELECT keys,
                    CASE WHEN came.after IS NULL THEN 'DELETE'
                         WHEN gone.before IS NULL THEN 'INSERT'
                         ELSE 'UPDATE' END,
                    coalesce(came.after, gone.before)
               FROM (SELECT old_keys AS keys, before FROM remaining WHERE before IS NOT NULL) gone
               FULL JOIN (SELECT new_keys AS keys, after FROM remaining WHERE after IS NOT NULL) came
                 USING (keys)
              ORDER BY 2)
        )
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id,
               CASE WHEN e.id IS NULL THEN ${schema}.neo4j_sync_entity_key(events.keys) END,
               CASE WHEN x.unsure THEN 'UPDATE' ELSE events.operation END,
               CASE WHEN NOT x.unsure THEN events.payload END
          FROM events
         CROSS JOIN LATERAL (
                SELECT outdated OR (events.operation = 'DELETE'
                       AND (seen > 0
                            OR EXISTS (SELECT FROM pg_index WHERE indrelid = TG_RELID AND NOT indimmediate)))
                       AS unsure
                OFFSET 0) x
         CROSS JOIN LATERAL (SELECT ${schema}.neo4j_sync_entity_id(events.keys) AS id OFFSET 0) e;

    ELSE
        -- row trigger
        IF TG_OP <> 'INSERT' THEN row_before := ${schema}.neo4j_sync_jsonb(OLD, large); END IF;
        IF TG_OP <> 'DELETE' THEN row_after := ${schema}.neo4j_sync_jsonb(NEW, large); END IF;
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id,
               CASE WHEN e.id IS NULL THEN ${schema}.neo4j_sync_entity_key(v.keys) END,
               CASE WHEN x.unsure THEN 'UPDATE' ELSE v.operation END, CASE WHEN NOT x.unsure THEN v.payload END
          FROM (SELECT x.n, x.operation, x.payload,
                       ARRAY(SELECT x.payload ->> c FROM unnest(key_columns) c) AS keys
                  FROM (VALUES (1, 'DELETE', row_before), (2, 'INSERT', row_after)) AS x (n, operation, payload)
                 WHERE x.payload IS NOT NULL
                   AND (TG_OP <> 'UPDATE' OR (row_before IS NOT NULL AND row_after IS NOT NULL))) raw
         CROSS JOIN LATERAL (
                SELECT raw.keys, raw.payload,
                       CASE WHEN TG_OP = 'UPDATE' AND raw.n = 2
                                 AND raw.keys = ARRAY(SELECT row_before ->> c FROM unnest(key_columns) c)
                            THEN 'UPDATE' ELSE raw.operation END AS operation) v
         CROSS JOIN LATERAL (SELECT ${schema}.neo4j_sync_entity_id(v.keys) AS id OFFSET 0) e
         CROSS JOIN LATERAL (
                SELECT outdated OR (v.operation = 'DELETE'
                       AND EXISTS (SELECT FROM pg_index WHERE indrelid = TG_RELID AND NOT indimmediate)) AS unsure
                OFFSET 0) x
         WHERE NOT (TG_OP = 'UPDATE' AND raw.n = 1
                    AND raw.keys = ARRAY(SELECT row_after ->> c FROM unnest(key_columns) c))
         ORDER BY raw.n;
    END IF;

    -- What was left out gets an event by its key alone, after the others. Of these rows nothing is converted but
    -- the key columns, which need a name for that: the one that the column of the last install has today. If such
    -- a column is gone, nobody can say which rows these are, so a full sync of the table is queued. Old and new rows
    -- go together by their order, as above.
    IF current_setting('neo4j_sync.left_out', true) = 'yes' THEN
        key_names := ARRAY(
            SELECT (SELECT a.attname::text
                      FROM pg_attribute a
                     WHERE a.attrelid = TG_RELID AND a.attnum > 0 AND NOT a.attisdropped
                       AND a.attname IN (k.name, renamed.attname)
                     ORDER BY a.attname = k.name DESC LIMIT 1)
              FROM unnest(key_columns) WITH ORDINALITY AS k (name, n)
              LEFT JOIN ${schema}.neo4j_sync_capture c ON c.table_name = entity
              LEFT JOIN pg_attribute renamed
                     ON renamed.attrelid = c.relation AND NOT renamed.attisdropped
                    AND renamed.attnum = c.positions[array_position(c.columns, k.name)]
             ORDER BY k.n);
        IF TG_LEVEL = 'STATEMENT' AND array_position(key_names, NULL) IS NOT NULL THEN
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_key, operation)
            VALUES (entity, '* full sync', 'FULL_SYNC');
            PERFORM set_config('neo4j_sync.left_out', '', true);
            RETURN NULL;
        END IF;
        key_moved := key_names <> key_columns;
        SELECT string_agg(
                   CASE WHEN k.name IS NULL THEN 'NULL'
                        ELSE $sql$ ${schema}.neo4j_sync_jsonb(r.$sql$ || quote_ident(k.name) || $sql$, $4) #>> '{}'$sql$ END,
                   ', ' ORDER BY k.n)
          INTO key_texts
          FROM unnest(key_names) WITH ORDINALITY AS k (name, n);
        SELECT string_agg(
                   'SELECT row_number() OVER () AS n, ARRAY[' || key_texts || ']::text[] AS keys, '
                   || CASE WHEN TG_LEVEL = 'ROW' OR key_moved THEN 'true' ELSE $sql$ ${schema}.neo4j_sync_jsonb(r.*, $4) IS NULL$sql$ END
                   || ' AS missing FROM ' || source || ' r',
                   ' UNION ALL ')
          INTO left_out
          FROM (VALUES ('STATEMENT', 'old_rows', 'INSERT'), ('STATEMENT', 'new_rows', 'DELETE'),
                       ('ROW', '(SELECT ($2).*)', 'INSERT'), ('ROW', '(SELECT ($3).*)', 'DELETE'))
                 AS sources (level, source, lacking)
         WHERE level = TG_LEVEL AND lacking <> TG_OP;
        EXECUTE $sql$
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation)
            SELECT $1, e.id, CASE WHEN e.id IS NULL THEN ${schema}.neo4j_sync_entity_key(k.keys) END, 'UPDATE'
              FROM (SELECT DISTINCT pairs.keys
                      FROM (SELECT keys, bool_or(missing) OVER (PARTITION BY n) AS missing
                              FROM ($sql$ || left_out || $sql$) sides) pairs
                     WHERE pairs.missing) k
             CROSS JOIN LATERAL (SELECT ${schema}.neo4j_sync_entity_id(k.keys) AS id) e $sql$
        USING entity, OLD, NEW, large;
        PERFORM set_config('neo4j_sync.left_out', '', true);
    END IF;
    RETURN NULL;
END;
$$;

-- Who may call it in a trigger can queue changes of any entity. The triggers of capture fire for everyone.
REVOKE EXECUTE ON FUNCTION ${schema}.queue_neo4j_sync() FROM PUBLIC;

COMMENT ON FUNCTION ${schema}.queue_neo4j_sync() IS 'Queues changes of the table for Neo4j (neo4j-sync)';
