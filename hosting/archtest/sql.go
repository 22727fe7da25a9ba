package archtest

import (
	"go/ast"
	"go/constant"
	"regexp"
	"strings"
)

// NoSQL refuses drivers of databases, and SQL in strings, but in the packages that
// store. The drivers are database/sql, the common drivers and mappers, and the
// stores of the framework; the memory store is no driver.
//
// A string is SQL when it is a constant that begins as a statement does: "SELECT …
// FROM", "insert into", "CREATE TABLE". One word is not enough, because "Delete a
// post" is the summary of a route.
func NoSQL(stores ...string) Rule {
	const fix = "keep it with what stores, behind a type of the application"
	statement := statements()
	return ruling("no-sql", outside(stores), func(_ *Code, s *Source) []Finding {
		var findings []Finding
		for pos, path := range s.Imports() {
			if matches(drivers(), path) {
				findings = append(findings, s.Finding(pos, "imports", path, fix))
			}
		}
		s.inspect(func(n ast.Node) bool {
			expr, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := s.literal(expr)
			if !ok {
				return true
			}
			if statement.MatchString(text) {
				findings = append(findings, s.Finding(expr.Pos(), "holds the SQL", shorten(text), fix))
			}
			return false
		})
		return findings
	})
}

func drivers() []string {
	return []string{
		"database/sql/...",
		"github.com/jackc/pgx/...", "github.com/lib/pq/...", "github.com/go-sql-driver/mysql/...", "github.com/mattn/go-sqlite3/...",
		"modernc.org/sqlite/...", "github.com/microsoft/go-mssqldb/...", "github.com/jmoiron/sqlx/...", "gorm.io/...", "entgo.io/...",
		"github.com/uptrace/bun/...", "go.mongodb.org/mongo-driver/...", "github.com/redis/go-redis/...",
		framework + "/data/sqlite/...", framework + "/data/postgres/...", framework + "/data/mongodb/...", framework + "/data/redisdb/...",
	}
}

// statements matches the beginnings of statements, in capitals, in small letters or
// with capitals at the beginnings of words, but not a mixture: that is prose.
func statements() *regexp.Regexp {
	const upper = `SELECT\s.*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\S+\s+SET\s|DELETE\s+FROM\s|WITH\s+(RECURSIVE\s+)?\w+\s+AS\s*\(|` +
		`(CREATE|DROP)\s+(UNIQUE\s+|TEMP\s+|TEMPORARY\s+|MATERIALIZED\s+)?(TABLE|INDEX|VIEW|SCHEMA|TRIGGER|TYPE|SEQUENCE)\s|ALTER\s+TABLE\s`
	words := regexp.MustCompile(`[A-Z]{2,}`)
	lower := words.ReplaceAllStringFunc(upper, strings.ToLower)
	title := words.ReplaceAllStringFunc(upper, func(word string) string { return word[:1] + strings.ToLower(word[1:]) })
	return regexp.MustCompile(`(?s)^\s*(` + upper + `|` + lower + `|` + title + `)`)
}

// literal returns the value of a string that is written down at expr, also in
// pieces. A name that stands for a constant is none; the constant is.
func (s *Source) literal(expr ast.Expr) (string, bool) {
	switch ast.Unparen(expr).(type) {
	case *ast.BasicLit, *ast.BinaryExpr:
	default:
		return "", false
	}
	value := s.Info.Types[expr].Value
	if value == nil || value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(value), true
}

func shorten(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 40 {
		text = string(runes[:40]) + "…"
	}
	return `"` + text + `"`
}
