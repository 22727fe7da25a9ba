package postgres

// appendStatements append in one statement each, which is much less work for the server than
// a function, whatever the function does. All take the lock of the horizon before they draw
// a number, and have no row where a stream is not as expected.
type appendStatements struct {
	many   string // the function: several batches of any size, and fails where one is not as expected
	each   string // one event to each of several streams
	run    string // several events to one stream
	draw   string // the numbers for events that follow by COPY
	exact  string // one event behind a version
	anyone string // one event behind whatever is there
}

// lockSQL takes the lock by which a writer says: whatever I write is above this number.
const lockSQL = `SELECT pg_advisory_xact_lock_shared(('$neuroglia_positions'::regclass::oid::bigint & 32767) << 48
	| CASE WHEN is_called THEN last_value ELSE 0 END) FROM $neuroglia_positions`

func (s *Store) appendStatements() appendStatements {
	const (
		insert = `INSERT INTO $neuroglia_events (position, stream, version, id, type, schema_version, at, data, metadata)
			SELECT nextval('$neuroglia_positions'), `
		one  = `, $3::text::uuid, $4, $5, coalesce($6::timestamptz, clock_timestamp()), $7, $8::bytea FROM lock`
		lock = `WITH lock AS MATERIALIZED (` + lockSQL + `)`
		last = `, last AS MATERIALIZED (SELECT version, id FROM $neuroglia_events WHERE stream = $1 ORDER BY version DESC LIMIT 1)`
		// of the stream $1, with the last event $3 of what is to be appended
		expected = ` WHERE CASE $2::bigint
			WHEN -1 THEN (SELECT id FROM last) IS DISTINCT FROM $3::text::uuid
			WHEN -2 THEN EXISTS (SELECT FROM last) AND (SELECT id FROM last) IS DISTINCT FROM $3::text::uuid
			ELSE coalesce((SELECT version FROM last), 0) = $2::bigint END`
		after = "coalesce((SELECT version FROM last), 0)"
	)
	return appendStatements{
		many: s.in(`/* append events */ SELECT version, "position" FROM $neuroglia_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`),
		each: s.in("/* append events */ " + lock + insert + `e.stream, coalesce(last.version, 0) + 1, e.id, e.type, e.schema, coalesce(e.at, clock_timestamp()), e.data, e.metadata
			FROM lock, unnest($1::text[], $2::bigint[], $3::uuid[], $4::text[], $5::int[], $6::timestamptz[], $7::bytea[], $8::bytea[])
				AS e(stream, expected, id, type, schema, at, data, metadata)
			LEFT JOIN LATERAL (SELECT version, id FROM $neuroglia_events WHERE stream = e.stream ORDER BY version DESC LIMIT 1) AS last ON true
			WHERE CASE e.expected
				WHEN -1 THEN last.id IS DISTINCT FROM e.id
				WHEN -2 THEN last.version > 0 AND last.id IS DISTINCT FROM e.id
				ELSE coalesce(last.version, 0) = e.expected END
			RETURNING stream, version, position`),
		run: s.in("/* append events */ " + lock + last + ", inserted AS (" + insert + "$1, " + after + ` + e.place, e.id, e.type, e.schema, coalesce(e.at, clock_timestamp()), e.data, e.metadata
			FROM lock, unnest($4::uuid[], $5::text[], $6::int[], $7::timestamptz[], $8::bytea[], $9::bytea[]) WITH ORDINALITY
				AS e(id, type, schema, at, data, metadata, place)` + expected + ` RETURNING version, position)
			SELECT max(version), max(position) FROM inserted HAVING count(*) > 0`),
		draw: s.in("/* draw positions */ " + lock + last + "SELECT " + after + `, clock_timestamp(), array_agg(nextval('$neuroglia_positions'))
			FROM lock, generate_series(1, $4::int)` + expected + " HAVING count(*) > 0"),
		// The next version cannot be there unless it is a conflict, which the unique index finds.
		exact: s.in("/* append event */ " + lock + insert + "$1, $2::bigint + 1" + one +
			` WHERE $2::bigint = 0 AND NOT EXISTS (SELECT FROM $neuroglia_events WHERE stream = $1)
				OR EXISTS (SELECT FROM $neuroglia_events WHERE stream = $1 AND version = $2::bigint)
				AND NOT EXISTS (SELECT FROM $neuroglia_events WHERE stream = $1 AND version = $2::bigint + 1)
			RETURNING version, position`),
		anyone: s.in("/* append event */ " + lock + last + insert + "$1, " + after + " + 1" + one +
			` WHERE ($2::bigint = -1 OR EXISTS (SELECT FROM last)) AND (SELECT id FROM last) IS DISTINCT FROM $3::text::uuid
			RETURNING version, position`),
	}
}
