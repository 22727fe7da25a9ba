-- What every database has. $ stands for the schema.

CREATE TABLE IF NOT EXISTS $neuroglia_meta (name text PRIMARY KEY, value bigint NOT NULL);

-- What data/migrate applied.
CREATE TABLE IF NOT EXISTS $neuroglia_migrations (
	component text COLLATE "C" NOT NULL,
	number bigint NOT NULL,
	name text NOT NULL,
	checksum text NOT NULL,
	at timestamptz NOT NULL DEFAULT clock_timestamp(),
	CONSTRAINT neuroglia_migrations_number PRIMARY KEY (component, number)
);

-- A commit calls it where a document is not in the version that it expects.
CREATE OR REPLACE FUNCTION $neuroglia_stale() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'a document is not in the version that the commit expects' USING ERRCODE = 'NG001';
END $$;

-- The log. CACHE 1 is a condition of the horizon: numbers rise in the order they are drawn in.
CREATE SEQUENCE IF NOT EXISTS $neuroglia_positions CACHE 1;

CREATE TABLE IF NOT EXISTS $neuroglia_events (
	position bigint NOT NULL CONSTRAINT neuroglia_events_position PRIMARY KEY,
	version bigint NOT NULL,
	at timestamptz NOT NULL,
	id uuid NOT NULL,
	schema_version int NOT NULL,
	archived bool NOT NULL DEFAULT false,
	stream text COLLATE "C" NOT NULL,
	type text COLLATE "C" NOT NULL,
	data bytea NOT NULL, -- JSON as it was written
	metadata bytea, -- JSON, null for none
	CONSTRAINT neuroglia_events_stream UNIQUE (stream, version)
);
ALTER TABLE $neuroglia_events ALTER COLUMN data SET STORAGE EXTERNAL;

-- The position up to which the log is settled. The order of the statements is what makes it
-- right: a writer that is not among the locks either takes its lock later, and then its numbers are
-- above what was drawn before, or is done, and then a statement that begins later sees its rows.
CREATE OR REPLACE FUNCTION $neuroglia_head() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
	drawn bigint;
	lowest bigint;
BEGIN
	SELECT CASE WHEN is_called THEN last_value ELSE 0 END INTO drawn FROM $neuroglia_positions;
	SELECT min((classid::bigint << 32 | objid::bigint) & ((1::bigint << 48) - 1)) INTO lowest FROM pg_locks
	WHERE locktype = 'advisory' AND objsubid = 1 AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
		AND classid::bigint >> 16 = '$neuroglia_positions'::regclass::oid::bigint & 32767;
	-- The last event up to there, and not the number itself: a number that was drawn and rolled back
	-- is not on disk, and the server hands it out again after a crash.
	RETURN coalesce((SELECT e.position FROM $neuroglia_events AS e
		WHERE e.position <= least(drawn, lowest) ORDER BY e.position DESC LIMIT 1), 0);
END $$;

-- Appends batches: streams, expected and finals by batch, all else by event. expected is a version,
-- -1 for any, -2 for at least one; then a stream whose last event is the final one of the batch
-- has it already. A batch that is refused has a null position; with strict, it
-- fails the transaction, with its number and the version as the detail. Versions are checked before
-- numbers are drawn, and numbers are drawn behind the lock of the horizon.
CREATE OR REPLACE FUNCTION $neuroglia_append(
	strict bool, streams text[], expected bigint[], finals text[],
	batches int[], places int[], ids text[], types text[], schemas int[], ats bigint[], datas bytea[], metas bytea[]
) RETURNS TABLE (batch int, version bigint, "position" bigint) LANGUAGE plpgsql VOLATILE SET jit = off AS $$
#variable_conflict use_column
DECLARE
	versions bigint[];
	allowed bool[];
	refused int;
BEGIN
	SELECT array_agg(coalesce(last.version, 0) ORDER BY b.n),
		array_agg(CASE b.expected
			WHEN -1 THEN last.id IS DISTINCT FROM b.final
			WHEN -2 THEN last.version > 0 AND last.id IS DISTINCT FROM b.final
			ELSE coalesce(last.version, 0) = b.expected END ORDER BY b.n)
	INTO versions, allowed
	FROM unnest(streams, expected, finals::uuid[]) WITH ORDINALITY AS b(stream, expected, final, n)
	LEFT JOIN LATERAL (SELECT e.version, e.id FROM $neuroglia_events AS e WHERE e.stream = b.stream
		ORDER BY e.version DESC LIMIT 1) AS last ON true;

	refused := array_position(coalesce(allowed, '{}'), false);
	IF strict AND refused IS NOT NULL THEN
		RAISE EXCEPTION 'a stream is not in the version that the append expects'
			USING ERRCODE = 'NG002', DETAIL = (refused - 1) || ' ' || versions[refused];
	END IF;
	-- Whatever is written below is above this number.
	PERFORM pg_advisory_xact_lock_shared(('$neuroglia_positions'::regclass::oid::bigint & 32767) << 48
		| CASE WHEN is_called THEN last_value ELSE 0 END) FROM $neuroglia_positions;
	RETURN QUERY
	WITH inserted AS (
		INSERT INTO $neuroglia_events (position, stream, version, id, type, schema_version, at, data, metadata)
		SELECT nextval('$neuroglia_positions'), streams[e.batch], versions[e.batch] + e.place, e.id::uuid, e.type, e.schema,
			CASE WHEN e.at IS NULL THEN clock_timestamp() ELSE 'epoch'::timestamptz + e.at * interval '1 microsecond' END, e.data, e.meta
		FROM unnest(batches, places, ids, types, schemas, ats, datas, metas) AS e(batch, place, id, type, schema, at, data, meta)
		WHERE allowed[e.batch]
		RETURNING stream, version, position
	), done AS (SELECT stream, max(version) AS version, max(position) AS position FROM inserted GROUP BY stream)
	SELECT s.n::int - 1, coalesce(done.version, versions[s.n]), CASE WHEN allowed[s.n] THEN coalesce(done.position, 0) END
	FROM unnest(streams) WITH ORDINALITY AS s(stream, n) LEFT JOIN done USING (stream)
	ORDER BY s.n;
END $$;

INSERT INTO $neuroglia_meta VALUES ('format', 1) ON CONFLICT DO NOTHING;
