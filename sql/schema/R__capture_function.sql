-- The trigger function of capture. It must never make an application's statement fail, so it names no
-- column of any table: keys and values are taken from the row's JSON form, whatever its shape today.
--
-- Statement triggers (made by `neo4j-sync install`) pass: the logical table's name, the key columns, the
-- columns no route maps, and 'guarded' where a column's type has values that jsonb cannot hold. As a row
-- trigger without arguments it serves the strategy's own CREATE TRIGGER.
-- Rows are named n.*, not n, which could be a column.
-- The settings make the JSON form independent of the session that happens to write. The last ones are for plans:
--   - FULL JOINs cannot become nested loops, so a plan made for one row stays good for a thousand. Without merge joins,
--     which PostgreSQL prefers as it knows nothing of the rows, they take no sorts.
--   - Left to itself, a session whose plan happened to be made in a statement of many rows would find it too dear to
--     keep, and plan anew for each statement from then on.
--   - To compile a query takes longer than most statements.
--
-- Statements come in three sizes. Most change one row, so an update of one row is compared without joins and
-- sorts. Inserts and updates of more than a thousand rows are bulk: converting their rows would be most of what they
-- cost, so their events carry the key alone.
--
-- An event without payload makes the writer read the row. It is queued where the rows at hand may be out of
-- date by the time their trigger fires:
--   - A trigger of the application that changes the table again is captured before the statement that set
--     it off (seen > depth).
--   - The parts of a data-modifying WITH end in an order of their own, and where the key is checked at commit
--     two rows may share it for a while: a deleted key may be in the table again (seen > 0, NOT indimmediate).
-- And it is queued for rows that are left out: those of bulk statements, those that jsonb cannot hold, large ones,
-- and all rows while a key column has another name than at the last install.

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_entity_id(keys TEXT[]) RETURNS UUID
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN pg_catalog.cardinality(keys) = 1
             AND keys[1] LIKE '________-____-____-____-____________'
             AND keys[1] ~ '^[0-9a-f-]+$' AND pg_catalog.length(pg_catalog.replace(keys[1], '-', '')) = 32
        THEN keys[1]::pg_catalog.uuid END
$$;

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_entity_key(keys TEXT[]) RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN pg_catalog.cardinality(keys) = 1 THEN coalesce(keys[1], '')
        ELSE pg_catalog.to_jsonb(keys)::pg_catalog.text END
$$;

-- The key where it is not one uuid. PostgreSQL puts this function into the query that uses it, but has to call the one
-- above, which takes it longer. So that is left to keys of several columns.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_other_key(keys TEXT[], id UUID) RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN id IS NOT NULL THEN NULL
                WHEN pg_catalog.cardinality(keys) = 1 THEN coalesce(keys[1], '')
                ELSE ${schema}.neo4j_sync_entity_key(keys) END
$$;

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_other_key(keys TEXT[]) RETURNS TEXT
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT ${schema}.neo4j_sync_other_key(keys, ${schema}.neo4j_sync_entity_id(keys))
$$;

CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_many_keys(row_json JSONB, key_columns TEXT[]) RETURNS TEXT[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
BEGIN
    RETURN ARRAY(SELECT row_json ->> c FROM pg_catalog.unnest(key_columns) c);
END;
$$;

-- Without a subquery, so that it can be inlined.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_keys(row_json JSONB, key_columns TEXT[]) RETURNS TEXT[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN pg_catalog.cardinality(key_columns) = 1 THEN ARRAY[row_json ->> key_columns[1]]
                ELSE ${schema}.neo4j_sync_many_keys(row_json, key_columns) END
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

-- The row as jsonb, or NULL as above. Rows that are not small are converted with care on every table: a value may be
-- compressed, and a numeric of 8 bytes may have 131072 digits. Large ones are not copied into the queue.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_payload(value ANYELEMENT, guarded BOOLEAN) RETURNS JSONB
LANGUAGE sql
AS $$
    SELECT CASE WHEN guarded OR pg_catalog.pg_column_size(value) > 8 * 1024
                THEN ${schema}.neo4j_sync_jsonb(value, 8 * 1024 * 1024) ELSE pg_catalog.to_jsonb(value) END
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

-- The query for the keys of changed rows, in a trigger of the relation: of all that changed, or of those that
-- cannot be converted. It is planned for the statement at hand, so it may name columns, as they are called
-- today. The key columns' numbers are NULL where one is gone. In the query $3 and $4 are a row trigger's OLD and NEW.
-- An old key is given too where it is not the new one. A key that is one uuid is given as that (id), others as
-- texts (keys).
-- Old and new rows go together by their order. If every row is asked for and the key is one unique uuid, it is enough
-- to compare what each key had with what it has, which takes no numbers and sorts. Only where the index allows no
-- duplicate at any time: many rows of one key would be paired each with each.
CREATE OR REPLACE FUNCTION ${schema}.neo4j_sync_changed_keys(
    relation OID, level TEXT, operation TEXT, key_numbers SMALLINT[], key_columns TEXT[], unmapped TEXT[],
    guarded BOOLEAN, every_row BOOLEAN) RETURNS TEXT
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH mapped AS (
        SELECT string_agg(format('r.%I AS c%s', attname, attnum), ', ') AS selected,
               string_agg('o.c' || attnum, ', ' ORDER BY attnum) AS old_columns,
               string_agg('w.c' || attnum, ', ' ORDER BY attnum) AS new_columns,
               bool_or(attnum = ANY (key_numbers) AND attname <> ALL (key_columns)) AS renamed
          FROM pg_attribute
         WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
           AND (attname <> ALL (unmapped) OR attnum = ANY (key_numbers))
    ), keys AS (
        SELECT string_agg(CASE WHEN number IS NULL THEN 'NULL' ELSE format(key_text, 'o', number) END, ', ' ORDER BY n)
                   AS old_keys,
               string_agg(CASE WHEN number IS NULL THEN 'NULL' ELSE format(key_text, 'w', number) END, ', ' ORDER BY n)
                   AS new_keys,
               CASE WHEN one_uuid THEN 'NULL::text[] AS keys, %s AS id'
                    ELSE 'ARRAY[%s]::text[] AS keys, NULL::uuid AS id' END AS given,
               one_uuid AND every_row AND level = 'STATEMENT'
               AND EXISTS (SELECT FROM pg_index i
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0] AND a.attnotnull
                            WHERE i.indrelid = relation AND i.indnkeyatts = 1 AND i.indkey[0] = key_numbers[1]
                              AND i.indisunique AND i.indisvalid AND i.indimmediate AND i.indpred IS NULL) AS by_key
          FROM unnest(key_numbers) WITH ORDINALITY AS k (number, n)
         CROSS JOIN (
                SELECT cardinality(key_numbers) = 1
                       AND EXISTS (SELECT FROM pg_attribute
                                    WHERE attrelid = relation AND attnum = key_numbers[1]
                                      AND atttypid = 'uuid'::regtype))
                AS x (one_uuid)
         CROSS JOIN LATERAL (
                SELECT CASE WHEN one_uuid THEN '%s.c%s'
                            WHEN guarded THEN $sql$ ${schema}.neo4j_sync_payload(%s.c%s, true) #>> '{}'$sql$
                            ELSE $sql$to_jsonb(%s.c%s) #>> '{}'$sql$ END) AS y (key_text)
         GROUP BY one_uuid
    ), sides AS (
        SELECT format(side, selected, wanted, CASE level WHEN 'ROW' THEN '(SELECT ($3).*)' ELSE 'old_rows' END) AS old,
               format(side, selected, wanted, CASE level WHEN 'ROW' THEN '(SELECT ($4).*)' ELSE 'new_rows' END) AS new
          FROM mapped
         CROSS JOIN LATERAL (
                SELECT CASE WHEN operation = 'UPDATE' AND NOT by_key
                            THEN '(SELECT row_number() OVER () AS n, %s, %s AS wanted FROM %s r)'
                            ELSE '(SELECT %s, %s AS wanted FROM %s r)' END
                  FROM keys) AS x (side)
         CROSS JOIN LATERAL (
                SELECT CASE WHEN every_row OR renamed OR level = 'ROW' THEN 'true'
                            ELSE '${schema}.neo4j_sync_payload(r.*, true) IS NULL' END) AS y (wanted)
    )
    SELECT CASE
           WHEN operation = 'INSERT' THEN
                format('SELECT %s FROM %s w WHERE w.wanted', format(given, new_keys), sides.new)
           WHEN operation = 'DELETE' THEN
                format('SELECT %s FROM %s o WHERE o.wanted', format(given, old_keys), sides.old)
           WHEN by_key THEN
                format('SELECT %s FROM %s o FULL JOIN %s w ON %s = %s WHERE record_image_ne(ROW(%s), ROW(%s))',
                       format(given, format('coalesce(%s, %s)', old_keys, new_keys)),
                       sides.old, sides.new, old_keys, new_keys, old_columns, new_columns)
           ELSE format('SELECT k.* FROM %s o FULL JOIN %s w USING (n)'
                       ' CROSS JOIN LATERAL (SELECT %s WHERE o.n IS NOT NULL AND record_image_ne(ROW(%s), ROW(%s))'
                       ' UNION ALL SELECT %s WHERE w.n IS NOT NULL) k'
                       ' WHERE (o.wanted OR w.wanted) AND record_image_ne(ROW(%s), ROW(%s))',
                       sides.old, sides.new, format(given, old_keys), old_keys, new_keys, format(given, new_keys),
                       old_columns, new_columns) END
      FROM mapped, keys, sides
$$;

CREATE OR REPLACE FUNCTION ${schema}.queue_neo4j_sync() RETURNS TRIGGER
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET timezone = 'UTC'
SET intervalstyle = 'iso_8601'
SET bytea_output = 'hex'
SET extra_float_digits = '1'
SET lc_monetary = 'C'
SET enable_mergejoin = off
SET plan_cache_mode = 'force_generic_plan'
SET jit = off
AS $$
DECLARE
    entity TEXT;
    key_columns TEXT[];
    unmapped TEXT[];
    bulk CONSTANT INTEGER := 1000;
    size INTEGER;
    paired BOOLEAN;
    mark TEXT;
    seen INTEGER;
    outdated BOOLEAN;
    unsure BOOLEAN;
    looked BOOLEAN;
    guarded BOOLEAN;
    by_key BOOLEAN;
    key_numbers SMALLINT[];
    row_before JSONB;
    row_after JSONB;
    old_keys TEXT[];
    new_keys TEXT[];
BEGIN
    -- plpgsql prepares each of its expressions again in each transaction, and a query only as a whole: so what is
    -- needed every time is one query.
    SELECT s.entity, TG_ARGV[1]::TEXT[], coalesce(TG_ARGV[2], '{}')::TEXT[], m.seen, m.seen > s.depth,
           -- local to the transaction; rolled back with the savepoint
           set_config(s.mark, s.started || ' ' || greatest(m.seen, s.depth), true),
           TG_NARGS <> 3 OR split_part(s.looked, ' ', 1) = split_part(s.started, '.', 1),
           TG_NARGS <> 3 OR split_part(s.looked, ' ', 2) = 't'
      INTO entity, key_columns, unmapped, seen, outdated, mark, looked, guarded
      FROM (SELECT coalesce(TG_ARGV[0], TG_TABLE_NAME) AS entity,
                   'neo4j_sync.t' || to_hex(hashtext(coalesce(TG_ARGV[0], TG_TABLE_NAME))) AS mark,
                   current_setting('neo4j_sync.g' || TG_RELID, true) AS looked,
                   extract(epoch FROM statement_timestamp())::TEXT AS started,
                   pg_trigger_depth() AS depth
            OFFSET 0) s
     CROSS JOIN LATERAL (
            -- the depth of triggers at which the client's statement has changed the table already
            SELECT CASE WHEN split_part(current_setting(s.mark, true), ' ', 1) = s.started
                        THEN split_part(current_setting(s.mark, true), ' ', 2)::INTEGER ELSE 0 END AS seen
            OFFSET 0) m;

    IF looked IS DISTINCT FROM true OR key_columns IS NULL OR TG_OP = 'TRUNCATE' THEN
        IF TG_OP = 'TRUNCATE' THEN
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_key, operation)
            VALUES (entity, '*', 'TRUNCATE');
            RETURN NULL;
        END IF;

        -- A column that jsonb may not hold can have been added since the last install. The catalogue is slow to ask,
        -- so each session asks it once a second.
        IF looked IS DISTINCT FROM true THEN
            guarded := ${schema}.neo4j_sync_may_not_fit(TG_RELID);
            PERFORM set_config(
                'neo4j_sync.g' || TG_RELID,
                concat_ws(' ', trunc(extract(epoch FROM statement_timestamp())), guarded),
                false);
        END IF;

        IF key_columns IS NULL THEN
            key_columns := ARRAY(
                SELECT a.attname::text
                  FROM pg_index i
                  CROSS JOIN LATERAL unnest(i.indkey::smallint[]) WITH ORDINALITY AS k (attnum, n)
                  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                 WHERE i.indrelid = TG_RELID AND i.indisprimary
                 ORDER BY k.n);
            IF key_columns = '{}' THEN key_columns := '{id}'; END IF;
        END IF;
    END IF;

    IF TG_LEVEL = 'STATEMENT' AND TG_OP = 'UPDATE' THEN
        -- most statements change one row and no key
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id, ${schema}.neo4j_sync_other_key(e.keys, e.id), TG_OP,
               CASE WHEN NOT outdated THEN e.after END
          FROM (SELECT r.*, ${schema}.neo4j_sync_entity_id(r.keys) AS id
                  FROM (SELECT o.j AS before, n.j AS after, ${schema}.neo4j_sync_keys(n.j, key_columns) AS keys
                          FROM (SELECT ${schema}.neo4j_sync_payload(o.*, guarded) AS j FROM old_rows o) o
                         CROSS JOIN (SELECT ${schema}.neo4j_sync_payload(n.*, guarded) AS j FROM new_rows n) n
                         WHERE NOT EXISTS (SELECT FROM old_rows OFFSET 1)
                        OFFSET 0) r
                OFFSET 0) e
         WHERE e.after ?& key_columns
           AND e.keys = ${schema}.neo4j_sync_keys(e.before, key_columns)
           -- by image: to jsonb's own equality 1.5 and 1.50 are the same
           AND record_image_ne(ROW(e.before - unmapped), ROW(e.after - unmapped));
        IF FOUND THEN
            RETURN NULL;
        END IF;

        -- Where a row has moved to another partition and a trigger there refused it, there are more old rows than new.
        SELECT s.size, s.paired,
               CASE WHEN s.size = 1 AND s.paired
                    THEN (SELECT ${schema}.neo4j_sync_payload(o.*, guarded) FROM old_rows o) END,
               CASE WHEN s.size = 1 AND s.paired
                    THEN (SELECT ${schema}.neo4j_sync_payload(n.*, guarded) FROM new_rows n) END
          INTO size, paired, row_before, row_after
          FROM (SELECT count(*) AS size,
                       count(*) = (SELECT count(*) FROM (SELECT FROM new_rows LIMIT bulk + 1) x) AS paired
                  FROM (SELECT FROM old_rows LIMIT bulk + 1) x) s;
        IF size > bulk OR NOT paired THEN
            size := NULL;
            PERFORM set_config('neo4j_sync.by_key', 'yes', true);
        ELSIF size > 1 THEN
            -- Old and new rows come in pairs, in the order of the changes. If keys change, a key may be left and
            -- taken again, or taken and left again by a cascade, and the order does not tell which; so the writer
            -- looks. CASE, because IS NOT NULL alone would make an inner join of it.
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
            SELECT entity, e.id, ${schema}.neo4j_sync_other_key(e.keys, e.id), TG_OP,
                   CASE WHEN NOT outdated THEN e.payload END
              FROM (SELECT r.*, ${schema}.neo4j_sync_entity_id(r.keys) AS id
                      FROM (SELECT n.j AS payload, ${schema}.neo4j_sync_keys(n.j, key_columns) AS keys
                              FROM (SELECT row_number() OVER () AS number,
                                           ${schema}.neo4j_sync_payload(o.*, guarded) AS j
                                      FROM old_rows o) o
                              FULL JOIN (SELECT row_number() OVER () AS number,
                                                ${schema}.neo4j_sync_payload(n.*, guarded) AS j
                                           FROM new_rows n) n
                                USING (number)
                             WHERE CASE WHEN o.j IS NULL OR n.j IS NULL THEN false
                                        WHEN NOT n.j ?& key_columns
                                        THEN set_config('neo4j_sync.left_out', 'yes', true) IS NULL
                                        WHEN ${schema}.neo4j_sync_keys(o.j, key_columns)
                                             <> ${schema}.neo4j_sync_keys(n.j, key_columns)
                                        THEN set_config('neo4j_sync.by_key', 'yes', true) IS NULL
                                        ELSE record_image_ne(ROW(o.j - unmapped), ROW(n.j - unmapped)) END
                             ORDER BY number) r
                    OFFSET 0) e;
        END IF;

    ELSIF TG_LEVEL = 'STATEMENT' AND TG_OP = 'INSERT' THEN
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id, ${schema}.neo4j_sync_other_key(e.keys, e.id),
               CASE WHEN outdated THEN 'UPDATE' ELSE TG_OP END, CASE WHEN NOT outdated THEN e.payload END
          FROM (SELECT p.*, ${schema}.neo4j_sync_entity_id(p.keys) AS id
                  FROM (SELECT r.payload, ${schema}.neo4j_sync_keys(r.payload, key_columns) AS keys
                          FROM (SELECT ${schema}.neo4j_sync_payload(n.*, guarded) AS payload
                                  FROM new_rows n
                                 WHERE (SELECT CASE WHEN count(*) <= bulk THEN true
                                                    ELSE set_config('neo4j_sync.by_key', 'yes', true) IS NULL END
                                          FROM (SELECT FROM new_rows LIMIT bulk + 1) x)
                                OFFSET 0) r
                         WHERE CASE WHEN r.payload ?& key_columns THEN true
                                    WHEN r.payload IS NULL THEN false
                                    ELSE set_config('neo4j_sync.left_out', 'yes', true) IS NULL END
                        OFFSET 0) p
                OFFSET 0) e;

    ELSIF TG_LEVEL = 'STATEMENT' THEN
        INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
        SELECT entity, e.id, ${schema}.neo4j_sync_other_key(e.keys, e.id),
               CASE WHEN x.unsure THEN 'UPDATE' ELSE TG_OP END, CASE WHEN NOT x.unsure THEN e.payload END
          FROM (SELECT p.*, ${schema}.neo4j_sync_entity_id(p.keys) AS id
                  FROM (SELECT r.payload, ${schema}.neo4j_sync_keys(r.payload, key_columns) AS keys
                          FROM (SELECT ${schema}.neo4j_sync_payload(o.*, guarded) AS payload
                                  FROM old_rows o
                                OFFSET 0) r
                         WHERE CASE WHEN r.payload ?& key_columns THEN true
                                    WHEN r.payload IS NULL THEN false
                                    ELSE set_config('neo4j_sync.left_out', 'yes', true) IS NULL END
                        OFFSET 0) p
                OFFSET 0) e
         CROSS JOIN (
                SELECT seen > 0
                       OR EXISTS (SELECT FROM pg_index WHERE indrelid = TG_RELID AND NOT indimmediate) AS unsure
                OFFSET 0) x;

    ELSE
        -- row trigger
        size := 1;
        IF TG_OP <> 'INSERT' THEN row_before := ${schema}.neo4j_sync_payload(OLD, true); END IF;
        IF TG_OP <> 'DELETE' THEN row_after := ${schema}.neo4j_sync_payload(NEW, true); END IF;
    END IF;

    IF size = 1 AND TG_LEVEL = 'STATEMENT' AND NOT row_after ?& key_columns THEN
        PERFORM set_config('neo4j_sync.left_out', 'yes', true);
    ELSIF size = 1 AND (TG_OP <> 'UPDATE' OR (row_before IS NOT NULL AND row_after IS NOT NULL)) THEN
        old_keys := ${schema}.neo4j_sync_keys(row_before, key_columns);
        new_keys := ${schema}.neo4j_sync_keys(row_after, key_columns);
        IF row_before IS NOT NULL AND (row_after IS NULL OR old_keys <> new_keys) THEN
            unsure := CASE TG_LEVEL WHEN 'ROW' THEN outdated ELSE seen > 0 END
                      OR EXISTS (SELECT FROM pg_index WHERE indrelid = TG_RELID AND NOT indimmediate);
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
            VALUES (entity, ${schema}.neo4j_sync_entity_id(old_keys), ${schema}.neo4j_sync_other_key(old_keys),
                    CASE WHEN unsure THEN 'UPDATE' ELSE 'DELETE' END, CASE WHEN NOT unsure THEN row_before END);
        END IF;
        IF row_after IS NOT NULL AND (row_before IS NULL
               OR record_image_ne(ROW(row_before - unmapped), ROW(row_after - unmapped))) THEN
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_id, entity_key, operation, payload)
            VALUES (entity, ${schema}.neo4j_sync_entity_id(new_keys), ${schema}.neo4j_sync_other_key(new_keys),
                    CASE WHEN outdated OR old_keys = new_keys THEN 'UPDATE' ELSE 'INSERT' END,
                    CASE WHEN NOT outdated THEN row_after END);
        END IF;
    END IF;

    -- What was left out gets an event by its key alone, after the others, and so does every row that changed if the
    -- statement is to be taken by its keys. Of these rows nothing is converted but the key columns. Columns need a
    -- name for that: the one that the key column of the last install has today. If it is gone, nobody can say which
    -- rows these are, so a full sync of the table is queued.
    -- The events' ids begin alike, with 80 bits of a random uuid, and count on: the primary key takes thousands of
    -- neighbours in half the time it takes as many random ids.
    IF 'yes' IN (current_setting('neo4j_sync.left_out', true), current_setting('neo4j_sync.by_key', true)) THEN
        by_key := current_setting('neo4j_sync.by_key', true) IS NOT DISTINCT FROM 'yes';
        PERFORM set_config('neo4j_sync.by_key', '', true);
        key_numbers := ARRAY(
            SELECT (SELECT a.attnum
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
        IF TG_LEVEL = 'STATEMENT' AND array_position(key_numbers, NULL) IS NOT NULL THEN
            INSERT INTO ${schema}.neo4j_sync_queue (entity_type, entity_key, operation)
            VALUES (entity, '* full sync', 'FULL_SYNC');
            PERFORM set_config('neo4j_sync.left_out', '', true);
            RETURN NULL;
        END IF;
        EXECUTE format(
            $sql$
            INSERT INTO ${schema}.neo4j_sync_queue (id, entity_type, entity_id, entity_key, operation)
            SELECT ($5 || lpad(to_hex(row_number() OVER ()), 12, '0'))::uuid,
                   $1, k.id, ${schema}.neo4j_sync_other_key(k.keys, k.id), $2
              FROM (SELECT k.keys, coalesce(k.id, ${schema}.neo4j_sync_entity_id(k.keys)) AS id
                      FROM (%s OFFSET 0) k
                    OFFSET 0) k $sql$,
            ${schema}.neo4j_sync_changed_keys(
                TG_RELID, TG_LEVEL, TG_OP, key_numbers, key_columns, unmapped, guarded, by_key))
        USING entity, CASE WHEN by_key THEN TG_OP ELSE 'UPDATE' END, OLD, NEW, left(gen_random_uuid()::text, 24);
        PERFORM set_config('neo4j_sync.left_out', '', true);
    END IF;
    RETURN NULL;
END;
$$;

-- Who may call it in a trigger can queue changes of any entity. The triggers of capture fire for everyone.
REVOKE EXECUTE ON FUNCTION ${schema}.queue_neo4j_sync() FROM PUBLIC;

COMMENT ON FUNCTION ${schema}.queue_neo4j_sync() IS 'Queues changes of the table for Neo4j (neo4j-sync)';
