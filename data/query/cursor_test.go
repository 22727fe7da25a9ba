package query_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestCursorsLeadThroughAll(t *testing.T) {
	t.Parallel()
	var docs []query.Document
	for i, value := range []string{`null`, `1`, `1.0`, `true`, `"a\u0000"`, `missing`, `[1]`, `{"a":1}`, `-0.5`, `9007199254740993`, `1e999`, `-1e999`, `"é"`} {
		docs = append(docs, document(t, fmt.Sprintf("%02d", i), value))
	}
	const n query.Field[int] = "n"
	for _, keys := range [][]query.Order{
		nil,
		{n.Asc()},
		{n.Desc()},
		{n.Asc().WithNullsLast(), query.ID.Desc()},
		{n.Desc().WithNullsFirst()},
		{query.ID.Desc()},
	} {
		q := query.All().OrderBy(keys...)
		all, _ := q.Apply(docs)
		var walked []query.Document
		for cursor := query.Cursor(""); ; {
			page := q.After(cursor).Limit(2)
			require.NoError(t, page.Err())
			found, total := page.Apply(docs)
			walked = append(walked, found...)
			require.Equal(t, min(3, len(all)-len(walked)+len(found)), total)
			if total == len(found) {
				break
			}
			cursor = q.CursorOf(found[len(found)-1])
		}
		require.Equal(t, idsOf(all), idsOf(walked), "%v", keys)
	}
}

func TestACursorOutlivesItsDocument(t *testing.T) {
	t.Parallel()
	docs := []query.Document{document(t, "1", `1`), document(t, "2", `2`), document(t, "3", `3`)}
	cursor := query.All().CursorOf(docs[1])
	found, total := query.All().After(cursor).Apply([]query.Document{docs[0], docs[2]})
	require.Equal(t, []string{"3"}, idsOf(found))
	require.Equal(t, 1, total)
	require.False(t, query.All().After(cursor).Match(docs[1]))
	require.True(t, query.All().After(cursor).Filtered().Match(docs[1]))
	require.False(t, query.All().After(cursor).Filtered().Seeks())
}

func TestCursorsAreChecked(t *testing.T) {
	t.Parallel()
	const n query.Field[int] = "n"
	cursor := func(text string) query.Cursor {
		return query.Cursor(base64.RawURLEncoding.EncodeToString([]byte(text)))
	}
	good := query.All().OrderBy(n.Asc()).CursorOf(document(t, "1", `1`))
	tests := []struct {
		name   string
		cursor query.Cursor
		want   string
	}{
		{"of another order", good, "belongs to another order"},
		{"no base 64", "…", "is none"},
		{"too long to show", query.Cursor(strings.Repeat("?", 100)), "???…"},
		{"no JSON", cursor("["), "is none"},
		{"no array", cursor("{}"), "is none"},
		{"nothing in it", cursor("[]"), "is none"},
		{"no id", cursor(`["a",1]`), "is none"},
		{"an array as value", cursor(`["a",[],"1"]`), "is none"},
		{"a number as mark", cursor(`[1,1,"1"]`), "is none"},
		{"too many values", cursor(`["a",1,1,"1"]`), "another order"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			q := query.All().OrderBy(n.Desc()).After(test.cursor)
			require.ErrorContains(t, q.Err(), test.want)
			require.Equal(t, errs.KindInvalid, errs.KindOf(q.Err()))
			require.Equal(t, "invalid_cursor", errs.CodeOf(q.Err()))
			q.Match(document(t, "1", `1`)) // does no harm
		})
	}
	require.NoError(t, query.All().After(good).OrderBy(n.Asc()).Err(), "the sort keys may come later")
}

// FuzzCursor gives a query any cursor.
func FuzzCursor(f *testing.F) {
	doc, err := query.NewDocument("1", []byte(`{"n":[1]}`))
	require.NoError(f, err)
	q := query.All().OrderBy(query.Text("n").Desc())
	f.Add(string(q.CursorOf(doc)))
	f.Add("W10")
	f.Fuzz(func(t *testing.T, text string) {
		after := q.After(query.Cursor(text))
		if after.Err() == nil && text != "" {
			require.Len(t, after.Position(), 2)
		}
		after.Match(doc)
	})
}
