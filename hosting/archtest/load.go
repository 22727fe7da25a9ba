package archtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
)

// Package is what the law looks at of one package.
type Package struct {
	ImportPath string
	// Imports are the import paths of the production files.
	Imports []string
}

// Load lists the packages of the module at root with the go command.
func Load(ctx context.Context, root string) ([]Package, error) {
	listed, err := list(ctx, root, "-json=ImportPath,Imports")
	if err != nil {
		return nil, err
	}
	packages := make([]Package, len(listed))
	for i, l := range listed {
		packages[i] = l.Package
	}
	return packages, nil
}

// listed is a package as the go command prints it.
type listed struct {
	Package
	Dir     string
	GoFiles []string
	// CgoFiles are production files that import "C".
	CgoFiles []string
	// Export is the file with what the compiler knows of the package's exports.
	Export string
	// DepOnly says that the package is not below root, only imported from there.
	DepOnly bool
	// ImportMap has the packages whose import path is not what the source says.
	ImportMap map[string]string
}

// list runs go list over everything below root. It needs code that compiles when
// flags ask for exports.
func list(ctx context.Context, root string, flags ...string) ([]listed, error) {
	args := append([]string{"list"}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, "./...")...)
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return nil, fmt.Errorf("list the packages of %s: %w", root, err)
	}
	var packages []listed
	for decoder := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return packages, nil
		case err != nil:
			return nil, fmt.Errorf("read the answer of go list: %w", err)
		}
		packages = append(packages, p)
	}
}
