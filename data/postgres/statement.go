package postgres

import "strings"

// statements of a collection. The comment at the head of each is its name in logs,
// pg_stat_activity and pg_stat_statements.
type statements struct {
	load, loadMany              string
	insert, update, erase       string // of a commit with one write: they check the version themselves
	lock, share, claim, unclaim string // check the version of one of several
	replace, park, eraseOne     string // after that
	insertAll, copyIn           string // many that are new
}

func (s *Store) statementsOf(t *table) statements {
	write := func(text string) string {
		return s.in(strings.NewReplacer("{name}", t.Name, "{table}", t.quoted).Replace(text))
	}
	const unlessOne = ` SELECT $neuroglia_stale() WHERE NOT EXISTS (SELECT 1 FROM done)`
	return statements{
		load:     write("/* load {name} */ SELECT id, version, doc FROM {table} WHERE id = $1"),
		loadMany: write("/* load {name} */ SELECT id, version, doc FROM {table} WHERE id = ANY($1::text[])"),

		insert: write("/* insert {name} */ INSERT INTO {table} (id, version, doc) VALUES ($1, $2, $3::jsonb)"),
		update: write(`/* update {name} */ WITH done AS
			(UPDATE {table} SET version = $2, doc = $3::jsonb WHERE id = $1 AND version = $4 RETURNING 1)` + unlessOne),
		erase: write(`/* delete {name} */ WITH done AS (DELETE FROM {table} WHERE id = $1 AND version = $2 RETURNING 1)` + unlessOne),

		lock: write(`/* lock {name} */ WITH found AS (SELECT version FROM {table} WHERE id = $1 FOR UPDATE)
			SELECT $neuroglia_stale() WHERE coalesce((SELECT version FROM found), 0) <> $2::bigint`),
		share: write(`/* check {name} */ WITH found AS (SELECT version FROM {table} WHERE id = $1 FOR SHARE)
			SELECT $neuroglia_stale() WHERE coalesce((SELECT version FROM found), 0) <> $2::bigint`),
		claim: write(`/* claim {name} */ WITH done AS
			(INSERT INTO {table} (id, version, doc) VALUES ($1, 0, '{}') ON CONFLICT DO NOTHING RETURNING 1)` + unlessOne),
		unclaim: write("/* unclaim {name} */ DELETE FROM {table} WHERE id = $1"),

		insertAll: write(`/* insert {name} */ INSERT INTO {table} (id, version, doc)
			SELECT id, version, doc::jsonb FROM unnest($1::text[], $2::bigint[], $3::text[]) AS added(id, version, doc)`),
		copyIn:   "COPY " + t.quoted + " (id, version, doc) FROM STDIN (FORMAT binary)",
		replace:  write("/* update {name} */ UPDATE {table} SET version = $2, doc = $3::jsonb WHERE id = $1"),
		park:     write("/* park {name} */ UPDATE {table} SET doc = '{}' WHERE id = $1"),
		eraseOne: write("/* delete {name} */ DELETE FROM {table} WHERE id = $1"),
	}
}
