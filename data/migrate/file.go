package migrate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Migration is one file.
type Migration struct {
	// Number is its place in the order.
	Number int64
	// Name is what the file is called, without number and ".sql": "reports_by_day".
	Name string
	// SQL is its content.
	SQL string
	// Checksum is that of the content, whatever its line ends.
	Checksum string
}

// String returns the name of the file, "0002_reports_by_day".
func (m Migration) String() string { return fmt.Sprintf("%04d_%s", m.Number, m.Name) }

// Read returns the migrations among the files, in order, wherever they are below the root,
// or every fault joined. Files that do not end in ".sql" are left out.
func Read(files fs.FS) ([]Migration, error) {
	var all []Migration
	var faults []error
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".sql" {
			return err
		}
		m, err := read(files, name)
		all, faults = append(all, m), append(faults, err)
		return nil
	})
	slices.SortStableFunc(all, func(a, b Migration) int { return cmp.Compare(a.Number, b.Number) })
	for i := 1; i < len(all); i++ {
		if all[i].Number == all[i-1].Number && all[i].Number > 0 {
			faults = append(faults, fmt.Errorf("%s and %s have the same number; give the newer one the next that is free", all[i-1], all[i]))
		}
	}
	if err := errors.Join(append(faults, err)...); err != nil {
		return nil, fmt.Errorf("read migrations: %w", err)
	}
	return all, nil
}

func read(files fs.FS, name string) (Migration, error) {
	digits, rest, ok := strings.Cut(strings.TrimSuffix(path.Base(name), ".sql"), "_")
	number, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || number < 1 || rest == "" {
		return Migration{}, fmt.Errorf("%s: the name has no number; write it as in 0001_reports.sql", name)
	}
	content, err := fs.ReadFile(files, name)
	if err != nil {
		return Migration{}, err
	}
	content = bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n"))
	if len(bytes.TrimSpace(content)) == 0 {
		return Migration{}, fmt.Errorf("%s: the file is empty; write the SQL into it, or remove it", name)
	}
	sum := sha256.Sum256(content)
	return Migration{Number: number, Name: rest, SQL: string(content), Checksum: hex.EncodeToString(sum[:])}, nil
}
