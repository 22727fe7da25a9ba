package mvc

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

// CSV writes lists of objects as RFC 4180 tables with a header line: slices of
// structs, and pages whose "items" are such a slice. The columns are the JSON
// fields in their order; text stands as it is, an absent field or null is empty,
// and lists and objects in a cell are JSON. Register it in [Config.Encoders].
//
// A spreadsheet takes a cell that begins with = + - or @ for a formula, which lets
// whoever wrote the text run one on the machine of whoever opens the table. Such
// text is sent with an apostrophe before it, which spreadsheets take for the mark
// of plain text; numbers, also those written as text, stand as they are. For
// readers that are programs and want each text as it is there is [CSV.Verbatim].
type CSV struct {
	codec    codec.Codec
	verbatim bool
}

// NewCSV returns the encoder, which takes the cells from the JSON that c writes;
// nil means codec.New().
func NewCSV(c codec.Codec) *CSV {
	return &CSV{codec: cmp.Or[codec.Codec](c, codec.New())}
}

// Verbatim returns an encoder that writes text as it is, formulas too.
func (c *CSV) Verbatim() *CSV { return &CSV{codec: c.codec, verbatim: true} }

var _ Encoder = (*CSV)(nil)

// MediaType returns text/csv.
func (*CSV) MediaType() string { return "text/csv; charset=utf-8" }

// Encodes reports whether t is a list of objects or a page of them.
func (*CSV) Encodes(t reflect.Type) bool {
	_, ok := rowType(t)
	return ok
}

// rowType returns the struct that the rows of a list are.
func rowType(t reflect.Type) (reflect.Type, bool) {
	if t.Kind() == reflect.Struct && hasMethods[Paged](t) {
		for f := range t.Fields() {
			if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name == "items" {
				return rowType(f.Type)
			}
		}
	}
	if t.Kind() != reflect.Slice {
		return nil, false
	}
	row := t.Elem()
	if row.Kind() == reflect.Pointer {
		row = row.Elem()
	}
	return row, row.Kind() == reflect.Struct && !isSelfMade(row)
}

// Encode writes the table.
func (c *CSV) Encode(w io.Writer, v any) error {
	t := reflect.TypeOf(v)
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	row, ok := rowType(t)
	if !ok {
		return fmt.Errorf("encode CSV: %s is no list of objects", t)
	}
	columns := columnsOf(row)
	records, err := c.records(v, columns)
	if err != nil {
		return err
	}
	table := csv.NewWriter(w)
	if err := table.WriteAll(append([][]string{columns}, records...)); err != nil {
		return fmt.Errorf("encode CSV: %w", err)
	}
	return nil
}

// columnsOf lists the members of a row as JSON names them, whatever tags bind.
func columnsOf(row reflect.Type) []string {
	var columns []string
	for _, f := range inputFields(row, 0) {
		f = bodyField(inputField{StructField: f.StructField})
		if !f.ignored && !slices.Contains(columns, f.name) {
			columns = append(columns, f.name)
		}
	}
	return columns
}

func (c *CSV) records(v any, columns []string) ([][]string, error) {
	var text bytes.Buffer
	if err := c.codec.Marshal(&text, v); err != nil {
		return nil, err
	}
	var rows []map[string]json.RawMessage
	var target any = &rows
	if text.Len() > 0 && text.Bytes()[0] == '{' {
		target = &struct {
			Items *[]map[string]json.RawMessage `json:"items"`
		}{&rows}
	}
	if err := json.Unmarshal(text.Bytes(), target); err != nil {
		return nil, fmt.Errorf("encode CSV: %w", err)
	}
	records := make([][]string, len(rows))
	for i, row := range rows {
		for _, column := range columns {
			records[i] = append(records[i], c.cell(row[column]))
		}
	}
	return records, nil
}

// cell is the text of a value without the quotes of JSON.
func (c *CSV) cell(raw json.RawMessage) string {
	var text string
	if len(raw) > 0 && raw[0] == '"' && json.Unmarshal(raw, &text) == nil {
		if !c.verbatim && isFormula(text) {
			return "'" + text
		}
		return text
	}
	if string(raw) == "null" {
		return ""
	}
	return string(raw)
}

// isFormula reports whether a spreadsheet may compute the text. Tab and line breaks
// count too, which some skip to find a formula behind them.
func isFormula(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return false
	}
	isNumber := (first == '+' || first == '-') && strings.Trim(text[1:], "0123456789. ") == ""
	return !isNumber
}
